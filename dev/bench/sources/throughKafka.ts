import { openDeployment } from '../../../runtime/deployment/deployment.ts';
import type { Deployment } from '../../../runtime/deployment/deployment.ts';
import { sourceWorkers } from '../../../runtime/deployment/workers.ts';
import type { Config } from '../../../runtime/config/schema.ts';
import { readToEnd } from '../../../runtime/kafka/index.ts';
import { createLog } from '../../../runtime/telemetry/log.ts';

/** A complete scan by the real source worker into the real Kafka. */
export interface ScanFigures {
  readonly seconds: number;
  /** Records that the worker says it has published. */
  readonly published: number;
  /** Records that are in Kafka after it and were not before it; run markers are none. */
  readonly events: number;
  /** Records that it knows: those it has published and those that have not changed. */
  readonly known: number;
  /** The most resident memory that the process had in any quarter of the scan, MB. */
  readonly rssMb: readonly [number, number, number, number];
}

/** How often the memory is looked at, milliseconds. */
const LOOK = 100;

/** The highest of what was seen in each quarter. */
const quarters = (samples: readonly number[]): ScanFigures['rssMb'] => {
  const highest = (part: number): number => {
    const from = Math.floor((samples.length * part) / 4);
    const seen = samples.slice(from, Math.max(from + 1, Math.floor((samples.length * (part + 1)) / 4)));
    return Math.round(seen.reduce((most, one) => Math.max(most, one), 0) / 1_048_576);
  };
  return [highest(0), highest(1), highest(2), highest(3)];
};

/** Offsets after what the log holds. */
const endOfLog = async ({ watermarks }: Deployment): Promise<ReadonlyMap<number, number>> =>
  new Map([...(await watermarks('source.records'))].map(([partition, { high }]) => [partition, high]));

const recordsSince = async ({ kafka, topic }: Deployment, from: ReadonlyMap<number, number>): Promise<number> => {
  let records = 0;
  await readToEnd(kafka, {
    topic: topic('source.records'),
    from,
    onMessages: (_, messages) => {
      for (const { key } of messages) if (key?.startsWith('run/') !== true) records += 1;
    },
  });
  return records;
};

/**
 * Scans everything once, in a process that does nothing else: it takes the source over, reads back what the log knows of
 * it, polls, decides and publishes.
 *
 * @param name of the source, which has one import
 */
export const scanThroughKafka = async (config: Config, name: string): Promise<ScanFigures> => {
  const deployment = openDeployment(config, createLog(config.log.level));
  await deployment.codec.prepare();
  const before = await endOfLog(deployment);
  const samples: number[] = [];
  const look = (): number => samples.push(process.memoryUsage.rss());
  const timer = setInterval(look, LOOK);
  const [source] = sourceWorkers(deployment, [name], { onPage: look });
  if (source === undefined) throw new Error(`no source ${name}`);
  const began = performance.now();
  const runs = await source.worker.runOnce({ mode: 'complete' }, new AbortController().signal);
  const seconds = (performance.now() - began) / 1000;
  look();
  clearInterval(timer);
  await source.worker.stop();
  const published = runs.reduce((sum, run) => sum + run.published, 0);
  const unchanged = runs.reduce((sum, run) => sum + run.skippedUnchanged, 0);
  const events = await recordsSince(deployment, before);
  await deployment.close();
  return { seconds, published, events, known: published + unchanged, rssMb: quarters(samples) };
};
