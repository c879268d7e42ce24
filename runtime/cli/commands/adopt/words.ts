import type { Finding } from '../../../adoption/index.ts';
import { table, type Output } from '../../output.ts';
import { describeSample } from '../check.ts';
import { tally } from '../importOnce.ts';
import type { AdoptForecast, AdoptReport } from './adopt.ts';

const count = (number: number): string => number.toLocaleString('en');

const placesOf = ({ rows, places }: Finding): string =>
  `${places.join(', ')}${rows > places.length ? `, … (${count(rows - places.length)} more)` : ''}`;

const findingTable = (unit: string, findings: readonly Finding[]): string =>
  table(
    ['rows', 'what', 'field', `${unit}s`],
    findings.map((one) => [one.rows, one.code, one.field, placesOf(one)]),
  );

const writeFindings = (
  { rejected, doubtful }: Pick<AdoptReport, 'rejected' | 'doubtful'>,
  unit: string,
  output: Output,
): void => {
  if (rejected.length > 0) {
    output.write(`\nrefused; correct them and adopt again\n${findingTable(unit, rejected)}`);
    for (const { message } of rejected) output.write(`  ${message}`);
  }
  if (doubtful.length > 0) output.write(`\ntaken, but look at them\n${findingTable(unit, doubtful)}`);
};

const refusedWords = ({ refusedErased }: AdoptReport['run']): string =>
  `${count(refusedErased)} were erased and are not taken in again; registry-stream erase --readmit <record key> lets somebody in ` +
  'who is to be there, then adopt again (docs/erasure.md)';

const rowsRead = ({ rows, run }: Pick<AdoptReport, 'rows' | 'run'>, published: string): string =>
  table(
    ['rows read', published, 'unchanged', 'refused', 'erased before'],
    [[rows, run.published, run.skippedUnchanged, run.deadLettered, run.refusedErased]],
  );

/** Writes what came of an adoption as a person reads it, or as JSON. */
export const writeAdoption = (report: AdoptReport, unit: string, output: Output): void => {
  if (output.json) {
    output.write(JSON.stringify(report, null, 2));
    return;
  }
  const { registry, crossWalk, run } = report;
  output.write(rowsRead(report, 'published'));
  if (run.refusedErased > 0) output.write(refusedWords(run));
  output.write(`\nresolved  ${tally(registry.outcomes['identity'])}`);
  output.write(`registry  ${tally(registry.outcomes['registry'])}`);
  output.write(
    `${run.source}    ${count(crossWalk.ownIds)} own ids of ${count(crossWalk.registrants)} registrants in registry.cross_walk, ` +
      `${count(crossWalk.linked)} of them known to another source, too`,
  );
  writeFindings(report, unit, output);
  if (crossWalk.duplicates > 0) {
    output.write(
      `\n${count(crossWalk.duplicates)} registrants have more than one own id: ${run.source} has them twice, or two people ` +
        'share an identifier. Look into registry.cross_walk_duplicate, and with registry-stream explain at',
    );
    for (const { registrantId, ownIds } of crossWalk.examples)
      output.write(`  ${registrantId}  ${String(ownIds)} own ids`);
  }
  if ((registry.outcomes['identity']?.['held'] ?? 0) > 0)
    output.write('\nwho resembles another one so much that a person has to say: registry-stream review list');
  output.write(`\nin ${(report.milliseconds / 1000).toFixed(1)} s`);
};

/** Writes what an adoption would do. */
export const writeAdoptForecast = (forecast: AdoptForecast, unit: string, output: Output): void => {
  if (output.json) {
    output.write(JSON.stringify(forecast, null, 2));
    return;
  }
  output.write('nothing was published or written; the first rows are read so (values by their shape)');
  output.write(describeSample(forecast.sample));
  output.write(`\n${rowsRead(forecast, 'would be published')}`);
  if (forecast.run.refusedErased > 0) output.write(refusedWords(forecast.run));
  writeFindings(forecast, unit, output);
};
