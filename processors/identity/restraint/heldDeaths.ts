import type { Node } from '../node.ts';
import { pairsAcross } from '../pairs.ts';
import type { Hold, HeldApart } from './hold.ts';
import { keptWhole } from './hold.ts';
import type { Round } from './round.ts';

/** Records of a cluster by what identifiers and verdicts alone would make of them. */
const certainParts = (members: readonly Node[], certain: ReadonlyMap<string, string>): readonly Node[][] => {
  const parts = new Map<string, Node[]>();
  for (const member of members) {
    const name = certain.get(member.recordKey) ?? member.recordKey;
    const known = parts.get(name);
    if (known === undefined) parts.set(name, [member]);
    else known.push(member);
  }
  return [...parts.values()];
};

const hasDied = (part: readonly Node[]): boolean => part.some(({ profile }) => profile.deceased);

const keysOf = (part: readonly Node[]): string[] => part.map(({ recordKey }) => recordKey);

/** What of deaths waits for a person. */
export interface HeldDeaths {
  readonly apart: readonly HeldApart[];
  /** Records whose death does not count for the registrant to which they belong, and what is asked of them. */
  readonly withheld: ReadonlyMap<string, Hold>;
}

/**
 * Nobody dies by a guess: where weighed evidence alone would make one of the living and somebody of whom a source says
 * that she has died, they stay two. A registrant that is kept whole stays as it is, and alive, until a person says more.
 */
export const heldDeaths = (round: Round): HeldDeaths => {
  const apart: HeldApart[] = [];
  const withheld = new Map<string, Hold>();
  for (const { members } of round.found.clusters) {
    if (members.length < 2 || !members.some(({ profile }) => profile.deceased)) continue;
    const parts = certainParts(members, round.certain);
    const living = parts.filter((part) => !hasDied(part));
    for (const dead of parts.filter(hasDied)) {
      for (const part of living) {
        const [one, other] = [keysOf(dead), keysOf(part)];
        const asked = [one[0] ?? '', other[0] ?? ''] as const;
        if (standsWhole(dead, part, round))
          for (const recordKey of one) withheld.set(recordKey, { reason: 'held:death', asked });
        else apart.push({ reason: 'held:death', asked, pairs: pairsAcross(one, other), firm: false });
      }
    }
  }
  return { apart, withheld };
};

/** Whether two parts are one registrant as things stand, which is kept whole. */
const standsWhole = (
  one: readonly Node[],
  other: readonly Node[],
  { entities, component, restraint }: Round,
): boolean =>
  one.every(({ anchor }) => {
    if (anchor === null || !other.some((node) => node.anchor === anchor)) return false;
    return keptWhole(entities.get(anchor) ?? [], component.enrolled, restraint) !== undefined;
  });
