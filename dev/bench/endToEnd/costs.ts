import { peakMemory, processorTime, processorTimeOfFamily } from '../sink/processes.ts';
import type { Stack } from '../../stack/startStack.ts';

/** Who has a part in the way of a record, and its processes. */
export type Parts = Readonly<Record<string, readonly number[]>>;

/** What a part took. */
export interface Cost {
  /** Microseconds of processor time a person; undefined where the system does not tell. */
  readonly microseconds: number | undefined;
  /** The most memory that its processes have held at once so far, together, megabytes. */
  readonly peakMegabytes: number | undefined;
}

const sum = (figures: readonly (number | undefined)[]): number | undefined =>
  figures.reduce((total, figure) => (total === undefined || figure === undefined ? undefined : total + figure), 0);

/** Counts processor time from now on. @returns tells what each part took, by the people who came through meanwhile */
export const countCosts = (stack: Stack, parts: Parts): ((people: number) => Readonly<Record<string, Cost>>) => {
  const { postgres, kafka } = stack.services;
  const seconds = (): Readonly<Record<string, number | undefined>> => ({
    ...Object.fromEntries(Object.entries(parts).map(([name, pids]) => [name, sum(pids.map(processorTime))])),
    PostgreSQL: processorTimeOfFamily(postgres.pid()),
    Kafka: processorTime(kafka.pid()),
  });
  const before = seconds();
  return (people) =>
    Object.fromEntries(
      Object.entries(seconds()).map(([name, now]) => {
        const spent = sum([now, before[name] === undefined ? undefined : -before[name]]);
        const microseconds = spent === undefined ? undefined : Math.round((spent * 1e6) / people);
        const memory = sum((parts[name] ?? []).map(peakMemory));
        return [name, { microseconds, peakMegabytes: name in parts ? memory : undefined }];
      }),
    );
};
