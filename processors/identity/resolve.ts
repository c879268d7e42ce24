import type { Cluster } from './cluster.ts';
import { compareClusterings } from './cluster.ts';
import { clustersOf } from './clusters.ts';
import type { Facts } from './facts.ts';
import { addMember, memberKeysOf, nodesOf, putNode } from './facts.ts';
import type { Redirect } from './erasure/erasures.ts';
import type { Component } from './graph/component.ts';
import { clusterGroups, tiedTo } from './groups/clusterGroups.ts';
import type { EntityIds } from './ids.ts';
import type { Before, BeforeAll, Clustered, Lineage } from './lineage.ts';
import { lineageOf } from './lineage.ts';
import type { Node, Published } from './node.ts';
import type { Profile } from './profile.ts';
import { withheldIn } from './profile.ts';
import type { Cause, Publication } from './publish.ts';
import { publishCluster } from './publish.ts';
import type { RecordState } from './recordState.ts';
import { adverseChanges } from './restraint/adverse.ts';
import type { Foreseen } from './restraint/adverse.ts';
import { joinKept } from './restraint/join.ts';
import type { View } from './view.ts';

/** What became of some components. */
export interface Reclustering {
  /** In the order of their components. */
  readonly clusters: readonly Cluster[];
  /** The nodes of the components as they were. */
  readonly before: BeforeAll;
  /** Every node that has to be stored. */
  readonly changed: ReadonlySet<Node>;
  /** Every redirect of an erased record that has to be stored. */
  readonly redirected: ReadonlySet<Redirect>;
  readonly publications: readonly Publication[];
  readonly lineage: readonly Lineage[];
}

/**
 * Clusters components, with those of whoever has to stay with them, in the order of their first records, so that nothing
 * depends on how they were found.
 */
export const clusterAll = (components: readonly Component[], facts: Facts): (Clustered & Foreseen)[] =>
  joinKept(components, facts.nodes, facts.restraint)
    .map((component) => {
      const nodes = nodesOf(component.recordKeys, facts);
      return { component, nodes, ...clustersOf(component, nodes, facts.restraint) };
    })
    .sort(compareClusterings);

/** Records of the components that belong to another registrant than the one in which they stand by now. */
const movingRecords = (clustered: readonly Clustered[]): string[] =>
  clustered.flatMap(({ clusters }) =>
    clusters.flatMap(({ anchor, members }) =>
      members
        .filter((member) => (member.anchor ?? member.recordKey) !== anchor.recordKey)
        .map(({ recordKey }) => recordKey),
    ),
  );

/**
 * As {@link clusterAll}, with the rate guards: where an area would see too many adverse changes, its guard trips, and
 * they wait for a person.
 *
 * @param at when the source saw what causes it, milliseconds since 1970 UTC
 */
const clusterGuarded = (components: readonly Component[], facts: Facts, at: number): Clustered[] => {
  const { restraint } = facts;
  if (!restraint.isGuarded) return clusterAll(components, facts);
  // Every round trips a guard, and there are as many as there are areas at most.
  for (;;) {
    const clustered = clusterAll(components, facts);
    if (movingRecords(clustered).length === 0) return clustered;
    const changes = [...adverseChanges(clustered)];
    const over = changes.filter(([area, more]) => !restraint.hasTripped(area) && restraint.exceeds(area, more, at));
    if (over.length === 0) {
      for (const [area, more] of changes) restraint.count(area, more, at);
      return clustered;
    }
    for (const [area] of over) restraint.trip(area, at);
  }
};

/** Notes anchors and reviews in the nodes; returns how they were. */
export const assign = (components: readonly Clustered[], changed: Set<Node>): BeforeAll => {
  const before = new Map<string, Before>();
  for (const { clusters, reviews } of components) {
    for (const { anchor, members } of clusters) {
      for (const member of members) {
        before.set(member.recordKey, { anchor: member.anchor, review: member.review });
        const review = reviews.get(member.recordKey) ?? null;
        const isNew = member.anchor !== anchor.recordKey || JSON.stringify(member.review) !== JSON.stringify(review);
        if (isNew) changed.add(member);
        member.anchor = anchor.recordKey;
        member.review = review;
      }
    }
  }
  return before;
};

/** Groups that list one of some records, and those to which they are tied by now: these may have to be parted from them. */
export const groupsListing = (recordKeys: readonly string[], facts: Facts): Set<string> => {
  const listing = recordKeys.flatMap((recordKey) => [...(facts.groupsByMember.get(recordKey) ?? [])]);
  return new Set(listing.flatMap((groupKey) => [groupKey, ...tiedTo(groupKey, facts)]));
};

/** Clusters persons anew; returns how they were, and the groups for which that may mean something. */
const reclusterPersons = (
  clustered: readonly Clustered[],
  facts: Facts,
  changed: Set<Node>,
): { readonly before: BeforeAll; readonly groups: ReadonlySet<string> } => {
  const moving = movingRecords(clustered);
  const groups = groupsListing(moving, facts);
  const before = assign(clustered, changed);
  facts.memberships.moved(moving);
  return { before, groups };
};

/** Parts components of persons, and those of groups, of which it notes in which they are. None holds both. */
export const partedByKind = (
  components: readonly Component[],
  facts: Facts,
): { readonly persons: readonly Component[]; readonly groups: readonly Component[] } => {
  const [persons, groups]: [Component[], Component[]] = [[], []];
  for (const component of components) {
    const { recordKeys } = component;
    if (facts.nodes.get(recordKeys[0] ?? '')?.kind !== 'group') {
      persons.push(component);
      continue;
    }
    groups.push(component);
    for (const recordKey of recordKeys) facts.groupComponents.set(recordKey, component);
  }
  return { persons, groups };
};

