import { table } from '../../../runtime/cli/output.ts';
import type { Spread } from '../shared/spread.ts';
import type { Ratios, Summary } from './summary.ts';

const whole = (spread: Spread | undefined): string =>
  spread === undefined
    ? '-'
    : [spread.least, spread.median, spread.most].map((one) => Math.round(one).toLocaleString('en')).join(' / ');

const exact = (spread: Spread | undefined): string => (spread === undefined ? '-' : spread.median.toFixed(1));

const headings = [
  'stream',
  'what',
  'runs',
  'rows/s from start',
  'rows/s second half',
  's to first',
  'CPU s',
  'CPU s Postgres',
  'CPU s Kafka',
  'CPU µs a row, warm',
  'peak MB',
];

/** The figures as a person reads them: least / median / most where a spread matters, else medians. */
export const summaryTable = (summaries: readonly Summary[]): string =>
  table(
    headings,
    summaries.map((one) => [
      one.stream,
      one.candidate,
      one.runs,
      whole(one.perSecond),
      whole(one.warmPerSecond),
      exact(one.secondsToFirst),
      exact(one.processorSeconds),
      exact(one.processorSecondsPostgres),
      exact(one.processorSecondsKafka),
      exact(one.warmMicroseconds),
      exact(one.peakMegabytes),
    ]),
  );

const times = (ratio: number | undefined): string => (ratio === undefined ? '-' : ratio.toFixed(2));

/** The ratios as a person reads them. */
export const ratioTable = (ratios: readonly (readonly [string, Ratios])[]): string =>
  table(
    [
      'stream',
      'from start, to tuned peer',
      'second half, to tuned peer',
      'to json limit',
      'with audit, to tuned peer',
      'memory',
    ],
    ratios.map(([name, one]) => [
      name,
      times(one.fromStart),
      times(one.warm),
      times(one.limit),
      times(one.withAudit),
      times(one.memory),
    ]),
  );
