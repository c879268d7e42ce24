import type { Edge } from '../edges/index.ts';
import { mayMeet } from './apart.ts';
import type { Agglomeration } from './agglomerate.ts';
import type { GrowingClusters } from './growing.ts';
import type { Node, Nodes } from './nodes.ts';
import { mostPeople } from './nodes.ts';
import type { ClusterRules, ReviewPair, ReviewReason } from './types.ts';

/** One end of an edge: a cluster, or a loose record that stands for all of its content. */
interface End {
  /** Names what is asked about once: a cluster, or a content with loose records. */
  readonly side: string;
  readonly cluster: number;
  readonly id: string;
  readonly loose: boolean;
}

interface Question {
  readonly edge: Edge;
  readonly ends: readonly [End, End];
  edges: number;
}

const endsOf = <Content>(contentId: string, nodes: Nodes<Content>, clusters: GrowingClusters<Content>): End[] => {
  const ends = new Map<number, End>();
  for (const index of nodes.ofContent.get(contentId) ?? []) {
    const node = nodes.all[index] as Node<Content>;
    const cluster = clusters.find(index);
    const loose = node.loose && clusters.nodesOf(cluster).length === 1;
    const side = loose ? `content ${contentId}` : `cluster ${String(cluster)}`;
    if (!ends.has(cluster)) ends.set(cluster, { side, cluster, id: node.ids[0] ?? '', loose });
    if (ends.size === mostPeople) break;
  }
  return [...ends.values()];
};

const isStronger = (a: Edge, b: Edge): boolean =>
  a.weight > b.weight || (a.weight === b.weight && (a.a < b.a || (a.a === b.a && a.b < b.b)));

const reasonOf = <Content>(
  { edge, ends: [x, y] }: Question,
  { clusters, isUndecided }: Agglomeration<Content>,
  rules: ClusterRules<Content>,
): ReviewReason => {
  if (isUndecided(x.cluster, y.cluster)) return 'ambiguous';
  if (clusters.forbidden(x.cluster, y.cluster)) return 'conflict';
  if (edge.a === edge.b) return 'indistinguishable';
  if (edge.weight < rules.linkLine) return 'band';
  return x.loose || y.loose ? 'indistinguishable' : 'guard';
};

/**
 * What a person may be asked after the agglomeration: pairs of clusters with an edge between them that no cannot-link
 * keeps apart, each pair once. Of loose records of one content, which may be thousands, the first few are looked at and
 * one is asked about.
 *
 * @param edges of the component
 * @returns strongest first
 */
export const reviewOf = <Content>(
  nodes: Nodes<Content>,
  edges: readonly Edge[],
  agglomeration: Agglomeration<Content>,
  rules: ClusterRules<Content>,
): ReviewPair[] => {
  const { clusters } = agglomeration;
  const questions = new Map<string, Question>();
  const ask = (edge: Edge, x: End, y: End) => {
    const name = [x.side, y.side].sort().join('\t');
    const known = questions.get(name);
    const edgesBetween = (known?.edges ?? 0) + 1;
    if (known === undefined || isStronger(edge, known.edge))
      questions.set(name, { edge, ends: [x, y], edges: edgesBetween });
    else known.edges = edgesBetween;
  };
  /** The cluster of a content that is one node. */
  const only = (contentId: string): number | undefined => {
    const found = nodes.ofContent.get(contentId);
    return found?.length === 1 ? clusters.find(found[0] as number) : undefined;
  };
  for (const edge of edges) {
    const cluster = only(edge.a);
    if (cluster !== undefined && cluster === only(edge.b)) continue;
    const asked = new Set<string>();
    const theirs = endsOf(edge.b, nodes, clusters);
    for (const x of endsOf(edge.a, nodes, clusters)) {
      for (const y of theirs) {
        const name = `${x.side}\t${y.side}`;
        if (x.cluster === y.cluster || (edge.a === edge.b && x.id >= y.id) || asked.has(name)) continue;
        if (!mayMeet(clusters.setsOf(x.cluster), clusters.setsOf(y.cluster))) continue;
        asked.add(name);
        ask(edge, x, y);
      }
    }
  }
  return [...questions.values()]
    .map((question) => ({
      a: question.ends[0].id,
      b: question.ends[1].id,
      edge: question.edge,
      edges: question.edges,
      reason: reasonOf(question, agglomeration, rules),
    }))
    .sort((x, y) => {
      if (isStronger(x.edge, y.edge)) return -1;
      if (isStronger(y.edge, x.edge)) return 1;
      // One edge may lead to several clusters, from one record.
      return x.a < y.a || (x.a === y.a && x.b < y.b) ? -1 : 1;
    });
};
