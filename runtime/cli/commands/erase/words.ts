import type { ErasurePlan, ErasureResult, Finding } from '../../../erasure/index.ts';
import { table } from '../../output.ts';

const placesTable = (findings: readonly Finding[]): string =>
  table(
    ['place', 'found'],
    findings.map(({ place, count }) => [place, count]),
  );

const returnedWords = (returned: readonly string[]): string[] =>
  returned.map((key) => `${key} has come again since it was erased, as it may; it is left alone`);

const subjects = ({ scope, states, returned }: ErasurePlan): string[] => {
  const kindOf = (recordKey: string): string => scope.places.get(recordKey)?.kind ?? 'record';
  return [
    ...[...scope.gone].map((id) => `goes: ${id}`),
    ...[...scope.ids].filter((id) => !scope.gone.has(id)).map((id) => `leads on to records that stay: ${id}`),
    ...states.map(
      ({ recordKey, source, import: importName, isThere }) =>
        `  ${kindOf(recordKey)} ${recordKey} of ${source}/${importName}${isThere ? '' : ' (only put on the list of what was erased)'}`,
    ),
    ...returnedWords(returned),
  ];
};

/** A dry run for a person. */
export const planWords = (plan: ErasurePlan): string =>
  [
    ...subjects(plan),
    '',
    plan.findings.length === 0 ? 'nothing of it is left anywhere' : placesTable(plan.findings),
    ...(plan.enrolled.length === 0
      ? []
      : [`\nenrolled or paused now, which asks for --enrolled: ${plan.enrolled.join(', ')}`]),
    '\nnothing was erased',
  ].join('\n');

/** A plan for a program: keys and counts, and nothing of anybody. */
const planOf = ({ scope, states, findings, enrolled, returned }: ErasurePlan) => ({
  gone: [...scope.gone],
  records: states,
  findings,
  enrolled,
  returned,
});

/** A dry run for a program. */
export const planJson = (plan: ErasurePlan): string => JSON.stringify({ ...planOf(plan), erased: false }, null, 2);

/** What came of an erasure, for a program. */
export const resultJson = (plan: ErasurePlan, { applied, left, proofs }: ErasureResult): string =>
  JSON.stringify({ ...planOf(plan), erased: true, applied, left: left ?? null, proofs }, null, 2);

const remaining = (left: readonly Finding[]): string[] =>
  left.length === 0
    ? ['nothing of it is left in topics and tables; Kafka and PostgreSQL remove the bytes with their next clean-up']
    : [placesTable(left), 'this is left: repeat the command, and look again with --verify'];

/** What came of an erasure, for a person. */
export const resultWords = (plan: ErasurePlan, { applied, left, proofs }: ErasureResult, wait: number): string => {
  const said = applied
    ? 'applied by the resolver, the sink and the views'
    : wait === 0
      ? 'published; once the resolver, the sink and the views have applied it, repeat the command for what they leave'
      : 'published, and not applied everywhere yet: see that resolver, sink and the configured views run (registry-stream status), and repeat the command';
  return [
    ...subjects(plan),
    '',
    `erased: ${proofs.length.toLocaleString('en')} states of ${new Set(proofs.map(({ recordKey }) => recordKey)).size.toLocaleString('en')} records`,
    said,
    ...(left === undefined || !applied ? [] : remaining(left)),
  ].join('\n');
};

/** What a verification has found, for a person. */
export const findingsWords = (found: {
  readonly erased: number;
  readonly findings: readonly Finding[];
  readonly returned: readonly string[];
}): string =>
  [
    `${found.erased.toLocaleString('en')} records were erased`,
    ...returnedWords(found.returned),
    ...(found.findings.length === 0
      ? ['nothing of them is left in topics and tables']
      : [
          placesTable(found.findings),
          ...found.findings.flatMap(({ place, keys }) => keys.map((key) => `${place}: ${key}`)),
          'this is left: registry-stream erase --again, or --list with a list that was kept, takes it away',
        ]),
  ].join('\n');
