import type { Cluster } from './cluster.ts';
import { clustersOf } from './clusters.ts';
import type { Facts } from './facts.ts';
import { addMember, memberKeysOf, nodesOf } from './facts.ts';
import type { Component } from './graph/component.ts';
import type { EntityIds } from './ids.ts';
import type { Before, BeforeAll, Clustered, Lineage } from './lineage.ts';
import { lineageOf } from './lineage.ts';
import type { Node } from './node.ts';
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

/** Clusters of groups that list a member whose registrant is another now, as they stand, in order. */
const groupsToTell = (before: BeforeAll, facts: Facts): Cluster[] => {
  const listing = new Set<string>();
  for (const [recordKey, was] of before) {
    const now = facts.nodes.get(recordKey)?.anchor;
    if (now === (was.anchor ?? recordKey)) continue;
    for (const group of facts.groupsByMember.get(recordKey) ?? []) listing.add(group);
  }
  if (listing.size === 0) return [];
  const anchors = new Set(nodesOf(listing, facts).map(({ anchor }) => anchor));
  const members = [...facts.nodes.values()]
    .filter(({ kind, anchor }) => kind === 'group' && anchor !== null && anchors.has(anchor))
    .sort(compareNodes);
  const clusters = new Map<string, Cluster>();
  for (const member of members) {
    // The anchor is the member first seen, so that each cluster begins with it.
    const cluster = clusters.get(member.anchor ?? member.recordKey);
    if (cluster === undefined) clusters.set(member.anchor ?? member.recordKey, { anchor: member, members: [member] });
    else cluster.members.push(member);
  }
  return [...clusters.values()];
};

/**
 * Clusters components anew and finds out what has to be told: their entities, the groups of persons who belong to
 * another registrant now, and the decisions behind it.
 */
export const recluster = (
  components: readonly Component[],
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
): Reclustering => {
  const clustered = clusterAll(components, facts);
  const clusters = clustered.flatMap((one) => one.clusters);
  const changed = new Set<Node>();
  const before = assign(clustered, changed);
  const told = [...clusters, ...groupsToTell(before, facts)];
  const publications = told.flatMap((cluster) => publishCluster(cluster, facts, idOf, cause));
  for (const publication of publications) changed.add(publication.node);
  return {
    clusters,
    before,
    changed,
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
  /** Whose members it listed, to replace its memberships. */
  readonly membersBefore: ReadonlySet<string>;
  readonly previous: View | undefined;
}

const newNode = (view: View, profile: Profile): Node => ({
  recordKey: view.recordKey,
  kind: view.kind,
  views: new Map(),
  profile,
  anchor: null,
  review: null,
  published: null,
  compared: null,
});

const replaceMembers = (node: Node, before: ReadonlySet<string>, facts: Facts): void => {
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
  step: { view: View; profile: Profile; compared: Buffer; components: readonly Component[] },
  facts: Facts,
  idOf: EntityIds,
  cause: Cause,
): Resolution => {
  const { view, profile, compared, components } = step;
  const known = facts.nodes.get(view.recordKey);
  const node = known ?? newNode(view, profile);
  const previous = node.views.get(view.import);
  const before = known === undefined ? undefined : { anchor: known.anchor, review: known.review };
  const membersBefore = memberKeysOf(node);
  node.views = new Map(node.views).set(view.import, view);
  node.profile = profile;
  node.compared = compared;
  facts.nodes.set(node.recordKey, node);
  if (node.kind === 'group') replaceMembers(node, membersBefore, facts);
  const reclustering = recluster(components, facts, idOf, cause);
  const { clusters } = reclustering;
  const cluster = clusters.find(({ members }) => members.includes(node)) ?? { anchor: node, members: [node] };
  const changed = new Set([node, ...reclustering.changed]);
  return { ...reclustering, node, cluster, before, membersBefore, previous, changed };
};
