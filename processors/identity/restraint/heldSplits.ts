import { conflictsBetween, ofOneSubmission } from '../conflicts.ts';
import type { Node } from '../node.ts';
import { pairsAcross } from '../pairs.ts';
import type { HeldApart, Hold, HoldReason } from './hold.ts';
import { keptWhole } from './hold.ts';
import type { Round } from './round.ts';

/** Records that stay in their registrant although evidence does not hold them there any more. */
export interface HeldSplits {
  /** By record key, with the anchor of the registrant. */
  readonly together: ReadonlyMap<string, Hold & { readonly anchor: string }>;
  /** From whom they have to be kept for it. */
  readonly apart: readonly HeldApart[];
}

/** Whether more than a guess says that two records of one registrant are two people. */
const isCertainlyAnother = (a: Node, b: Node, { component, restraint }: Round): boolean =>
  ofOneSubmission(a.profile, b.profile) ||
  !restraint.mayLink(a.profile.source, b.profile.source) ||
  component.verdicts.some(
    ({ a: one, b: other, judgement }) =>
      judgement === 'different' &&
      ((one === a.recordKey && other === b.recordKey) || (one === b.recordKey && other === a.recordKey)),
  );

const contradictsByIdentifier = (a: Node, b: Node): boolean =>
  conflictsBetween(a.profile, b.profile).some((conflict) => conflict.startsWith('identifier:'));

/** Whether identifiers or a verdict have led a record to another registrant than its own. */
const hasGoneElsewhere = (node: Node, { certain, nodes }: Round): boolean =>
  nodes.some(
    ({ recordKey, anchor }) =>
      anchor !== null && anchor !== node.anchor && certain.get(recordKey) === certain.get(node.recordKey),
  );

const isJudgedElsewhere = (node: Node, { component, nodes }: Round): boolean =>
  component.verdicts.some(({ a, b, judgement }) => {
    if (judgement !== 'same' || (a !== node.recordKey && b !== node.recordKey)) return false;
    const other = nodes.find(({ recordKey }) => recordKey === (a === node.recordKey ? b : a));
    return other?.anchor != null && other.anchor !== node.anchor;
  });

/** Whether a record stays with those of its registrant that stay: nothing certain parts them. */
const staysWith = (node: Node, staying: readonly Node[], reason: HoldReason, round: Round): boolean => {
  if (staying.includes(node) || staying.some((other) => isCertainlyAnother(node, other, round))) return false;
  if (reason !== 'held:split') return !isJudgedElsewhere(node, round);
  return !hasGoneElsewhere(node, round) && !staying.some((other) => contradictsByIdentifier(node, other));
};

/** Records of other registrants with which a record would go. */
const strangersWith = ({ recordKey, anchor }: Node, { nodes, anchorOf }: Round): string[] =>
  nodes
    .filter((other) => other.anchor !== null && other.anchor !== anchor)
    .map((other) => other.recordKey)
    .filter((other) => anchorOf.get(other) === anchorOf.get(recordKey));

/** Those of a registrant who stay with its anchor of themselves. */
const stayingOf = (anchor: string, members: readonly Node[], { anchorOf }: Round): readonly Node[] => {
  const core = anchorOf.get(anchor) ?? anchorOf.get(members[0]?.recordKey ?? '');
  return members.filter(({ recordKey }) => anchorOf.get(recordKey) === core);
};

/**
 * Records of a round that stay where they are: a registrant with an enrolment past the draft is not parted because
 * evidence was weighed anew, a record changed or an identifier is gone. What is certain parts it: different valid
 * identifiers, an identifier that it shares with somebody else, one submission, sources that may not be linked, a
 * verdict. While the switch is on, or the guard of the area has tripped, identifiers part nobody either.
 */
export const heldSplits = (round: Round): HeldSplits => {
  const together = new Map<string, Hold & { readonly anchor: string }>();
  const apart: HeldApart[] = [];
  for (const [anchor, members] of round.entities) {
    const staying = stayingOf(anchor, members, round);
    if (staying.length === members.length) continue;
    const reason = keptWhole(members, round.component.enrolled, round.restraint);
    if (reason === undefined) continue;
    const keys = members.map(({ recordKey }) => recordKey);
    for (const node of members.filter((one) => staysWith(one, staying, reason, round))) {
      const hold = { reason, asked: [node.recordKey, anchor] } as const;
      together.set(node.recordKey, { ...hold, anchor });
      // Somebody enrolled is led away by nothing that is certain; else identifiers may lead elsewhere, and must not.
      const strangers = reason === 'held:split' ? [] : strangersWith(node, round);
      if (strangers.length > 0) apart.push({ ...hold, pairs: pairsAcross(keys, strangers), firm: true });
    }
  }
  return { together, apart };
};
