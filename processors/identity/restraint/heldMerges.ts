import { pairsAcross } from '../pairs.ts';
import type { HeldApart, HoldReason } from './hold.ts';
import { areaOfEntity } from './hold.ts';
import type { Round } from './round.ts';
import type { Node } from '../node.ts';

/** What holds merges of whoever is a registrant, all of them or those on weighed evidence. */
const heldBy = (node: Node, { entities, restraint }: Round): HoldReason | undefined => {
  if (node.anchor !== node.recordKey) return undefined;
  if (restraint.isOn('merge')) return 'held:switch:merge';
  return restraint.hasTripped(areaOfEntity(entities.get(node.recordKey) ?? [node])) ? 'held:area:merge' : undefined;
};

/** Why a record's registrant does not become another; undefined: it does. */
const reasonFor = (node: Node, now: string, into: string, round: Round): HoldReason | undefined => {
  const { recordKey } = node;
  const isEnrolled = round.component.enrolled.has(recordKey);
  const held = heldBy(node, round);
  // Mostly nothing is to be held, and what is certain takes long to find out.
  if (!isEnrolled && held === undefined) return undefined;
  if (round.areJudgedOne(now, into)) return undefined;
  const isCertain = round.certain.get(recordKey) === into;
  if (isEnrolled && !isCertain) return 'held';
  return held === 'held:area:merge' && isCertain ? undefined : held;
};

/**
 * Merges and redirections of a round that wait for a person: on weighed evidence those of registrants with an enrolment
 * past the draft, and those in an area where the guard has tripped; all that no verdict demands while the switch is on.
 *
 * Every pair across two registrants as they stand is kept apart: with one pair alone, somebody else of the two would
 * seem to fit both.
 */
export const heldMerges = (round: Round): HeldApart[] =>
  round.nodes.flatMap((node): HeldApart[] => {
    const { recordKey, anchor } = node;
    const into = round.anchorOf.get(recordKey) ?? recordKey;
    const now = anchor ?? recordKey;
    if (into === now) return [];
    const reason = reasonFor(node, now, into, round);
    if (reason === undefined) return [];
    // Its registrant as it stands keeps together; where it is not in the cluster any more, the record alone is held.
    const asked = [round.anchorOf.get(now) === into ? now : recordKey, into] as const;
    const pairs = pairsAcross(round.entityOf(asked[0]), round.entityOf(into));
    return [{ reason, asked, pairs, firm: reason === 'held:switch:merge' }];
  });
