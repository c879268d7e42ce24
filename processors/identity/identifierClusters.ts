import type { Cluster } from './cluster.ts';
import { conflictsBetween, ofOneSubmission, severalRegistrants } from './conflicts.ts';
import type { Node } from './node.ts';
import { compareNodes } from './node.ts';
import type { Profile } from './profile.ts';

/** Clusters with which a record shares an identifier and which it did not join. */
export interface IdentifierDoubt {
  /** What spoke against joining them, sorted. */
  readonly conflicts: readonly string[];
  readonly candidates: readonly Cluster[];
}

/** How the records of a component belong together by their identifiers alone. */
export interface IdentifierClustering {
  /** In the order of their anchors. */
  readonly clusters: readonly Cluster[];
  /** By record key. */
  readonly doubts: ReadonlyMap<string, IdentifierDoubt>;
}

/** What decides besides the records. */
export interface IdentifierRules {
  /** Whether few enough hold an identifier, by its key, for it to be evidence. */
  readonly speaks: (key: string) => boolean;
  /** False for two of which nothing is asked: a person judged them to be different, or their sources may not be linked. */
  readonly mayMeet: (a: Node, b: Node) => boolean;
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

const matchesOf = (node: Node, placed: Placed, { mayMeet }: IdentifierRules): Matches => {
  const matched = new Set<GrowingCluster>();
  const sharing = new Set<GrowingCluster>();
  for (const { key } of node.profile.identifiers) {
    for (const [cluster, members] of placed.get(key) ?? []) {
      // That is answered already: there is nothing to join and nothing to ask.
      if (cluster.members.some((member) => !mayMeet(node, member))) continue;
      sharing.add(cluster);
      if (!matched.has(cluster) && members.some((member) => isEdge(node, member))) matched.add(cluster);
    }
  }
  return { matched, sharing };
};

const doubtOf = (candidates: readonly GrowingCluster[], conflicts: Iterable<string>): IdentifierDoubt => ({
  conflicts: [...new Set(conflicts)].sort(),
  candidates,
});

interface Placement {
  /** The cluster that the node joins; undefined: it stands alone. */
  readonly joins: GrowingCluster | undefined;
  readonly doubt: IdentifierDoubt | undefined;
}

const placementOf = (node: Node, placed: Placed, rules: IdentifierRules): Placement => {
  const { matched, sharing } = matchesOf(node, placed, rules);
  if (sharing.size === 0) return { joins: undefined, doubt: undefined };
  const conflicts = new Map([...sharing].map((cluster) => [cluster, conflictsWith(node, cluster)]));
  const [only] = matched;
  const joins = matched.size === 1 && only !== undefined && conflicts.get(only)?.size === 0 ? only : undefined;
  const others = [...sharing].filter((cluster) => cluster !== joins);
  if (others.length === 0) return { joins, doubt: undefined };
  const against = others.flatMap((cluster) => [...(conflicts.get(cluster) ?? [])]);
  return { joins, doubt: doubtOf(others, matched.size > 1 ? [...against, severalRegistrants] : against) };
};

const put = (node: Node, cluster: GrowingCluster, placed: Placed, { speaks }: IdentifierRules): void => {
  cluster.members.push(node);
  cluster.contents.set(node.profile.content, node.profile);
  for (const submission of node.profile.submissions) cluster.submissions.add(submission);
  for (const { key } of node.profile.identifiers) {
    if (!speaks(key)) continue;
    const byCluster = placed.get(key) ?? new Map<GrowingCluster, Node[]>();
    placed.set(key, byCluster);
    const members = byCluster.get(cluster);
    if (members === undefined) byCluster.set(cluster, [node]);
    else members.push(node);
  }
};

/**
 * Clusters of a component by identifiers alone, as a pure function of its records: taken in the order of first sight, a
 * record that matches no cluster starts one; one that matches exactly one joins it, if nothing in that cluster speaks
 * against it; one that matches several stands alone and waits for a person, never the first hit. Who shares an identifier
 * with a cluster that it did not join has a doubt that names it.
 *
 * @param component records in any order
 */
export const identifierClustersOf = (component: readonly Node[], rules: IdentifierRules): IdentifierClustering => {
  const clusters: GrowingCluster[] = [];
  const doubts = new Map<string, IdentifierDoubt>();
  const placed: Placed = new Map();
  for (const node of [...component].sort(compareNodes)) {
    const { joins, doubt } = placementOf(node, placed, rules);
    const cluster = joins ?? { anchor: node, members: [], contents: new Map(), submissions: new Set() };
    if (joins === undefined) clusters.push(cluster);
    if (doubt !== undefined) doubts.set(node.recordKey, doubt);
    put(node, cluster, placed, rules);
  }
  return { clusters, doubts };
};
