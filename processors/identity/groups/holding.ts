import type { Cluster } from '../cluster.ts';
import { anchorsOf } from '../cluster.ts';
import type { Node } from '../node.ts';
import { pairsAcross } from '../pairs.ts';
import { standingEntities, standingWith } from '../restraint/hold.ts';

/** Two records whose clusters the evidence would make one, and that wait for a person all the same. */
type HeldPair = readonly [redirected: string, into: string];

/** Whom a clustering would redirect by weight, of the records whose registrants are enrolled. */
const touched = (
  clusters: readonly Cluster[],
  certain: ReadonlyMap<string, string>,
  enrolled: readonly Node[],
): HeldPair[] => {
  const anchorOf = anchorsOf(clusters);
  return enrolled.flatMap(({ recordKey, anchor }): HeldPair[] => {
    const into = anchorOf.get(recordKey) ?? recordKey;
    const now = anchor ?? recordKey;
    if (into === now || certain.get(recordKey) === into) return [];
    // Its registrant as it stands keeps together; where it is not in the cluster any more, the record alone is held.
    return [[anchorOf.get(now) === into ? now : recordKey, into]];
  });
};

/**
 * Clusters, with every merge held that would redirect somebody with an enrolment past the draft on evidence alone: both
 * stay active, and a person is asked (DESIGN §7). What is one already stays one: who was merged before the enrolment is
 * not split by it. This makes it a function of how things stand, too.
 *
 * Every pair across two groups as they stand is kept apart: with one pair alone, another record of the two would seem to
 * fit both.
 *
 * @param enrolled of the nodes those whose groups are enrolled
 * @param certain clusters by identifiers and verdicts alone, which are not held
 * @param clustersApart the clusters with some pairs of record keys kept apart
 */
export const holding = <C extends { readonly clusters: readonly Cluster[] }>(
  nodes: readonly Node[],
  enrolled: readonly Node[],
  certain: readonly Cluster[],
  clustersApart: (held: readonly (readonly [string, string])[]) => C,
): C => {
  if (enrolled.length === 0) return clustersApart([]);
  const certainOf = anchorsOf(certain);
  const entities = standingEntities(nodes);
  const keysWith = (recordKey: string): readonly string[] => standingWith(recordKey, nodes, entities);
  const held = new Map<string, HeldPair>();
  // Every round holds a pair that was not held before, and there are as many as there are pairs at most.
  for (;;) {
    const found = clustersApart([...held.values()].flatMap(([a, b]) => pairsAcross(keysWith(a), keysWith(b))));
    const more = touched(found.clusters, certainOf, enrolled).filter((pair) => !held.has(pair.join('\t')));
    if (more.length === 0) return found;
    for (const pair of more) held.set(pair.join('\t'), pair);
  }
};
