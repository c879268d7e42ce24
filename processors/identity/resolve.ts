import type { Cluster } from './cluster.ts';
import { clustersOf } from './clusters.ts';
import type { Facts } from './facts.ts';
import { addMember, memberKeysOf, nodesOf } from './facts.ts';
import type { Redirect } from './erasure/erasures.ts';
import type { Component } from './graph/component.ts';
import type { EntityIds } from './ids.ts';
import type { Before, BeforeAll, Clustered, Lineage } from './lineage.ts';
import { lineageOf } from './lineage.ts';
import type { Node, Published } from './node.ts';
import { compareNodes } from './node.ts';
import type { Profile } from './profile.ts';
import type { Cause, Publication } from './publish.ts';
import { publishCluster } from './publish.ts';
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

/** Components in the order of their first records, so that nothing depends on how they were found. */
export const clusterAll = (components: readonly Component[], facts: Facts): Clustered[] =>
  components
    .map((component) => {
      const nodes = nodesOf(component.recordKeys, facts);
      return { component, nodes, ...clustersOf(component, nodes) };
    })
    .sort((a, b) => (a.clusters[0] && b.clusters[0] ? compareNodes(a.clusters[0].anchor, b.clusters[0].anchor) : 0));

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

/** Records that belong to another registrant than before. */
const movedOf = (before: BeforeAll, facts: Facts): string[] =>
  [...before.keys()].filter((recordKey) => {
    const was = before.get(recordKey)?.anchor ?? recordKey;
    return facts.nodes.get(recordKey)?.anchor !== was;
  });

/** Clusters of groups that list one of the members, as they stand, in order. */
const groupsListing = (members: readonly string[], facts: Facts): Cluster[] => {
  const listing = new Set(members.flatMap((recordKey) => [...(facts.groupsByMember.get(recordKey) ?? [])]));
  if (listing.size === 0) return [];
  const anchors = new Set(nodesOf(listing, facts).map(({ anchor }) => anchor));
  const groups = [...facts.nodes.values()]
    .filter(({ kind, anchor }) => kind === 'group' && anchor !== null && anchors.has(anchor))
    .sort(compareNodes);
  const clusters = new Map<string, Cluster>();
  for (const group of groups) {
    // The anchor is the member first seen, so that each cluster begins with it.
    const cluster = clusters.get(group.anchor ?? group.recordKey);
    if (cluster === undefined) clusters.set(group.anchor ?? group.recordKey, { anchor: group, members: [group] });
    else cluster.members.push(group);
  }
  return [...clusters.values()];
};

/**
 * Clusters components anew and finds out what has to be told: their entities, the groups of persons who belong to
 * another registrant now, and the decisions behind it.
 *
 * @param alsoMoved records whose groups are to be told anew whatever the components say
 */
export const recluster = (
  components: readonly Component[],
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
  alsoMoved: readonly string[] = [],
): Reclustering => {
  const clustered = clusterAll(components, facts);
  const clusters = clustered.flatMap((one) => one.clusters);
  const changed = new Set<Node>();
  const before = assign(clustered, changed);
  const told = [...clusters, ...groupsListing([...movedOf(before, facts), ...alsoMoved], facts)];
  const publications = told.flatMap((cluster) => publishCluster(cluster, facts, idOf, cause));
  const redirected = new Set<Redirect>();
  for (const { bearer } of publications) {
    if ('views' in bearer) changed.add(bearer);
    else redirected.add(bearer);
  }
  return {
    clusters,
    before,
    changed,
    redirected,
    publications,
    lineage: lineageOf(clustered, { before, facts, idOf, trigger: cause.rule }),
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
});

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
 * @param view newer than what its node has of the same import
 * @param profile of the node with this view
 * @param components that the record is in or has left, as they are with this view
 */
export const resolve = (
  { view, profile, components }: { view: View; profile: Profile; components: readonly Component[] },
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
): Resolution => {
  const known = facts.nodes.get(view.recordKey);
  const isBack = facts.erased.has(view.recordKey);
  // Its id may have been redirected meanwhile: what was published of it counts on.
  const node = known ?? newNode(view, profile, facts.erased.get(view.recordKey)?.redirect?.published ?? null);
  const previous = node.views.get(view.import);
  const before = known === undefined ? undefined : { anchor: known.anchor, review: known.review };
  const membersBefore = memberKeysOf(node);
  node.views = new Map(node.views).set(view.import, view);
  node.profile = profile;
  facts.nodes.set(node.recordKey, node);
  facts.erased.delete(node.recordKey);
  if (node.kind === 'group') replaceMembers(node, membersBefore, facts);
  const reclustering = recluster(components, facts, idOf, cause, isBack ? [node.recordKey] : []);
  const { clusters } = reclustering;
  const cluster = clusters.find(({ members }) => members.includes(node)) ?? { anchor: node, members: [node] };
  const changed = new Set([node, ...reclustering.changed]);
  return { ...reclustering, node, cluster, before, isBack, membersBefore, previous, changed };
};
