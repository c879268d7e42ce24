import { spread, type Spread } from '../shared/spread.ts';
import type { LibraryFigures } from './measure.ts';
import type { StageFigures } from './stage.ts';

/** One run at one size of the registry. */
export interface Run {
  readonly records: number;
  readonly library: LibraryFigures;
  /** Undefined when the whole stage was not measured. */
  readonly stage: StageFigures | undefined;
}

/** What all runs at one size come to. */
export interface Summary {
  readonly records: number;
  readonly runs: number;
  readonly library: Readonly<Record<keyof Omit<LibraryFigures, 'decisions'>, Spread | undefined>>;
  /** The resolver's decisions by kind and rule: the same in every run. */
  readonly decisions: Readonly<Record<string, number>>;
  /** Pairs weighed for each of the last records. */
  readonly pairsPerRecord: number;
  readonly stagePerSecond: Spread | undefined;
  /** Microseconds of processor time a record of the stage's process, PostgreSQL and Kafka. */
  readonly stageMicroseconds: Readonly<Record<string, Spread | undefined>>;
}

/**
 * @param runs of one size
 * @param pairsPerRecord as counted at that size
 */
export const summarise = (runs: readonly Run[], pairsPerRecord: number): Summary => {
  const of = (name: keyof Omit<LibraryFigures, 'decisions'>): Spread | undefined =>
    spread(runs.map(({ library }) => library[name]));
  const parts = Object.keys(runs[0]?.stage?.costs ?? {});
  return {
    records: runs[0]?.records ?? 0,
    runs: runs.length,
    library: {
      recordsPerSecond: of('recordsPerSecond'),
      recordsPerSecondAtEnd: of('recordsPerSecondAtEnd'),
      processorTimeAtEnd: of('processorTimeAtEnd'),
      batchP50: of('batchP50'),
      batchP99: of('batchP99'),
      bytesPerRecord: of('bytesPerRecord'),
      loadSeconds: of('loadSeconds'),
      loadProcessorTime: of('loadProcessorTime'),
    },
    decisions: runs[0]?.library.decisions ?? {},
    pairsPerRecord,
    stagePerSecond: spread(runs.map(({ stage }) => stage?.recordsPerSecond)),
    stageMicroseconds: Object.fromEntries(
      parts.map((part) => [part, spread(runs.map(({ stage }) => stage?.costs[part]?.microseconds))]),
    ),
  };
};

/**
 * What a record costs, in processor time, at the largest size over what it costs at the smallest: 1 when the cost does not
 * grow with the registry.
 *
 * @returns undefined with fewer than two sizes
 */
export const costRatio = (summaries: readonly Summary[]): number | undefined => {
  const [smallest] = summaries;
  const largest = summaries.at(-1);
  const [small, large] = [smallest, largest].map((one) => one?.library.processorTimeAtEnd?.median);
  if (smallest === largest || small === undefined || large === undefined || small === 0) return undefined;
  return Math.round((large / small) * 100) / 100;
};
