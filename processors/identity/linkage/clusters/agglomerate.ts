import type { Edge } from '../edges/index.ts';
import type { Apart } from './apart.ts';
import { sharedSets } from './apart.ts';
import { GrowingClusters } from './growing.ts';
import { Links } from './links.ts';
import type { Node, Nodes } from './nodes.ts';
import { Rivals } from './rivals.ts';
import type { ClusterRules } from './types.ts';

/** Up to this many nodes connected by edges that link, every pair is scored. */
const mostScored = 64;

/** What a pair without an edge counts in a mean where it is not scored, in 1/256 bit: −4 bits. */
export const unscored = -4 * 256;

/** By how much a choice between two has to be the better one where the rules say nothing: 3 bits, 8 to 1. */
const usualMargin = 3 * 256;

/**
 * Scores the pairs of nodes that have an edge, without nodes that only a person links and that nobody linked.
 *
 * @returns the pairs that may link by themselves
 */
const scoreEdges = <Content>(
  nodes: Nodes<Content>,
  edges: readonly Edge[],
  clusters: GrowingClusters<Content>,
  named: ReadonlySet<number>,
  linkLine: number,
): Links => {
  const links = new Links(nodes.all.length);
  const isLoose = (node: number) => nodes.all[node]?.loose === true;
  const taken = (contentId: string): readonly number[] => {
    const all = nodes.ofContent.get(contentId) ?? [];
    return isLoose(all[0] ?? -1) ? all.filter((node) => named.has(node)) : all;
  };
  for (const { a, b, weight } of edges) {
    const ends = taken(b);
    for (const x of taken(a)) {
      for (const y of ends) {
        if (a === b && x >= y) continue;
        const isLink = weight >= linkLine && !isLoose(x) && !isLoose(y);
        clusters.score(x, y, weight, isLink);
        if (isLink) links.add(x, y, weight);
      }
    }
  }
  return links;
};

/** Nodes connected by pairs, each set with at least two. */
const connected = (size: number, pairs: Iterable<readonly [number, number]>): number[][] => {
  const sets = new Map<number, number[]>();
  const of = Int32Array.from({ length: size }, (_, index) => index);
  for (const [x, y] of pairs) {
    const left = of[x] as number;
    const right = of[y] as number;
    if (left === right) continue;
    const a = sets.get(left) ?? [left];
    const b = sets.get(right) ?? [right];
    const [into, few, many] = a.length < b.length ? [right, a, b] : [left, b, a];
    for (const node of few) {
      of[node] = into;
      many.push(node);
    }
    sets.delete(left);
    sets.delete(right);
    sets.set(into, many);
  }
  return [...sets.values()];
};

const namedPairs = <Content>(nodes: readonly Node<Content>[], mustLink: ClusterRules<Content>['mustLink']) => {
  const wanted = [...(mustLink ?? [])].map(([a, b]): [string, string] => (a < b ? [a, b] : [b, a]));
  if (wanted.length === 0) return [];
  const nodeOf = new Map(nodes.flatMap(({ ids }, index) => ids.map((id) => [id, index] as const)));
  const found = new Map<string, { ids: readonly [string, string]; x: number; y: number }>();
  for (const ids of wanted.sort(([a, b], [c, d]) => (a < c || (a === c && b < d) ? -1 : 1))) {
    const x = nodeOf.get(ids[0]);
    const y = nodeOf.get(ids[1]);
    if (x !== undefined && y !== undefined) found.set(ids.join('\t'), { ids, x, y });
  }
  return [...found.values()];
};

/** What the agglomeration leaves. */
export interface Agglomeration<Content> {
  readonly clusters: GrowingClusters<Content>;
  /** Must-links that were not followed. */
  readonly refused: readonly (readonly [string, string])[];
  /** Whether two clusters were left two because one of them could as well be one with a third ({@link Rivals}). */
  readonly isUndecided: (x: number, y: number) => boolean;
}

/**
 * Greedy agglomeration from the strongest edge (average linkage as a guard). Must-links first, in the order of their
 * ids; then every edge that reaches the link line once, strongest first: its two clusters become one if the mean weight
 * over all pairs across them reaches the guard, neither a cannot-link nor a conflict stands between them, and there is no
 * rival ({@link Rivals}). Edges that only a rival held back are looked at again, in the same order, until nothing
 * changes: the rival may have become one with somebody else meanwhile.
 *
 * @param edges of the component
 */
