import type { Claims } from './claims.ts';
import { conflictsBetween, ofOneSubmission, severalRegistrants } from './conflicts.ts';
import type { Node, Review } from './node.ts';
import { compareNodes } from './node.ts';
import type { Profile } from './profile.ts';

/** Records that are one person or group. */
export interface Cluster {
  /** The member first seen. */
  readonly anchor: Node;
  /** In the order of first sight. */
  readonly members: Node[];
}

/** How a component falls into clusters, and which of its records wait for a person. */
export interface Clustering {
  /** In the order of their anchors. */
  readonly clusters: readonly Cluster[];
  /** By record key. */
  readonly reviews: ReadonlyMap<string, Review>;
}

interface GrowingCluster extends Cluster {
  /** One profile for each different content: what contradicts one of them contradicts all of its kind. */
  readonly contents: Map<string, Profile>;
  readonly submissions: Set<string>;
}

/** Identifier → cluster → the cluster's members that hold it. */
type Placed = Map<string, Map<GrowingCluster, Node[]>>;

const conflictsWith = (node: Node, cluster: GrowingCluster): Set<string> => {
  const found = new Set<string>();
  if (node.profile.submissions.some((submission) => cluster.submissions.has(submission))) found.add('same-submission');
  for (const profile of cluster.contents.values()) {
    for (const conflict of conflictsBetween(node.profile, profile)) found.add(conflict);
  }
  return found;
};

/** An edge of the component: the two share an identifier that speaks, and nothing speaks against it. */
const isEdge = (a: Node, b: Node): boolean =>
  conflictsBetween(a.profile, b.profile).length === 0 && !ofOneSubmission(a.profile, b.profile);

interface Matches {
  /** Clusters to which there is an edge. */
  readonly matched: ReadonlySet<GrowingCluster>;
  /** All with which an identifier is shared. */
  readonly sharing: ReadonlySet<GrowingCluster>;
}

const matchesOf = (node: Node, placed: Placed): Matches => {
  const matched = new Set<GrowingCluster>();
  const sharing = new Set<GrowingCluster>();
  for (const { key } of node.profile.identifiers) {
    for (const [cluster, members] of placed.get(key) ?? []) {
      sharing.add(cluster);
      if (!matched.has(cluster) && members.some((member) => isEdge(node, member))) matched.add(cluster);
    }
  }
  return { matched, sharing };
};

const reviewOf = (candidates: Iterable<GrowingCluster>, conflicts: Iterable<string>): Review => ({
  conflicts: [...new Set(conflicts)].sort(),
  candidates: [...candidates].map(({ anchor }) => anchor.recordKey).sort(),
  weighed: [],
});

interface Placement {
  /** The cluster that the node joins; undefined: it stands alone. */
  readonly joins: GrowingCluster | undefined;
  readonly review: Review | undefined;
}

const placementOf = (node: Node, placed: Placed): Placement => {
  const { matched, sharing } = matchesOf(node, placed);
  if (sharing.size === 0) return { joins: undefined, review: undefined };
  const conflicts = new Map([...sharing].map((cluster) => [cluster, conflictsWith(node, cluster)]));
  const [only] = matched;
  const joins = matched.size === 1 && only !== undefined && conflicts.get(only)?.size === 0 ? only : undefined;
  const others = [...sharing].filter((cluster) => cluster !== joins);
  if (others.length === 0) return { joins, review: undefined };
  const against = others.flatMap((cluster) => [...(conflicts.get(cluster) ?? [])]);
  return { joins, review: reviewOf(others, matched.size > 1 ? [...against, severalRegistrants] : against) };
};

const put = (node: Node, cluster: GrowingCluster, placed: Placed, claims: Claims): void => {
  cluster.members.push(node);
  cluster.contents.set(node.profile.content, node.profile);
  for (const submission of node.profile.submissions) cluster.submissions.add(submission);
  for (const { key } of node.profile.identifiers) {
    if (!claims.speaks(key)) continue;
    const byCluster = placed.get(key) ?? new Map<GrowingCluster, Node[]>();
    placed.set(key, byCluster);
    const members = byCluster.get(cluster);
    if (members === undefined) byCluster.set(cluster, [node]);
    else members.push(node);
  }
};

/**
 * Clusters of a connected component, as a pure function of its records: taken in the order of first sight, a record
 * that matches no cluster starts one; one that matches exactly one joins it, if nothing in that cluster speaks against
 * it; one that matches several stands alone and waits for a person, never the first hit. Who shares an identifier with
 * a cluster that it did not join has a review that names it.
 *
 * Weighed evidence has its place in {@link matchesOf}: there an edge is drawn, and nothing after it asks why.
 *
 * @param component records that are connected by identifiers that speak, in any order
 */
export const clustersOf = (component: readonly Node[], claims: Claims): Clustering => {
  const clusters: GrowingCluster[] = [];
  const reviews = new Map<string, Review>();
  const placed: Placed = new Map();
  for (const node of [...component].sort(compareNodes)) {
    const { joins, review } = placementOf(node, placed);
    const cluster = joins ?? { anchor: node, members: [], contents: new Map(), submissions: new Set() };
    if (joins === undefined) clusters.push(cluster);
    if (review !== undefined) reviews.set(node.recordKey, review);
    put(node, cluster, placed, claims);
  }
  return { clusters, reviews };
};
