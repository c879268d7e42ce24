import type { Cluster } from '../cluster.ts';
import { anchorsOf } from '../cluster.ts';
import type { Node } from '../node.ts';

/** Two records whose clusters the evidence would make one, and that wait for a person all the same. */
export type HeldPair = readonly [redirected: string, into: string];

/** Clusters in the order of their anchors. */
interface Clusters {
  readonly clusters: readonly Cluster[];
}

/** A clustering, and what waits for a person although the evidence would have joined it. */
export type Holding<C extends Clusters> = C & { readonly held: readonly HeldPair[] };

/** Whom a clustering would redirect by weight, of the records whose registrants are enrolled. */
const touched = (
  { clusters }: Clusters,
  withoutWeight: ReadonlyMap<string, string>,
  enrolled: readonly Node[],
): HeldPair[] => {
  const anchorOf = anchorsOf(clusters);
  return enrolled.flatMap(({ recordKey, anchor }): HeldPair[] => {
    const into = anchorOf.get(recordKey) ?? recordKey;
    const now = anchor ?? recordKey;
    if (into === now || withoutWeight.get(recordKey) === into) return [];
    // Its registrant as it stands keeps together; where it is not in the cluster any more, the record alone is held.
    return [[anchorOf.get(now) === into ? now : recordKey, into]];
  });
};

/** Every pair across two registrants as they stand: with one pair alone, somebody else of the two would seem to fit both. */
const across = ([redirected, into]: HeldPair, entityOf: ReadonlyMap<string, readonly string[]>): [string, string][] => {
  const [mine, theirs] = [redirected, into].map((recordKey) => entityOf.get(recordKey) ?? [recordKey]);
  return (mine ?? []).flatMap((a) => (theirs ?? []).map((b): [string, string] => [a, b]));
};

/** Record keys of each record's registrant as it stands. */
const entitiesOf = (nodes: readonly Node[]): Map<string, readonly string[]> => {
  const members = new Map<string, string[]>();
  for (const { recordKey, anchor } of nodes) {
    const known = members.get(anchor ?? recordKey);
    if (known === undefined) members.set(anchor ?? recordKey, [recordKey]);
    else known.push(recordKey);
  }
  return new Map(nodes.map(({ recordKey, anchor }) => [recordKey, members.get(anchor ?? recordKey) ?? [recordKey]]));
};

/**
 * Clusters, with every merge held that would redirect somebody with an enrolment past the draft on evidence alone: both
 * stay active, and a person is asked (DESIGN §7). What is one already stays one: who was merged before the enrolment is
 * not split by it. This makes it a function of how things stand, too.
 *
 * @param enrolled of the nodes those whose groups are enrolled
 * @param withoutEvidence clusters by identifiers and verdicts alone, which are not held
 * @param clustersApart the clusters with some pairs of record keys kept apart
 */
export const holding = <C extends Clusters>(
  nodes: readonly Node[],
  enrolled: readonly Node[],
  withoutEvidence: () => Clusters,
  clustersApart: (held: readonly (readonly [string, string])[]) => C,
): Holding<C> => {
  if (enrolled.length === 0) return { ...clustersApart([]), held: [] };
  const withoutWeight = anchorsOf(withoutEvidence().clusters);
  const entityOf = entitiesOf(nodes);
  const held = new Map<string, HeldPair>();
  // Every round holds a pair that was not held before, and there are as many as there are pairs at most.
  for (;;) {
    const apart = [...held.values()].flatMap((pair) => across(pair, entityOf));
    const found = clustersApart(apart);
    const more = touched(found, withoutWeight, enrolled).filter((pair) => !held.has(pair.join('\t')));
    if (more.length === 0) return { ...found, held: [...held.values()] };
    for (const pair of more) held.set(pair.join('\t'), pair);
  }
};
