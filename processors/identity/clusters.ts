import type { Clustering } from './cluster.ts';
import type { Component } from './graph/component.ts';
import { identifierHash } from './graph/identifiers.ts';
import type { IdentifierRules } from './identifierClusters.ts';
import type { Node, Review } from './node.ts';
import { compareNodes } from './node.ts';
import { pairKey } from './pairs.ts';
import { Reviews } from './reviews.ts';
import type { HeldClustering } from './heldClusters.ts';
import { heldClustersOf } from './heldClusters.ts';
import type { Hold } from './restraint/hold.ts';
import type { Restraining } from './restraint/restraining.ts';

/** The reason of a review where two persons' verdicts contradict each other through a third record. */
const contradictingVerdicts = 'contradicting-verdicts';

/** Whether an identifier, by its key, is held by few enough to be evidence in a component. */
export const speaksIn =
  ({ silent }: Component): ((key: string) => boolean) =>
  (key) =>
    silent.size === 0 || !silent.has(identifierHash(key));

const rulesOf = (component: Component, restraint: Restraining): IdentifierRules => {
  const different = new Set<string>();
  for (const { a, b, judgement } of component.verdicts) {
    if (judgement === 'different') different.add(pairKey(a, b));
  }
  return {
    speaks: speaksIn(component),
    mayMeet: (a, b) =>
      !different.has(pairKey(a.recordKey, b.recordKey)) && restraint.mayLink(a.profile.source, b.profile.source),
  };
};

/** What two records of a component weigh, whether or not they have an edge; 0 where nothing is weighed. */
const weightOf = ({ linkage, members, silentValues }: Component, a: string, b: string): number => {
  const [mine, theirs] = [a, b].map((recordKey) => members.find(({ ids }) => ids.includes(recordKey))?.content);
  return mine === undefined || theirs === undefined ? 0 : linkage.weight(mine, theirs, silentValues);
};

const eachOnce = (holds: readonly Hold[]): Iterable<Hold> =>
  new Map(holds.map((hold) => [`${hold.reason}\t${[...hold.asked].sort().join('\t')}`, hold])).values();

const reviewsOf = (
  component: Component,
  { clusters, pairs, refused, held, byIdentifier: { doubts } }: HeldClustering,
  nodes: readonly Node[],
): Map<string, Review> => {
  const reviews = new Reviews(clusters);
  const byKey = new Map(nodes.map((node) => [node.recordKey, node]));
  /** The later seen of two bears the question. */
  const inOrder = (a: string, b: string): readonly [later: string, earlier: string] =>
    compareNodes(byKey.get(a) as Node, byKey.get(b) as Node) > 0 ? [a, b] : [b, a];
  for (const [recordKey, { conflicts, candidates }] of doubts) {
    for (const { anchor } of candidates) reviews.ask(recordKey, anchor.recordKey, conflicts);
  }
  for (const { asked, reason } of eachOnce(held)) {
    const [recordKey, otherRecordKey] = inOrder(...asked);
    reviews.hold(recordKey, reason, {
      recordKey,
      otherRecordKey,
      weight: weightOf(component, ...asked),
      reason: 'held',
    });
  }
  for (const { recordKey, profile } of nodes) if (profile.withheld !== null) reviews.hold(recordKey, profile.withheld);
  for (const { a, b, edge, reason } of pairs) {
    const [recordKey, otherRecordKey] = inOrder(a, b);
    const conflicts = reason === 'band' ? [] : [reason];
    reviews.ask(recordKey, otherRecordKey, conflicts, {
      weighed: { recordKey, otherRecordKey, weight: edge.weight, reason },
    });
  }
  for (const [a, b] of refused) reviews.ask(...inOrder(a, b), [contradictingVerdicts]);
  return reviews.all();
};

/** A clustering, and what would be certain without weighed evidence. */
export interface RestrainedClustering extends Clustering {
  /** Record key → anchor by identifiers and verdicts alone; works when it is called. */
  readonly certain: () => ReadonlyMap<string, string>;
}

/**
 * Clusters of a component, as a pure function of its records, the model and persons' verdicts, never of what came first:
 * by identifiers where they suffice, by weighed evidence where not, and a person is asked where in doubt. Only what is
 * held depends on how things stand as well ({@link heldClustersOf}).
 *
 * @param nodes the component's records, in any order
 */
export const clustersOf = (
  component: Component,
  nodes: readonly Node[],
  restraint: Restraining,
): RestrainedClustering => {
  const held = heldClustersOf(component, nodes, rulesOf(component, restraint), restraint);
  const { withheldDeaths } = held;
  const clusters =
    withheldDeaths.size === 0 ? held.clusters : held.clusters.map((cluster) => ({ ...cluster, withheldDeaths }));
  return { clusters, reviews: reviewsOf(component, held, nodes), certain: held.certain };
};
