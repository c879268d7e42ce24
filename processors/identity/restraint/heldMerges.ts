import { pairsAcross } from '../pairs.ts';
import type { HeldApart, HoldReason } from './hold.ts';
import { areaOfEntity } from './hold.ts';
import type { Round } from './round.ts';
import type { Node } from '../node.ts';

/** Why a record's registrant does not become another; undefined: it does. */
const reasonFor = (node: Node, now: string, into: string, round: Round): HoldReason | undefined => {
  const { component, restraint } = round;
  const { recordKey } = node;
  const isEnrolled = component.enrolled.has(recordKey);
  const isRegistrant = node.anchor === recordKey;
  const isSwitched = isRegistrant && restraint.isOn('merge');
  const hasTripped = isRegistrant && restraint.hasTripped(areaOfEntity(round.entities.get(recordKey) ?? [node]));
  // Nearly always nothing is to be held, and what is certain takes long to find out.
  if (!isEnrolled && !isSwitched && !hasTripped) return undefined;
  if (round.areJudgedOne(now, into)) return undefined;
  const isCertain = round.certain.get(recordKey) === into;
  if (isEnrolled && !isCertain) return 'held';
  if (isSwitched) return 'held:switch:merge';
  return hasTripped && !isCertain ? 'held:area:merge' : undefined;
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