/**
 * Clusters components anew and finds out what has to be told: their entities, the groups whose members belong to another
 * registrant now, those with which these have members in common, and the decisions behind it.
 *
 * @param alsoGroups record keys of groups that are clustered anew whatever the components say: those to which a group was
 *   tied before it changed, those that list a record which has moved already; what is no group's is passed over
 */
export const recluster = (
  components: readonly Component[],
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
  alsoGroups: Iterable<string> = [],
): Reclustering => {
  const { persons: ofPersons, groups: ofGroups } = partedByKind(components, facts);
  // What a person has decided (a verdict, a model, a release) is not counted: its consequences were wanted.
  const persons =
    cause.rule === 'identifier' ? clusterGuarded(ofPersons, facts, cause.observedAt) : clusterAll(ofPersons, facts);
  const changed = new Set<Node>();
  const { before: personsBefore, groups: affected } = reclusterPersons(persons, facts, changed);
  const own = ofGroups.filter(({ touched }) => touched).flatMap(({ recordKeys }) => recordKeys);
  const groups = clusterGroups([...own, ...alsoGroups, ...affected], facts, idOf);
  const before = new Map([...personsBefore, ...assign(groups, changed)]);
  const clusters = [...persons, ...groups].flatMap((one) => one.clusters);
  const publications = clusters.flatMap((cluster) => publishCluster(cluster, facts, idOf, cause));
  const redirected = new Set<Redirect>();
  for (const { bearer } of publications) {
    if ('views' in bearer) changed.add(bearer);
    else redirected.add(bearer);
  }
  facts.decided(changed);
  const about = { before, facts, idOf };
  return {
    clusters,
    before,
    changed,
    redirected,
    publications,
    lineage: [
      ...lineageOf(persons, { ...about, trigger: cause.rule }),
      ...lineageOf(groups, { ...about, trigger: ofGroups.length === 0 ? 'members' : cause.rule }),
    ],
  };
};

/** What a record changed. */
export interface Resolution extends Omit<Reclustering, 'before'> {
  /** The record's node. */
  readonly node: Node;
  /** The cluster in which it stands now. */
  readonly cluster: Cluster;
  /** How the node was; undefined when the record is the first of its key. */
  readonly before: Before | undefined;
  /** Whether the record had been erased. */
  readonly isBack: boolean;
  /** Whose members it listed, to replace its memberships. */
  readonly membersBefore: ReadonlySet<string>;
  readonly previous: View | undefined;
}

const newNode = (view: View, profile: Profile, published: Published | null): Node => ({
  recordKey: view.recordKey,
  kind: view.kind,
  views: new Map(),
  profile,
  anchor: null,
  review: null,
  published,
  compared: null,
});

const sameIdentifiers = (a: Profile, b: Profile): boolean =>
  a.identifiers.map(({ key }) => key).join() === b.identifiers.map(({ key }) => key).join();

/** Notes which members a group lists now. */
export const replaceMembers = (node: Node, before: ReadonlySet<string>, facts: Facts): void => {
  const after = memberKeysOf(node);
  for (const member of before) if (!after.has(member)) facts.groupsByMember.get(member)?.delete(node.recordKey);
  for (const member of after) addMember(facts, member, node.recordKey);
};

/**
 * Applies the newest state of a record to the working memory: its node, the clusters of every component that it touches,
 * and what has to be told of them. Deterministic in its arguments.
 *
 * @param step.view newer than what its node has of the same import
 * @param step.profile of the node with this view
 * @param step.compared of the node with this view
 * @param step.components that the record is in or has left, as they are with this view
 */
export const resolve = (
  step: RecordState & { readonly view: View; readonly components: readonly Component[] },
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
): Resolution => {
  const { view, profile, compared, components } = step;
  const known = facts.nodes.get(view.recordKey);
  const isBack = facts.erased.has(view.recordKey);
  // Its id may have been redirected meanwhile: what was published of it counts on.
  const node = known ?? newNode(view, profile, facts.erased.get(view.recordKey)?.redirect?.published ?? null);
  const previous = node.views.get(view.import);
  const before = known === undefined ? undefined : { anchor: known.anchor, review: known.review };
  const tied = node.kind === 'group' ? tiedTo(node.recordKey, facts) : [];
  const rule = node.kind === 'group' && sameIdentifiers(node.profile, profile) ? 'members' : cause.rule;
  const membersBefore = memberKeysOf(node);
  node.views = new Map(node.views).set(view.import, view);
  // What was kept back in this batch was not known when it was read.
  node.profile = { ...profile, withheld: withheldIn(node.views.values()) };
  node.compared = compared;
  putNode(node, facts);
  facts.erased.delete(node.recordKey);
  if (node.kind === 'group') replaceMembers(node, membersBefore, facts);
  const listing = isBack ? groupsListing([node.recordKey], facts) : [];
  const reclustering = recluster(components, facts, idOf, { ...cause, rule }, [...tied, ...listing]);
  const { clusters } = reclustering;
  const cluster = clusters.find(({ members }) => members.includes(node)) ?? { anchor: node, members: [node] };
  const changed = new Set([node, ...reclustering.changed]);
  return { ...reclustering, node, cluster, before, isBack, membersBefore, previous, changed };
};
