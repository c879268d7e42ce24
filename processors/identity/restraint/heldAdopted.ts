import type { Node } from '../node.ts';
import { compareNodes } from '../node.ts';
import type { HeldApart } from './hold.ts';
import type { Round } from './round.ts';
import { pairsAcross } from './round.ts';

const isAdopted = ({ views }: Node): boolean => [...views.values()].some(({ ownId }) => ownId !== undefined);

/** Adopted records of a round by the cluster into which they would fall, and there by the registrant as things stand. */
const adoptedByCluster = (round: Round): Map<string, Map<string, Node>> => {
  const found = new Map<string, Map<string, Node>>();
  for (const node of round.nodes.filter(isAdopted).sort(compareNodes)) {
    const into = round.anchorOf.get(node.recordKey) ?? node.recordKey;
    const now = node.anchor ?? node.recordKey;
    const entities = found.get(into) ?? new Map<string, Node>();
    if (!entities.has(now)) entities.set(now, node);
    found.set(into, entities);
  }
  return found;
};

/**
 * Merges of a round that weighed evidence would make of registrants with records of a registry that was adopted: its owner
 * took them for two people and gave both an id, so that a person is asked. What shares an identifier, and what a person has
 * judged, is not held.
 */
export const heldAdopted = (round: Round): HeldApart[] =>
  [...adoptedByCluster(round).values()].flatMap((entities): HeldApart[] => {
    const [first, ...others] = [...entities.values()];
    if (first === undefined) return [];
    return others.flatMap((other): HeldApart[] => {
      const isCertain = round.certain.get(other.recordKey) === round.certain.get(first.recordKey);
      if (isCertain || round.areJudgedOne(other.recordKey, first.recordKey)) return [];
      const asked = [other.recordKey, first.recordKey] as const;
      const pairs = pairsAcross(round.entityOf(other.recordKey), round.entityOf(first.recordKey));
      return [{ reason: 'held:adopted', asked, pairs, firm: false }];
    });
  });
