import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** On what something was measured; figures of a benchmark say little without it. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly node: string;
  /** Processes that ran or waited for a core, on average over the minute before: more than what is measured needs distorts it. */
  readonly load: number;
}

/** The machine as it is at this moment. */
export const machine = (): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
});

/** The machine as a line for a person, with its load before and after the measurement. */
export const machineText = (before: Machine, after: Machine): string =>
  `${before.processor}, ${String(before.cores)} cores, ${String(before.memoryGigabytes)} GB, Node ${before.node}; ` +
  `load average ${String(before.load)} before, ${String(after.load)} after`;
