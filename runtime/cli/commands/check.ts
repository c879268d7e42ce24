import { EtlError } from '../../../core/errors.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { tablesAreThere, topicsToMake } from '../../deployment/ready.ts';
import { openImport } from '../../deployment/sources.ts';
import { checkViews } from '../../deployment/views.ts';
import type { Config } from '../../config/schema.ts';
import { table, type Output } from '../output.ts';
import { summariseSample, type FieldSummary, type SampleSummary } from '../sampleSummary.ts';

/** What one check found. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What is wrong and what to do, or what was found. */
  readonly detail: string;
  readonly sample?: SampleSummary;
  /** What could not be tested, say. */
  readonly notes?: readonly string[];
}

const tried = async (what: string, attempt: () => Promise<Omit<Finding, 'what' | 'ok'>>): Promise<Finding> => {
  try {
    return { what, ok: true, ...(await attempt()) };
  } catch (error) {
    if (error instanceof EtlError) return { what, ok: false, detail: `${error.code}: ${error.message}` };
    throw error;
  }
};

const checkView = async (deployment: Deployment, view: Config['views'][number]): Promise<{ detail: string }> => {
  const unmade = await checkViews(deployment.config.views, deployment.query);
  const shown = [...view.fields, ...view.attributes.map((name) => `attributes.${name}`)].join(', ');
  const whom = view.programs === undefined ? 'everybody' : `those proposed for ${view.programs.join(' or ')}`;
  const topic = deployment.topic(view.topic);
  return {
    detail: `${unmade.includes(view.name) ? 'run migrate: ' : ''}shows ${shown} of ${whom} who is not sealed off, in ${topic}`,
  };
};

const sampleSize = 20;

const checkKafka = async (deployment: Deployment): Promise<{ detail: string }> => {
  const missing = await topicsToMake(deployment);
  return { detail: missing.length === 0 ? 'all topics are there' : `run migrate: ${missing.join(', ')} are missing` };
};

const checkSchemas = async (deployment: Deployment): Promise<{ detail: string }> => {
  await deployment.codec.prepare();
  return { detail: 'all schemas are registered' };
};

const checkPostgres = async (deployment: Deployment): Promise<{ detail: string }> => ({
  detail: (await tablesAreThere(deployment)) ? 'the tables are there' : 'run migrate: the tables are missing',
});

const checkImports = (deployment: Deployment, signal: AbortSignal): Promise<Finding>[] =>
  deployment.config.sources.flatMap((source) =>
    source.imports.map((one) =>
      tried(`${source.name}/${one.name}`, async () => {
        const opened = openImport(deployment.config, source, one, deployment.log);
        try {
          const { entries, notes = [] } = await opened.sample(sampleSize, signal);
          return {
            detail: `${String(entries.length)} entries of the first page mapped`,
            sample: summariseSample(entries),
            ...(notes.length > 0 ? { notes } : {}),
          };
        } finally {
          await opened.close();
        }
      }),
    ),
  );

const fieldTable = (fields: readonly FieldSummary[]): string =>
  table(
    ['field', 'filled', 'of', 'looks like'],
    fields.map((field) => [field.field, field.filled, field.of, field.example]),
  );

/** A sample as a person reads it, values by their shape only. */
export const describeSample = (sample: SampleSummary): string =>
  [
    ...(sample.groups.length > 0 ? ['groups', fieldTable(sample.groups)] : []),
    ...(sample.persons.length > 0 ? ['persons', fieldTable(sample.persons)] : []),
    ...Object.entries(sample.rejected).map(
      ([reason, count]) => `would become dead letters: ${String(count)} by ${reason}`,
    ),
    ...(sample.unknownIdentifierTypes.length > 0
      ? [`identifier types that identify nobody until configured: ${sample.unknownIdentifierTypes.join(', ')}`]
      : []),
    `persons without a unique identifier: ${String(sample.withoutUniqueIdentifier)}`,
  ]
    .join('\n')
    .replaceAll(/^/gm, '      ');

/**
 * `registry-stream check`: tests every address, credential and mapping without publishing anything. Values of the
 * sample are shown by their shape only.
 *
 * @returns true when everything is well
 * @throws what is not an EtlError: a bug
 */
export const check = async (deployment: Deployment, output: Output, signal: AbortSignal): Promise<boolean> => {
  const findings = await Promise.all([
    tried('kafka', () => checkKafka(deployment)),
    tried('schema registry', () => checkSchemas(deployment)),
    tried('postgres', () => checkPostgres(deployment)),
    ...deployment.config.views.map((view) => tried(`view ${view.name}`, () => checkView(deployment, view))),
    ...checkImports(deployment, signal),
  ]);
  const ok = findings.every((finding) => finding.ok);
  if (output.json) output.write(JSON.stringify({ ok, findings }, null, 2));
  else {
    for (const finding of findings) {
      output.write(`${finding.ok ? 'ok  ' : 'FAIL'}  ${finding.what}: ${finding.detail}`);
      for (const note of finding.notes ?? []) output.write(`      note: ${note}`);
      if (finding.sample !== undefined) output.write(describeSample(finding.sample));
    }
  }
  return ok;
};
