import type { Cluster } from '../cluster.ts';
import type { Node } from '../node.ts';
import { pairsAcross } from '../pairs.ts';
import type { HeldApart } from './hold.ts';
import type { Round } from './round.ts';

const isAdopted = ({ views }: Node): boolean => [...views.values()].some(({ ownId }) => ownId !== undefined);

/** The first adopted record of each registrant, as things stand, that would fall into a cluster. */
const adoptedApart = ({ members }: Cluster): readonly Node[] => {
  const adopted = members.length < 2 ? [] : members.filter(isAdopted);
  if (adopted.length < 2) return [];
  const found = new Map<string, Node>();
  for (const node of adopted) {
    const now = node.anchor ?? node.recordKey;
    if (!found.has(now)) found.set(now, node);
  }
  return [...found.values()];
};

/**
 * Merges of a round that weighed evidence would make of registrants with records of a registry that was adopted: its owner
 * took them for two people and gave both an id, so that a person is asked. What shares an identifier, and what a person has
 * judged, is not held.
 */
export const heldAdopted = (round: Round): HeldApart[] =>
  round.found.clusters.flatMap((cluster): HeldApart[] => {
    const [first, ...others] = adoptedApart(cluster);
    if (first === undefined) return [];
    return others.flatMap((other): HeldApart[] => {
      const isCertain = round.certain.get(other.recordKey) === round.certain.get(first.recordKey);
      if (isCertain || round.areJudgedOne(other.recordKey, first.recordKey)) return [];
      const asked = [other.recordKey, first.recordKey] as const;
      const pairs = pairsAcross(round.entityOf(other.recordKey), round.entityOf(first.recordKey));
      return [{ reason: 'held:adopted', asked, pairs, firm: false }];
    });
  });
