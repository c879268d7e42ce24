import type { Node, Review } from './node.ts';
import { compareNodes } from './node.ts';

/** Records that are one person or group. */
export interface Cluster {
  /** The member first seen. */
  readonly anchor: Node;
  /** In the order of first sight. */
  readonly members: Node[];
  /** Members whose death does not count for all of them: a guess has made them one. */
  readonly withheldDeaths?: ReadonlySet<string>;
}

/** Orders clusters by the first sight of their anchors. */
export const compareClusters = (a: Cluster, b: Cluster): number => compareNodes(a.anchor, b.anchor);

/** Record key → record key of the anchor of its cluster. */
export const anchorsOf = (clusters: readonly Cluster[]): Map<string, string> =>
  new Map(
    clusters.flatMap(({ anchor, members }) => members.map(({ recordKey }) => [recordKey, anchor.recordKey] as const)),
  );

/** How a component falls into clusters, and which of its records wait for a person. */
export interface Clustering {
  /** In the order of their anchors. */
  readonly clusters: readonly Cluster[];
  /** By record key. */
  readonly reviews: ReadonlyMap<string, Review>;
}

/** Orders clusterings by their first clusters. */
export const compareClusterings = ({ clusters: [a] }: Clustering, { clusters: [b] }: Clustering): number =>
  a && b ? compareClusters(a, b) : 0;