export const agglomerate = <Content>(
  nodes: Nodes<Content>,
  edges: readonly Edge[],
  apart: Apart,
  rules: ClusterRules<Content>,
): Agglomeration<Content> => {
  const verdicts = namedPairs(nodes.all, rules.mustLink);
  const clusters = new GrowingClusters(nodes.all, rules.conflict, unscored);
  const named = new Set(verdicts.flatMap(({ x, y }) => [x, y]));
  const links = scoreEdges(nodes, edges, clusters, named, rules.linkLine).strongestFirst();
  if (rules.weight !== undefined) {
    const all = [...verdicts.map(({ x, y }): [number, number] => [x, y]), ...links];
    for (const set of connected(nodes.all.length, all)) scoreAll(set, nodes.all, clusters, rules.weight);
  }
  const refused: (readonly [string, string])[] = [];
  const judged = new Set(verdicts.map(({ ids }) => joined(...ids)));
  const following = { nodes: nodes.all, clusters, apart, judged };
  for (const { ids, x, y } of verdicts) if (!follow(x, y, following)) refused.push(ids);
  return { clusters, refused, isUndecided: followLinks(links, clusters, rules) };
};

/** @returns whether two clusters are two because of a rival alone */
const followLinks = <Content>(
  links: readonly (readonly [number, number])[],
  clusters: GrowingClusters<Content>,
  { guard, margin = usualMargin }: ClusterRules<Content>,
): ((x: number, y: number) => boolean) => {
  const rivals = new Rivals(clusters, { guard, margin });
  let open = links;
  for (let changed = true; changed;) {
    changed = false;
    const heldBack: (readonly [number, number])[] = [];
    for (const link of open) {
      const x = clusters.find(link[0]);
      const y = clusters.find(link[1]);
      if (x === y || clusters.mean(x, y) < guard || clusters.forbidden(x, y)) continue;
      if (rivals.merge(x, y)) changed = true;
      else heldBack.push(link);
    }
    open = heldBack;
  }
  const undecided = new Map<number, Set<number>>();
  for (const [a, b] of open) {
    const [x, y] = [clusters.find(a), clusters.find(b)];
    for (const [one, other] of [
      [x, y],
      [y, x],
    ] as const) {
      const known = undecided.get(one);
      if (known === undefined) undecided.set(one, new Set([other]));
      else known.add(other);
    }
  }
  return (x, y) => undecided.get(x)?.has(y) === true;
};

const scoreAll = <Content>(
  set: readonly number[],
  nodes: readonly Node<Content>[],
  clusters: GrowingClusters<Content>,
  weight: (a: Content, b: Content) => number,
): void => {
  if (set.length > mostScored) return;
  for (const [index, x] of set.entries()) {
    for (const y of set.slice(index + 1)) {
      if (clusters.isScored(x, y)) continue;
      const weighed = weight((nodes[x] as Node<Content>).content, (nodes[y] as Node<Content>).content);
      clusters.score(x, y, weighed, false);
    }
  }
};

/** What following must-links takes. */
interface Verdicts<Content> {
  readonly nodes: readonly Node<Content>[];
  readonly clusters: GrowingClusters<Content>;
  readonly apart: Apart;
  /** The pairs that a person linked, their ids joined. */
  readonly judged: ReadonlySet<string>;
}

const joined = (a: string, b: string): string => (a < b ? `${a}\t${b}` : `${b}\t${a}`);

/** Whether a person linked everybody of a set in the one cluster with everybody of it in the other. */
const isJudged = <Content>(set: number, x: number, y: number, of: Verdicts<Content>): boolean => {
  const inSet = (cluster: number): string[] =>
    of.clusters
      .nodesOf(cluster)
      .flatMap((node) => (of.nodes[node] as Node<Content>).ids.filter((id) => of.apart.of(id).has(set)));
  const theirs = inSet(y);
  return inSet(x).every((a) => theirs.every((b) => of.judged.has(joined(a, b))));
};

/** Merges what a must-link names, unless a set keeps two of their clusters apart whom no must-link names. */
const follow = <Content>(nodeOfA: number, nodeOfB: number, of: Verdicts<Content>): boolean => {
  const { clusters } = of;
  const x = clusters.find(nodeOfA);
  const y = clusters.find(nodeOfB);
  if (x === y) return true;
  const shared = sharedSets(clusters.setsOf(x), clusters.setsOf(y));
  if (shared?.every((set) => isJudged(set, x, y, of)) !== true) return false;
  clusters.merge(x, y);
  return true;
};
