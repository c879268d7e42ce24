import type { Cluster } from '../cluster.ts';
import { anchorsOf } from '../cluster.ts';
import type { Node } from '../node.ts';
import { areaOfEntity, standingEntities } from './hold.ts';

/** A component as it would fall into clusters. */
export interface Foreseen {
  readonly nodes: readonly Node[];
  readonly clusters: readonly Cluster[];
  /** Record key → anchor by identifiers and verdicts alone. */
  readonly certain: () => ReadonlyMap<string, string>;
}

/**
 * Adverse changes that some components would see, by area: registrants that weighed evidence would make others, and
 * parts that would leave a registrant.
 */
export const adverseChanges = (components: readonly Foreseen[]): ReadonlyMap<string, number> => {
  const anchorOf = new Map(components.flatMap(({ clusters }) => [...anchorsOf(clusters)]));
  const certainOf = new Map(components.flatMap(({ nodes, certain }) => nodes.map((node) => [node, certain] as const)));
  const found = new Map<string, number>();
  const count = (area: string, changes: number): void => {
    if (changes > 0) found.set(area, (found.get(area) ?? 0) + changes);
  };
  for (const [anchor, members] of standingEntities(certainOf.keys())) {
    const area = areaOfEntity(members);
    count(area, new Set(members.map(({ recordKey }) => anchorOf.get(recordKey))).size - 1);
    const registrant = members.find(({ recordKey }) => recordKey === anchor);
    const into = anchorOf.get(anchor);
    if (registrant === undefined || into === anchor) continue;
    count(area, Number(certainOf.get(registrant)?.().get(anchor) !== into));
  }
  return found;
};
