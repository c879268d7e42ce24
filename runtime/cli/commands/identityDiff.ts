import { setImmediate as turn } from 'node:timers/promises';
import { compareModels, type Merge, type ModelDifference, type Split } from '../../../processors/index.ts';
import { enrolledAmong } from '../../../sinks/index.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { ensureTables } from '../../deployment/ready.ts';
import { table, type Output } from '../output.ts';
import { createProgress } from '../progress.ts';
import { readModelFile } from '../records/modelFile.ts';
import { activeModelOf, describeActive, type ActiveModel } from './activeModel.ts';
import { decisionTable } from './decisionTable.ts';

/** What `identity diff` is asked to show. */
export interface DiffRequest {
  /** The model's file, or `starter`. */
  readonly model: string;
  /** How many merges, and how many splits, are shown one by one. */
  readonly sample: number;
}

type Enrolled<T> = T & {
  /** Ids of those before the change who have an enrolment past `draft`. */
  readonly enrolled: readonly string[];
};

/** What `identity diff` tells. */
interface Diff extends Omit<ModelDifference, 'merges' | 'splits'> {
  readonly merges: {
    /** Registrants after it that were several. */
    readonly count: number;
    /** Registrants before it that become part of one. */
    readonly registrants: number;
    /** How many of these have an enrolment past `draft`. */
    readonly enrolled: number;
    /** Enrolled ones first, then the weakest evidence. */
    readonly sample: readonly Enrolled<Merge>[];
  };
  readonly splits: {
    /** Registrants before it whose records belong to several after it. */
    readonly count: number;
    readonly enrolled: number;
    readonly sample: readonly Enrolled<Split>[];
  };
}

const count = (number: number): string => number.toLocaleString('en');

const firstEnrolled = <T>(changes: readonly T[], sample: number, enrolledOf: (change: T) => readonly string[]) =>
  changes
    .map((change) => ({ ...change, enrolled: enrolledOf(change) }))
    .sort((a, b) => Number(b.enrolled.length > 0) - Number(a.enrolled.length > 0))
    .slice(0, sample);

const withEnrolments = async (
  { merges, splits, ...rest }: ModelDifference,
  { query }: Deployment,
  sample: number,
): Promise<Diff> => {
  const merged = [...new Set(merges.flatMap(({ registrantIds }) => registrantIds))];
  const split = splits.map(({ registrantId }) => registrantId);
  const enrolled = await enrolledAmong(query, [...new Set([...merged, ...split])]);
  const among = (ids: readonly string[]): string[] => ids.filter((id) => enrolled.has(id));
  return {
    ...rest,
    merges: {
      count: merges.length,
      registrants: merged.length,
      enrolled: among(merged).length,
      sample: firstEnrolled(merges, sample, ({ registrantIds }) => among(registrantIds)),
    },
    splits: {
      count: splits.length,
      enrolled: among(split).length,
      sample: firstEnrolled(splits, sample, ({ registrantId }) => among([registrantId])),
    },
  };
};

const bits = (weight: number | null): string =>
  weight === null ? '' : ` (least evidence ${(weight / 256).toFixed(1)} bits)`;

const marked = (ids: readonly string[], enrolled: readonly string[]): string =>
  ids.map((id) => (enrolled.includes(id) ? `${id} enrolled` : id)).join(', ');

const mergeLines = ({ registrantId, registrantIds, recordKeys, leastWeight, enrolled }: Enrolled<Merge>): string =>
  `${marked(registrantIds, enrolled)}\n  become ${registrantId}${bits(leastWeight)}; records ${recordKeys.join(', ')}`;

const splitLines = ({ registrantId, into, recordKeys, enrolled }: Enrolled<Split>): string =>
  `${marked([registrantId], enrolled)}\n  becomes ${into.join(', ')}; records ${recordKeys.join(', ')}`;

const section = (title: string, all: number, shown: readonly string[]): string[] =>
  all === 0 ? [] : ['', `${title} (${count(shown.length)} of ${count(all)} shown)`, ...shown];

const writeDiff = (diff: Diff, active: ActiveModel | undefined, output: Output): void => {
  if (output.json) {
    output.write(JSON.stringify(diff, null, 2));
    return;
  }
  const { merges, splits, registrants, reviews, verdicts } = diff;
  output.write(
    [
      `active      ${describeActive(active)}`,
      `candidate   ${diff.candidate.slice(0, 16)}`,
      `records     ${count(diff.records.persons)} of persons, ${count(diff.records.groups)} of groups`,
      ...(diff.unsettled === 0
        ? []
        : [
            `            ${count(diff.unsettled)} of them do not belong where the active model has them: an activation is under`,
            '            way, or was cut short (registry-stream identity activate with the active model completes it)',
          ]),
      '',
      table(
        ['', 'active', 'candidate'],
        [
          ['registrants', registrants.before, registrants.after],
          ['records that wait for a person', reviews.before, reviews.after],
          ['verdicts "same" that the evidence contradicts', verdicts.before.same, verdicts.after.same],
          ['verdicts "different" that the evidence contradicts', verdicts.before.different, verdicts.after.different],
        ],
      ),
      '',
      `${count(merges.registrants)} registrants become ${count(merges.count)}; ${count(merges.enrolled)} of them have an enrolment past draft`,
      `${count(splits.count)} registrants are split; ${count(splits.enrolled)} of them have an enrolment past draft`,
      '',
      decisionTable('what would be decided', diff.decisions),
      ...section('Merges', merges.count, merges.sample.map(mergeLines)),
      ...section('Splits', splits.count, splits.sample.map(splitLines)),
    ].join('\n'),
  );
};

/**
 * `registry-stream identity diff`: what another model would change, beside the active one. Reads the database alone, and
 * changes nothing anywhere.
 *
 * @throws EtlError `config` for a model that cannot be read or was altered
 */
export const identityDiff = async (
  deployment: Deployment,
  { model, sample }: DiffRequest,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  const candidate = readModelFile(model);
  await ensureTables(deployment);
  const progress = createProgress(output);
  try {
    const difference = await compareModels({
      query: deployment.query,
      deployment: deployment.config.deployment,
      candidate,
      cap: deployment.config.identity.identifierHolders,
      onProgress: async (doing, records) => {
        progress.show(`${doing}: ${count(records)} records`);
        // What is weighed is weighed at one go; a signal is heard in between.
        await turn();
        signal.throwIfAborted();
      },
    });
    const diff = await withEnrolments(difference, deployment, sample);
    const active = await activeModelOf(deployment.query);
    progress.end();
    writeDiff(diff, active, output);
  } finally {
    progress.end();
  }
};
