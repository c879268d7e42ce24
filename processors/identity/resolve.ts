import type { Claims } from './claims.ts';
import type { Cluster, Clustering } from './clusters.ts';
import { clustersOf } from './clusters.ts';
import type { Facts } from './facts.ts';
import { addMember, componentsOf, memberKeysOf } from './facts.ts';
import type { EntityIds } from './ids.ts';
import type { Before, BeforeAll, Lineage } from './lineage.ts';
import { lineageOf, sameReview } from './lineage.ts';
import type { Node } from './node.ts';
import { compareNodes } from './node.ts';
import type { Profile } from './profile.ts';
import { profileOf } from './profile.ts';
import type { Cause, Publication } from './publish.ts';
import { publishCluster } from './publish.ts';
import type { View } from './view.ts';

/** What a record changed. */
export interface Resolution {
  /** The record's node. */
  readonly node: Node;
  /** The cluster in which it stands now. */
  readonly cluster: Cluster;
  /** How the node was; undefined when the record is the first of its key. */
  readonly before: Before | undefined;
  /** What its identifiers were, to replace its claims. */
  readonly profileBefore: Profile | undefined;
  /** Whose members it listed, to replace its memberships. */
  readonly membersBefore: ReadonlySet<string>;
  readonly previous: View | undefined;
  /** Every node that has to be stored. */
  readonly changed: ReadonlySet<Node>;
  readonly publications: readonly Publication[];
  readonly lineage: readonly Lineage[];
}

/** Adds the records to the affected ones that hold one of the keys while it speaks. */
const collectHolders = (keys: Iterable<string>, claims: Claims, affected: Set<string>): void => {
  for (const key of keys) {
    if (!claims.speaks(key)) continue;
    for (const recordKey of claims.holders(key)) affected.add(recordKey);
  }
};

const newNode = (view: View): Node => ({
  recordKey: view.recordKey,
  kind: view.kind,
  views: new Map(),
  profile: profileOf(view.kind, [view]),
  anchor: null,
  review: null,
  published: null,
});

/** Puts the view in its node's place of the graph; returns the record keys whose component may have changed. */
const applyView = (node: Node, view: View, isNew: boolean, facts: Facts): Set<string> => {
  const { claims } = facts;
  const affected = new Set([node.recordKey]);
  const views = new Map(node.views).set(view.import, view);
  const profile = isNew ? node.profile : profileOf(node.kind, [...views.values()]);
  const keys = new Set([...(isNew ? [] : node.profile.identifiers), ...profile.identifiers].map(({ key }) => key));
  collectHolders(keys, claims, affected);
  if (!isNew) claims.remove(node);
  node.views = views;
  node.profile = profile;
  claims.add(node);
  collectHolders(keys, claims, affected);
  facts.nodes.set(node.recordKey, node);
  return affected;
};

const replaceMembers = (node: Node, before: ReadonlySet<string>, facts: Facts): void => {
  const after = memberKeysOf(node);
  for (const member of before) if (!after.has(member)) facts.groupsByMember.get(member)?.delete(node.recordKey);
  for (const member of after) addMember(facts, member, node.recordKey);
};

const nodesOf = (recordKeys: Iterable<string>, facts: Facts): Node[] =>
  [...recordKeys].flatMap((recordKey) => facts.nodes.get(recordKey) ?? []);

/** Components in the order of their first records, so that nothing depends on how they were found. */
const clusterAll = (affected: Iterable<string>, facts: Facts): Clustering[] =>
  componentsOf(nodesOf(affected, facts), facts)
    .map((component) => clustersOf(component, facts.claims))
    .sort((a, b) => (a.clusters[0] && b.clusters[0] ? compareNodes(a.clusters[0].anchor, b.clusters[0].anchor) : 0));

/** Notes anchors and reviews in the nodes; returns how they were. */
const assign = (clusterings: readonly Clustering[], changed: Set<Node>): BeforeAll => {
  const before = new Map<string, Before>();
  for (const { clusters, reviews } of clusterings) {
    for (const { anchor, members } of clusters) {
      for (const member of members) {
        before.set(member.recordKey, { anchor: member.anchor, review: member.review });
        const review = reviews.get(member.recordKey) ?? null;
        if (member.anchor !== anchor.recordKey || !sameReview(member.review, review)) changed.add(member);
        member.anchor = anchor.recordKey;
        member.review = review;
      }
    }
  }
  return before;
};

/** Clusters of groups that list a member whose registrant is another now, as they stand, in order. */
const groupsToTell = (before: BeforeAll, facts: Facts): Cluster[] => {
  const groups = new Set<string>();
  for (const [recordKey, was] of before) {
    const now = facts.nodes.get(recordKey)?.anchor;
    if (now === (was.anchor ?? recordKey)) continue;
    for (const group of facts.groupsByMember.get(recordKey) ?? []) groups.add(group);
  }
  const listing = nodesOf(groups, facts);
  const anchors = new Set(listing.map(({ anchor }) => anchor));
  const members = componentsOf(listing, facts)
    .flat()
    .filter(({ anchor }) => anchors.has(anchor))
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
 * Applies the newest state of a record to the working memory: its place among the records, the clusters of every
 * component that it touches, and what has to be told of them. Deterministic in the record and the facts.
 *
 * @param view must be newer than what its node has of the same import
 */
export const resolve = (view: View, facts: Facts, idOf: EntityIds, cause: Cause): Resolution => {
  const known = facts.nodes.get(view.recordKey);
  const node = known ?? newNode(view);
  const previous = node.views.get(view.import);
  const profileBefore = known?.profile;
  const before = known === undefined ? undefined : { anchor: known.anchor, review: known.review };
  const membersBefore = memberKeysOf(node);
  const affected = applyView(node, view, known === undefined, facts);
  if (node.kind === 'group') replaceMembers(node, membersBefore, facts);

  const changed = new Set([node]);
  const clusterings = clusterAll(affected, facts);
  const clusters = clusterings.flatMap((clustering) => clustering.clusters);
  const beforeAll = assign(clusterings, changed);
  const told = node.kind === 'individual' ? [...clusters, ...groupsToTell(beforeAll, facts)] : clusters;
  const publications = told.flatMap((cluster) => publishCluster(cluster, facts, idOf, cause));
  for (const publication of publications) changed.add(publication.node);
  const cluster = clusters.find(({ members }) => members.includes(node)) ?? { anchor: node, members: [node] };
  const lineage = lineageOf(clusters, beforeAll, facts);
  return { node, cluster, before, profileBefore, membersBefore, previous, changed, publications, lineage };
};
