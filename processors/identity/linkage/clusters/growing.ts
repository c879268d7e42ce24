import type { Sets } from './apart.ts';
import { mayMeet } from './apart.ts';
import type { Node } from './nodes.ts';

/** Weights over the pairs of two clusters. */
interface Across {
  sum: number;
  /** How many pairs `sum` is of. */
  scored: number;
  /** Whether a cannot-link or a conflict was found between them: it stays, however they grow. */
  forbidden: boolean;
}

interface GrowingCluster {
  nodes: number[];
  sets: Sets;
  /** Clusters with at least one scored pair across. */
  across: Map<number, Across>;
}

/**
 * Clusters that grow by merging, with the sums of weights between them kept up to date. A merge moves the shorter list
 * of neighbours into the longer, so that all merges of a component with E edges together move O(E log E) sums, and a
 * mean is one division.
 */
export class GrowingClusters<Content> {
  readonly #nodes: readonly Node<Content>[];
  readonly #conflict: (a: Content, b: Content) => boolean;
  readonly #unscored: number;
  readonly #parent: Int32Array;
  readonly #clusters: (GrowingCluster | undefined)[];

  /**
   * @param nodes each starts as a cluster of its own
   * @param conflict whether two contents must never be linked by weight
   * @param unscored what a pair without a weight counts in a mean, in 1/256 bit
   */
  constructor(nodes: readonly Node<Content>[], conflict: (a: Content, b: Content) => boolean, unscored: number) {
    this.#nodes = nodes;
    this.#conflict = conflict;
    this.#unscored = unscored;
    this.#parent = Int32Array.from(nodes.keys());
    this.#clusters = nodes.map(({ sets }, index) => ({ nodes: [index], sets, across: new Map() }));
  }

  /** Notes the weight of a pair of nodes that has none yet. To be called before anything is merged. */
  score(x: number, y: number, weight: number): void {
    const across = { sum: weight, scored: 1, forbidden: false };
    this.#clusters[x]?.across.set(y, across);
    this.#clusters[y]?.across.set(x, across);
  }

  /** Whether a pair of nodes has a weight. To be called before anything is merged. */
  isScored(x: number, y: number): boolean {
    return this.#clusters[x]?.across.has(y) === true;
  }

  /** The cluster of a node, named by one of its nodes. */
  find(node: number): number {
    const parent = this.#parent;
    let root = node;
    let next = parent[root] as number;
    while (next !== root) {
      parent[root] = parent[next] as number;
      root = next;
      next = parent[root] as number;
    }
    return root;
  }

  /** The nodes of a cluster. */
  nodesOf(cluster: number): readonly number[] {
    return this.#at(cluster).nodes;
  }

  /** The cannot-link sets of a cluster. */
  setsOf(cluster: number): Sets {
    return this.#at(cluster).sets;
  }

  /** The mean weight over all pairs of nodes across two clusters, in 1/256 bit. */
  mean(x: number, y: number): number {
    const pairs = this.#at(x).nodes.length * this.#at(y).nodes.length;
    const across = this.#at(x).across.get(y);
    if (across === undefined) return this.#unscored;
    return (across.sum + (pairs - across.scored) * this.#unscored) / pairs;
  }

  /** Whether a cannot-link or a conflict keeps two clusters with a scored pair apart. What was found is remembered. */
  forbidden(x: number, y: number): boolean {
    const across = this.#at(x).across.get(y);
    if (across?.forbidden === true) return true;
    const found = !mayMeet(this.#at(x).sets, this.#at(y).sets) || this.conflicts(x, y);
    if (across !== undefined) across.forbidden = found;
    return found;
  }

  /** Whether a content of the one conflicts with one of the other. */
  conflicts(x: number, y: number): boolean {
    return this.#at(x).nodes.some((a) =>
      this.#at(y).nodes.some((b) => this.#conflict(this.#content(a), this.#content(b))),
    );
  }

  /** Makes two clusters one. */
  merge(x: number, y: number): void {
    const [kept, gone] = this.#at(x).across.size < this.#at(y).across.size ? [y, x] : [x, y];
    const into = this.#at(kept);
    const from = this.#at(gone);
    this.#parent[gone] = kept;
    this.#clusters[gone] = undefined;
    const [few, many] = from.nodes.length < into.nodes.length ? [from.nodes, into.nodes] : [into.nodes, from.nodes];
    for (const node of few) many.push(node);
    into.nodes = many;
    into.sets = united(into.sets, from.sets);
    into.across.delete(gone);
    for (const [other, across] of from.across) {
      if (other === kept) continue;
      const theirs = this.#at(other).across;
      theirs.delete(gone);
      const known = into.across.get(other);
      if (known === undefined) {
        into.across.set(other, across);
        theirs.set(kept, across);
        continue;
      }
      known.sum += across.sum;
      known.scored += across.scored;
      known.forbidden ||= across.forbidden;
    }
  }

  #at(cluster: number): GrowingCluster {
    return this.#clusters[cluster] as GrowingCluster;
  }

  #content(node: number): Content {
    return (this.#nodes[node] as Node<Content>).content;
  }
}

const united = (a: Sets, b: Sets): Sets => {
  if (a.size === 0 || b.size === 0) return a.size === 0 ? b : a;
  return new Set([...a, ...b]);
};
