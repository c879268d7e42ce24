import { spreadText, type Spread } from '../shared/spread.ts';
import type { Summary } from './summary.ts';

const row = (name: string, figure: Spread | undefined, unit: string): string =>
  `  ${name.padEnd(28)} ${spreadText(figure)} ${unit}`;

/** What was measured at one size, as a person reads it. */
export const summaryText = ({ records, runs, library, ...rest }: Summary): string =>
  [
    `${records.toLocaleString('en')} records, ${String(runs)} ${runs === 1 ? 'run' : 'runs'}`,
    row('library, whole run', library.recordsPerSecond, 'records/s'),
    row('library, last fifth', library.recordsPerSecondAtEnd, 'records/s'),
    row('processor time, last fifth', library.processorTimeAtEnd, 'µs a record'),
    row('a batch, p50', library.batchP50, 'ms'),
    row('a batch, p99', library.batchP99, 'ms'),
    `  ${'pairs weighed, last fifth'.padEnd(28)} ${rest.pairsPerRecord.toFixed(1)} a record`,
    row('memory', library.bytesPerRecord, 'bytes a record'),
    row('load after a restart', library.loadSeconds, 's'),
    row('processor time of loading', library.loadProcessorTime, 'µs a record'),
    ...(rest.stagePerSecond === undefined ? [] : [row('whole stage', rest.stagePerSecond, 'records/s')]),
    ...Object.entries(rest.stageMicroseconds).map(([part, time]) =>
      row(`  processor time, ${part}`, time, 'µs a record'),
    ),
    ...Object.entries(rest.decisions)
      .sort()
      .map(([kind, count]) => `  ${kind.padEnd(28)} ${count.toLocaleString('en')}`),
  ].join('\n');
