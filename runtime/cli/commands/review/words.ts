import type { OpenReview } from '../../../../processors/index.ts';
import type { VerdictPlan } from '../../../verdicts/index.ts';
import { verdictWords } from '../../../verdicts/index.ts';
import { bits } from '../../waterfall.ts';

/** How a person calls what the records belong to. */
export const entityWord = (kind: OpenReview['kind']): string => (kind === 'individual' ? 'registrant' : 'group');

/** A record of the list: its key, weight, registrant, what it could be, and why it waits. */
export const reviewRow = ({ recordKey, weight, entityId, candidates, reasons }: OpenReview): readonly string[] => {
  const [first = '', ...more] = candidates;
  const could = more.length === 0 ? first : `${first} and ${String(more.length)} more`;
  return [recordKey, weight === null ? '' : bits(weight).padStart(6), entityId, could, reasons.join(', ')];
};

const effects: Readonly<Record<VerdictPlan['effect'], (plan: VerdictPlan) => string>> = {
  unite: ({ kind, entityId, otherEntityId, survivorId }) => {
    const gone = survivorId === entityId ? otherEntityId : entityId;
    return `two ${entityWord(kind)}s become one: ${survivorId} was first seen and goes on, ${gone} is redirected to it`;
  },
  pin: ({ kind, entityId }) =>
    `${entityWord(kind)} ${entityId} stays one, whatever later evidence says of these two records`,
  part: ({ kind, entityId }) =>
    `${entityWord(kind)} ${entityId} is parted: the two records will belong to two ${entityWord(kind)}s`,
  'keep-apart': ({ kind, entityId, otherEntityId }) =>
    `the question is closed: ${entityWord(kind)}s ${entityId} and ${otherEntityId} stay two`,
  stands: () => 'nothing changes',
};

/** What a verdict will do, as a person reads it before it is published. */
export const planWords = (plan: VerdictPlan): string => {
  const text = effects[plan.effect](plan);
  if (plan.replaces === undefined) return text;
  return plan.effect === 'stands'
    ? `${text}: the two were judged ${verdictWords(plan.replaces)}, which stands`
    : `${text}\nthis replaces: ${verdictWords(plan.replaces)}`;
};
