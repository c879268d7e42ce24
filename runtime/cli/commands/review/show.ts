import { EtlError } from '../../../../core/errors.ts';
import {
  groupOverlap,
  weighingModel,
  knownRecords,
  questionsAbout,
  streamLinkage,
  sideBySide,
  weighPair,
} from '../../../../processors/index.ts';
import type { Explanation, FieldOfTwo, KnownRecord, Question, ShownOverlap } from '../../../../processors/index.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { readVerdicts, unknownRecordKey, verdictKey, verdictWords } from '../../../verdicts/index.ts';
import type { LoggedVerdict } from '../../../verdicts/index.ts';
import { overlapLines } from '../../groupOverlap.ts';
import { harmless } from '../../harmless.ts';
import { table, type Output } from '../../output.ts';
import { waterfall } from '../../waterfall.ts';
import type { Lines } from '../../waterfall.ts';
import { verdictKafka } from './verdictKafka.ts';
import { entityWord } from './words.ts';

/** Two records beside each other, with all that helps to judge them. Holds a person's data. */
interface ShownPair {
  readonly question: Question;
  readonly fields: readonly FieldOfTwo[];
  readonly explanation: Explanation | undefined;
  /** Of groups. */
  readonly overlap: ShownOverlap | undefined;
  readonly verdict: LoggedVerdict | undefined;
}

const signs = { same: '=', partly: '~', different: 'x' } as const;

const fieldRow = ({ field, one, other, agreement }: FieldOfTwo): readonly string[] => [
  agreement === undefined ? '' : signs[agreement],
  field,
  ...[one, other].map((values) => harmless(values.join('; '))),
];

const recordLine = ({ recordKey, kind, entityId }: KnownRecord): string =>
  `record ${recordKey}  of ${entityWord(kind)} ${entityId}`;

const evidenceWords = ({ explanation, overlap }: ShownPair, lines: Lines): string => {
  if (overlap !== undefined) return overlapLines(overlap).join('\n');
  return explanation === undefined ? 'nothing is weighed of the two' : waterfall(explanation, lines);
};

const describe = (pair: ShownPair, lines: Lines): string => {
  const { question, fields, verdict } = pair;
  const { one, other, reason, conflicts } = question;
  return [
    recordLine(one),
    recordLine(other),
    ...(reason === null ? [] : [`not settled by ${one.kind === 'group' ? 'members' : 'weight'}: ${reason}`]),
    ...(conflicts.length === 0 ? [] : [`against it: ${conflicts.join(', ')}`]),
    '',
    table(['', 'field', one.recordKey.slice(0, 8), other.recordKey.slice(0, 8)], fields.map(fieldRow)),
    '',
    evidenceWords(pair, lines),
    verdict === undefined ? 'no verdict on these two' : `verdict: ${verdictWords(verdict)}`,
  ].join('\n');
};

const asJson = ({
  question: { one, other, reason, conflicts },
  fields,
  explanation,
  overlap,
  verdict,
}: ShownPair): object => ({
  one: { recordKey: one.recordKey, kind: one.kind, entityId: one.entityId },
  other: { recordKey: other.recordKey, kind: other.kind, entityId: other.entityId },
  reason,
  conflicts,
  fields: fields.map((field) => ({ ...field, agreement: field.agreement ?? null })),
  explanation: explanation ?? null,
  overlap: overlap ?? null,
  verdict: verdict ?? null,
});

const onlyHeld = (recordKey: string, conflicts: readonly string[]): EtlError =>
  new EtlError(
    'REVIEW_NOT_OPEN',
    'config',
    `record ${recordKey} waits (${conflicts.join(', ')}), but for no verdict; registry-stream hold list shows what holds it and how to let it go`,
    { component: 'runtime/cli', recordKey },
  );

const noReview = (recordKey: string): EtlError =>
  new EtlError(
    'REVIEW_NOT_OPEN',
    'config',
    `nothing is asked about record ${recordKey}; registry-stream review list shows what waits, and a second record key after this one lays any two side by side`,
    { component: 'runtime/cli', recordKey },
  );

const questionsOf = async (
  { config, query }: Deployment,
  recordKey: string,
  otherRecordKey: string | undefined,
): Promise<readonly Question[]> => {
  const keys = otherRecordKey === undefined ? [recordKey] : [recordKey, otherRecordKey];
  const known = await knownRecords(query, config.deployment, keys);
  const [one, other] = keys.map((key) => {
    const found = known.get(key);
    if (found === undefined) throw unknownRecordKey(key);
    return found;
  });
  if (one === undefined) throw unknownRecordKey(recordKey);
  if (other !== undefined) return [{ one, other, reason: null, conflicts: [] }];
  const questions = await questionsAbout(query, config.deployment, one);
  if (questions.length === 0)
    throw one.review === null ? noReview(recordKey) : onlyHeld(recordKey, one.review.conflicts);
  return questions;
};

/**
 * `registry-stream review show`: a record that waits beside each that it could be, what agrees and what that weighs by the
 * active model, and what was judged of the two before. It writes two people's data to the terminal: that is its purpose.
 *
 * @param otherRecordKey to lay any two records side by side, whether or not a review asks about them
 * @throws EtlError `config` `RECORD_UNKNOWN`, `REVIEW_NOT_OPEN`, or that the active model cannot be read
 */
export const showReview = async (
  deployment: Deployment,
  recordKey: string,
  otherRecordKey: string | undefined,
  output: Output,
): Promise<void> => {
  const questions = await questionsOf(deployment, recordKey, otherRecordKey);
  const model = await weighingModel(deployment.query);
  const linkage = streamLinkage(model);
  const pairs = questions.map(({ one, other }) => [one.recordKey, other.recordKey] as const);
  const verdicts = await readVerdicts(verdictKafka(deployment), deployment.query, pairs);
  const shown: ShownPair[] = [];
  for (const question of questions) {
    const { one, other } = question;
    const explanation = weighPair(linkage, one, other);
    const verdict = verdicts.get(verdictKey(one.recordKey, other.recordKey));
    const overlap = await groupOverlap(deployment.query, one, other);
    shown.push({ question, fields: sideBySide(one, other, explanation), explanation, overlap, verdict });
  }
  if (output.json) {
    output.write(JSON.stringify({ recordKey, lines: model.lines, pairs: shown.map(asJson) }, null, 2));
    return;
  }
  output.write(shown.map((pair) => describe(pair, model.lines)).join('\n\n'));
  output.write('\n= the same, ~ partly, x different; weights in bits, each of which doubles the odds');
  output.write(`to decide: registry-stream review decide ${pairs[0]?.join(' ') ?? ''} same (or: different)`);
};
