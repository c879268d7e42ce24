import type { Cluster, Clustering } from './cluster.ts';
import { anchorsOf } from './cluster.ts';
import type { Component } from './graph/component.ts';
import { identifierHash } from './graph/identifiers.ts';
import type { IdentifierRules } from './identifierClusters.ts';
import type { Node, Review, WeighedDoubt } from './node.ts';
import { compareNodes } from './node.ts';
import type { HeldClustering } from './heldClusters.ts';
import { heldClustersOf } from './heldClusters.ts';
import type { Hold } from './restraint/hold.ts';
import type { Restraint } from './restraint/restraint.ts';

/** The reason of a review where two persons' verdicts contradict each other through a third record. */
const contradictingVerdicts = 'contradicting-verdicts';

/** Whether an identifier, by its key, is held by few enough to be evidence in a component. */
export const speaksIn =
  ({ silent }: Component): ((key: string) => boolean) =>
  (key) =>
    silent.size === 0 || !silent.has(identifierHash(key));

const rulesOf = (component: Component, restraint: Restraint): IdentifierRules => {
  const different = new Set<string>();
  for (const { a, b, judgement } of component.verdicts) {
    if (judgement === 'different') different.add(`${a}\t${b}`).add(`${b}\t${a}`);
  }
  return {
    speaks: speaksIn(component),
    mayMeet: (a, b) =>
      !different.has(`${a.recordKey}\t${b.recordKey}`) && restraint.mayLink(a.profile.source, b.profile.source),
  };
};

interface Asking {
  readonly conflicts: Set<string>;
  readonly candidates: Set<string>;
  readonly weighed: WeighedDoubt[];
}

/** Gathers what is asked of each record. */
class Reviews {
  readonly #asked = new Map<string, Asking>();
  readonly #anchorOf: ReadonlyMap<string, string>;

  constructor(clusters: readonly Cluster[]) {
    this.#anchorOf = anchorsOf(clusters);
  }

  /** Asks whether a record's cluster and that of another are one; nothing when they are by now. */
  ask(recordKey: string, other: string, conflicts: readonly string[], weighed?: WeighedDoubt): void {
    const candidate = this.#anchorOf.get(other);
    if (candidate === undefined || candidate === this.#anchorOf.get(recordKey)) return;
    const asking = this.#asking(recordKey, conflicts);
    asking.candidates.add(candidate);
    if (weighed !== undefined) asking.weighed.push(weighed);
  }

  /** Asks of a record why it is held as it is, and whether it is one with another of its own cluster if that is named. */
  hold(recordKey: string, reason: string, weighed?: WeighedDoubt): void {
    const asking = this.#asking(recordKey, [reason]);
    if (weighed === undefined) return;
    asking.candidates.add(this.#anchorOf.get(weighed.otherRecordKey) ?? weighed.otherRecordKey);
    asking.weighed.push(weighed);
  }

  #asking(recordKey: string, conflicts: readonly string[]): Asking {
    const asking = this.#asked.get(recordKey) ?? { conflicts: new Set(), candidates: new Set(), weighed: [] };
    this.#asked.set(recordKey, asking);
    for (const conflict of conflicts) asking.conflicts.add(conflict);
    return asking;
  }

  all(): Map<string, Review> {
    return new Map(
      [...this.#asked].map(([recordKey, { conflicts, candidates, weighed }]) => [
        recordKey,
        { conflicts: [...conflicts].sort(), candidates: [...candidates].sort(), weighed },
      ]),
    );
  }
}

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
    reviews.ask(recordKey, otherRecordKey, conflicts, { recordKey, otherRecordKey, weight: edge.weight, reason });
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
  restraint: Restraint,
): RestrainedClustering => {
  const held = heldClustersOf(component, nodes, rulesOf(component, restraint), restraint);
  const { withheldDeaths } = held;
  const clusters =
    withheldDeaths.size === 0 ? held.clusters : held.clusters.map((cluster) => ({ ...cluster, withheldDeaths }));
  return { clusters, reviews: reviewsOf(component, held, nodes), certain: held.certain };
};
