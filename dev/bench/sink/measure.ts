import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../stack/startStack.ts';
import type { BenchDatabase } from './database.ts';
import type { FilledStream } from './fill.ts';
import { peakMemory, processorTime, processorTimeOfFamily } from './processes.ts';
import { Progress, type TargetTable } from './progress.ts';
import type { CandidateName, Run } from './run.ts';
import type { Worker } from './worker.ts';

/** Milliseconds between two looks at the table. */
const LOOK = 25;
/** Milliseconds between two questions whether the worker is still well. */
const CHECK = 1000;
/** A run longer than this has failed. */
const LONGEST = 600_000;

/** Processor time at one moment, in seconds. */
interface Busy {
  readonly worker: number | undefined;
  readonly postgres: number | undefined;
  readonly kafka: number | undefined;
}

const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.round((to - from) * 100) / 100;

/** Reads the processor time of everybody who has a part in a run. */
export const busyOf = (stack: Stack, worker: () => number | undefined) => (): Busy => ({
  worker: worker(),
  postgres: processorTimeOfFamily(stack.services.postgres.pid()),
  kafka: processorTime(stack.services.kafka.pid()),
});

interface Watched {
  readonly first: number;
  readonly half: { readonly at: number; readonly records: number; readonly worker: number | undefined };
  readonly end: number;
}

const watch = async (
  worker: Worker,
  progress: Progress,
  records: number,
  workerTime: () => number | undefined,
): Promise<Watched> => {
  const began = performance.now();
  let first = 0;
  let half: Watched['half'] | undefined;
  let checked = began;
  for (;;) {
    await progress.look();
    const now = performance.now();
    if (first === 0 && progress.records > 0) first = now;
    if (progress.records >= records / 2) half ??= { at: now, records: progress.records, worker: workerTime() };
    if (progress.isComplete && half !== undefined) return { first, half, end: now };
    if (now - began > LONGEST) throw new Error(`not done after ${String(LONGEST / 1000)} s`);
    if (now - checked > CHECK) {
      checked = now;
      await worker.check();
    }
    await pause(LOOK);
  }
};

/** What is run, on which tables. */
export interface Candidate {
  readonly name: CandidateName;
  readonly table: TargetTable;
  /** Starts its process; the clock does not run yet. */
  readonly start: () => Promise<Worker>;
}

const drain = async (
  stack: Stack,
  database: BenchDatabase,
  stream: FilledStream,
  { name, table }: Candidate,
  worker: Worker,
): Promise<Omit<Run, 'round'>> => {
  const busy = busyOf(stack, () => processorTime(worker.pid));
  const progress = new Progress(database.client, table, stream);
  const before = busy();
  const began = performance.now();
  await worker.begin();
  const { first, half, end } = await watch(worker, progress, stream.records, () => busy().worker);
  const after = busy();
  const warm = { seconds: (end - half.at) / 1000, records: stream.records - half.records };
  const warmSeconds = between(half.worker, after.worker);
  return {
    candidate: name,
    stream: stream.stream,
    records: stream.records,
    seconds: (end - began) / 1000,
    secondsToFirst: (first - began) / 1000,
    warm,
    processorSeconds: between(before.worker, after.worker),
    processorSecondsPostgres: between(before.postgres, after.postgres),
    processorSecondsKafka: between(before.kafka, after.kafka),
    warmMicroseconds: warmSeconds === undefined ? undefined : Math.round((warmSeconds * 1e6) / warm.records),
    peakMegabytes: peakMemory(worker.pid),
  };
};

/**
 * Lets a sink drain a stream once. The tables must be as the stream finds them.
 *
 * @throws Error when the sink fails, or leaves a table that is not what the stream says
 */
export const measure = async (
  stack: Stack,
  database: BenchDatabase,
  stream: FilledStream,
  candidate: Candidate,
  round: number,
): Promise<Run> => {
  const worker = await candidate.start();
  let run: Omit<Run, 'round'>;
  try {
    run = await drain(stack, database, stream, candidate, worker);
  } finally {
    await worker.stop();
  }
  const problem = await database.problem(candidate.table, stream, candidate.name === 'sink-audit');
  if (problem !== undefined) throw new Error(`${candidate.name} did not do its work: ${problem}`);
  return { ...run, round };
};
