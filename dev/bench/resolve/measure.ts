import { setImmediate } from 'node:timers/promises';
import type { InputRecord } from '../../../core/streamProcessor.ts';
import type { LinkageModel } from '../../../processors/identity/linkage/index.ts';
import { percentile } from '../shared/spread.ts';
import { activation, inputOf, withCarriers, type Carrier } from './carrier.ts';
import { inventPeople } from './people.ts';

/** What was measured at one size of the registry. */
export interface LibraryFigures {
  /** Records a second of wall time: normalise, weigh, decide, write rows to Postgres; events are made and thrown away. */
  readonly recordsPerSecond: number;
  readonly recordsPerSecondAtEnd: number;
  /** Microseconds of this process's processor time a record, at the end. */
  readonly processorTimeAtEnd: number;
  /** Milliseconds of a batch at the end, its transaction included. */
  readonly batchP50: number;
  readonly batchP99: number;
  /** Bytes a record that the resolver holds in memory, in the heap and outside, after a collection of garbage. */
  readonly bytesPerRecord: number;
  /** Seconds for another resolver to read its state. */
  readonly loadSeconds: number;
  /** Microseconds of this process's processor time a record, of that. */
  readonly loadProcessorTime: number;
  readonly decisions: Readonly<Record<string, number>>;
}

/** Records that are decided on and committed together. */
const BATCH = 500;

/** How many of the last records count as the end: a fifth, so that even a small registry has some batches there. */
export const atEnd = (records: number): number => Math.max(BATCH, Math.floor(records / 5 / BATCH) * BATCH);

/** Bytes in use. What ended just now is let go of in later turns, so the collector runs in several. */
const collected = async (): Promise<number> => {
  for (let turn = 0; turn < 5; turn += 1) {
    await setImmediate();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

interface Moment {
  readonly at: number;
  readonly busy: number;
}

const moment = (): Moment => ({ at: performance.now(), busy: processorTime() });

interface Carried {
  readonly began: Moment;
  /** When the last of the records began. */
  readonly end: Moment;
  readonly ended: Moment;
  /** Milliseconds of each batch at the end. */
  readonly batches: readonly number[];
}

const carryAll = async (carrier: Carrier, records: number, told: (done: number) => void): Promise<Carried> => {
  const began = moment();
  let end = began;
  let batch: InputRecord[] = [];
  let done = 0;
  const batches: number[] = [];
  for (const person of inventPeople(records, 1)) {
    batch.push(inputOf(carrier.offset + batch.length, 'SourcePerson', person));
    if (batch.length < BATCH && done + batch.length < records) continue;
    if (done <= records - atEnd(records)) end = moment();
    const from = performance.now();
    await carrier.carry(batch);
    if (done >= records - atEnd(records)) batches.push(performance.now() - from);
    done += batch.length;
    batch = [];
    told(done);
  }
  return { began, end, ended: moment(), batches };
};

/** Milliseconds to a tenth. */
const tenth = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/**
 * Takes an invented registry through the resolver, batch by batch, with all its writes to a database of its own.
 *
 * @param url of a PostgreSQL whose user may create databases
 * @param model to be active from the start; undefined: the starter
 * @param told how many records are done
 */
export const measureLibrary = (
  url: string,
  records: number,
  model: LinkageModel | undefined,
  told: (done: number) => void,
): Promise<LibraryFigures> =>
  withCarriers(url, async (make) => {
    const empty = await collected();
    const carrier = make();
    await carrier.open();
    if (model !== undefined) await carrier.carry([activation(model)]);
    const { began, end, ended, batches } = await carryAll(carrier, records, told);
    const bytes = (await collected()) - empty;
    const another = make();
    const loading = moment();
    await another.open();
    const loaded = moment();
    const last = atEnd(records);
    return {
      recordsPerSecond: Math.round((records * 1000) / (ended.at - began.at)),
      recordsPerSecondAtEnd: Math.round((last * 1000) / (ended.at - end.at)),
      processorTimeAtEnd: Math.round((ended.busy - end.busy) / last),
      batchP50: tenth(percentile(batches, 0.5)),
      batchP99: tenth(percentile(batches, 0.99)),
      bytesPerRecord: Math.round(bytes / records),
      loadSeconds: Math.round((loaded.at - loading.at) / 10) / 100,
      loadProcessorTime: tenth((loaded.busy - loading.busy) / records),
      decisions: carrier.decisions,
    };
  });
