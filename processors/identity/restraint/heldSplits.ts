import { conflictsBetween, ofOneSubmission } from '../conflicts.ts';
import type { Node } from '../node.ts';
import type { HeldApart, Hold } from './hold.ts';
import { keptWhole } from './hold.ts';
import type { Round } from './round.ts';
import { pairsAcross } from './round.ts';

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
    if (members.length < 2) continue;
    const core = round.anchorOf.get(anchor) ?? round.anchorOf.get(members[0]?.recordKey ?? '');
    const staying = members.filter(({ recordKey }) => round.anchorOf.get(recordKey) === core);
    if (staying.length === members.length) continue;
    const reason = keptWhole(members, round.component.enrolled, round.restraint);
    if (reason === undefined) continue;
    const isSwitched = reason !== 'held:split';
    for (const node of members) {
      const { recordKey } = node;
      if (staying.includes(node) || staying.some((other) => isCertainlyAnother(node, other, round))) continue;
      if (isSwitched ? isJudgedElsewhere(node, round) : hasGoneElsewhere(node, round)) continue;
      if (!isSwitched && staying.some((other) => contradictsByIdentifier(node, other))) continue;
      const hold = { reason, asked: [recordKey, anchor] } as const;
      together.set(recordKey, { ...hold, anchor });
      const strangers = round.nodes.filter(
        (other) =>
          other.anchor !== null &&
          other.anchor !== anchor &&
          round.anchorOf.get(other.recordKey) === round.anchorOf.get(recordKey),
      );
      if (isSwitched && strangers.length > 0) {
        const keys = strangers.map((other) => other.recordKey);
        apart.push({
          ...hold,
          pairs: pairsAcross(
            members.map((member) => member.recordKey),
            keys,
          ),
          firm: true,
        });
      }
    }
  }
  return { together, apart };
};
