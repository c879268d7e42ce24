import type { DecisionCounts } from '../../models/decisions.ts';
import { table } from '../output.ts';

const shown = [
  ['merged', 'registrants merged into another'],
  ['redirected', 'registrants that go on under another id'],
  ['split', 'registrants split off'],
  ['created', 'registrants begun anew'],
  ['linked', 'records that move to another registrant'],
  ['review_opened', 'reviews opened, or asked anew'],
  ['review_closed', 'reviews closed'],
  ['held', 'merges held for a person, because of an enrolment'],
] as const;

/**
 * Decisions as a person reads them.
 *
 * @param heading for example `what changed`
 */
export const decisionTable = (heading: string, decisions: DecisionCounts): string =>
  table(
    [heading, 'count'],
    shown.map(([kind, words]) => [words, decisions[kind] ?? 0]),
  );
