import type { Evidence, GroupOverlap, IdentityDecision, WeighedEvidence } from '../../../../schemas/generated/types.ts';
import { explanationOf } from '../../../../processors/index.ts';
import type { StoredDecision } from '../../../decisions/index.ts';
import { overlapLines } from '../../groupOverlap.ts';
import { bits, waterfall } from '../../waterfall.ts';
import { moment } from '../deadLetters/words.ts';
import type { Verification } from './verify.ts';

const others = ({ otherEntityIds }: IdentityDecision): string => otherEntityIds.join(', ');

const kinds: Readonly<Record<IdentityDecision['kind'], (decision: IdentityDecision) => string>> = {
  created: ({ recordKey, entityId }) => `created: record ${recordKey} begins ${entityId}`,
  linked: (decision) =>
    `linked: record ${decision.recordKey} belongs to ${decision.entityId}` +
    (decision.otherEntityIds.length === 0 ? '' : `, before to ${others(decision)}`),
  merged: (decision) => `merged: ${decision.entityId} goes on as ${others(decision)}`,
  split: (decision) => `split: record ${decision.recordKey} is ${decision.entityId} now, before of ${others(decision)}`,
  redirected: (decision) => `redirected: ${decision.entityId} goes on as ${others(decision)}`,
  review_opened: (decision) =>
    `review opened: record ${decision.recordKey} of ${decision.entityId} could be ${others(decision)}`,
  review_closed: (decision) => `review closed: record ${decision.recordKey} of ${decision.entityId}`,
  held: (decision) =>
    `held for a person: record ${decision.recordKey} of ${decision.entityId}` +
    (decision.otherEntityIds.length === 0 ? '' : `, ${others(decision)}`),
  erased: ({ recordKey, entityId }) => `erased: record ${recordKey} of ${entityId}`,
};

const rules: Readonly<Record<string, string>> = {
  'source-key': "the source's own key",
  identifier: 'identifiers',
  weighed: 'weighed evidence',
  members: 'members in common',
  verdict: "a person's verdict",
  erasure: 'an erasure',
  hold: 'what was held, or let go',
  policy: 'which sources may be linked',
};

const shared = ({ identifierType, issuer, otherRecordKey }: Evidence): string =>
  `shares ${identifierType}${issuer === null ? '' : ` of ${issuer}`} with record ${otherRecordKey}`;

const indented = (text: string): string[] => text.split('\n').map((line) => `    ${line}`);

const weighedLines = (weighed: WeighedEvidence): string[] => {
  const { blockingRules, guard, line, margin, otherRecordKey, runnerUpEntityId, runnerUpWeight } = weighed;
  const runnerUp =
    runnerUpEntityId === null
      ? []
      : [
          `next best: ${runnerUpEntityId}${runnerUpWeight === null ? '' : ` with ${bits(runnerUpWeight)} bits`}` +
            (margin === null ? '' : `, ${bits(margin)} behind`),
        ];
  return [
    `  weighed against record ${otherRecordKey}, met by ${blockingRules.join(', ') || 'no rule'}`,
    ...indented(waterfall(explanationOf(weighed), { link: line })),
    ...runnerUp.flatMap(indented),
    ...(guard === null ? [] : indented(`not linked: ${guard}`)),
  ];
};

const overlappingLines = (overlap: GroupOverlap): string[] => [
  `  compared with record ${overlap.otherRecordKey}`,
  ...overlapLines(overlap).flatMap(indented),
  ...(overlap.guard === null ? [] : indented(`not linked: ${overlap.guard}`)),
];

const verified: Readonly<Record<Verification['outcome'], string>> = {
  agrees: 'verified: the weights add up to the last unit',
  disagrees: 'DISAGREES with its model',
  'unknown-model': 'not verified',
};

/** A decision as a person reads it; identifiers by their types, never their values. */
export const decisionWords = ({ key, decision }: StoredDecision, verification: Verification | undefined): string => {
  const { cause, conflicts, evidence, importRun, kind, observedAt, overlap, rule, weighed } = decision;
  return [
    `${moment(observedAt)}  ${kinds[kind](decision)}`,
    `  decided by ${rules[rule] ?? rule}`,
    ...evidence.map((one) => `  ${shared(one)}`),
    ...(conflicts.length === 0 ? [] : [`  against it: ${conflicts.join(', ')}`]),
    ...(weighed === null ? [] : weighedLines(weighed)),
    ...(overlap === null ? [] : overlappingLines(overlap)),
    ...(verification === undefined
      ? []
      : [`  ${verified[verification.outcome]}${verification.detail === null ? '' : `: ${verification.detail}`}`]),
    `  ${key}, run ${importRun || '(none)'}, caused by ${cause.topic}/${String(cause.partition)}/${String(cause.offset)}`,
  ].join('\n');
};
