import type { Sets } from './apart.ts';
import { mayMeet } from './apart.ts';
import type { Node } from './nodes.ts';

/** Weights over the pairs of two clusters. */
interface Across {
  sum: number;
  /** How many pairs `sum` is of. */
  scored: number;
  /** Whether an edge between them links by itself. */
  links: boolean;
  /** Of how many pairs it is known that they do not conflict. */
  cleared: number;
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
 * mean is one division. What was found about conflicts moves with them: hardly a pair of contents is asked about twice.
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

  /**
   * Notes the weight of a pair of nodes that has none yet. To be called before anything is merged.
   *
   * @param links whether it is that of an edge that links by itself
   */
  score(x: number, y: number, weight: number, links: boolean): void {
    const across = { sum: weight, scored: 1, links, cleared: 0, forbidden: false };
    this.#at(x).across.set(y, across);
    this.#at(y).across.set(x, across);
  }

  /** Whether a pair of nodes has a weight. To be called before anything is merged. */
  isScored(x: number, y: number): boolean {
    return this.#at(x).across.has(y);
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
    return across === undefined ? this.#unscored : this.#meanOf(across, pairs);
  }

  /**
   * The clusters with which one has an edge that links by itself and at least a mean weight across, in no order.
   *
   * @param least in 1/256 bit
   */
  choicesOf(cluster: number, least: number): number[] {
    const { nodes, across } = this.#at(cluster);
    const found: number[] = [];
    for (const [other, known] of across)
      if (known.links && this.#meanOf(known, nodes.length * this.#at(other).nodes.length) >= least) found.push(other);
    return found;
  }

  /** Whether {@link choicesOf} the one has the other. */
  isChoice(cluster: number, other: number, least: number): boolean {
    return this.#at(cluster).across.get(other)?.links === true && this.mean(cluster, other) >= least;
  }

  /** Whether a cannot-link or a conflict keeps two clusters apart. What was found is remembered if a pair is scored. */
  forbidden(x: number, y: number): boolean {
    const across = this.#at(x).across.get(y);
    if (across?.forbidden === true) return true;
    const pairs = this.#at(x).nodes.length * this.#at(y).nodes.length;
    const isClear = across?.cleared === pairs;
    const found = !mayMeet(this.#at(x).sets, this.#at(y).sets) || (!isClear && this.conflicts(x, y));
    if (across === undefined) return found;
    if (found) across.forbidden = true;
    else across.cleared = pairs;
    return found;
  }

  /**
   * Notes that nothing in a third cluster conflicts with the one that is about to be merged, where these two have no scored
   * pair to remember it by.
   *
   * @param kept has a scored pair with the third
   */
  clear(kept: number, merged: number, third: number): void {
    const across = this.#at(kept).across.get(third);
    if (across === undefined || this.#at(merged).across.has(third)) return;
    across.cleared += this.#at(merged).nodes.length * this.#at(third).nodes.length;
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
      known.links ||= across.links;
      known.cleared += across.cleared;
      known.forbidden ||= across.forbidden;
    }
  }

  #meanOf({ sum, scored }: Across, pairs: number): number {
    return (sum + (pairs - scored) * this.#unscored) / pairs;
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
