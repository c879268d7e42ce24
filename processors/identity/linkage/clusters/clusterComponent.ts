import type { Edge, Member } from '../edges/index.ts';
import { agglomerate } from './agglomerate.ts';
import { Apart } from './apart.ts';
import { nodesOf } from './nodes.ts';
import { reviewOf } from './review.ts';
import type { Clustering, ClusterRules } from './types.ts';

/**
 * Clusters of a connected component as a pure function of its members, its edges and the rules, never of what came
 * first: guarded greedy agglomeration. Plain connected components would merge strangers through chains of weak edges;
 * here two clusters become one only if they are alike on the whole, and only if neither fits a third that is somebody else
 * about as well: one record that matches two people never takes the first.
 *
 * Records with one content that its own edge links are one to begin with, and count once in every mean. Pairs without an
 * edge are scored where at most 64 are connected by edges that link, and count −4 bits otherwise. Edges under the link
 * line count in the means and give review pairs, but link nothing: the clusters are the same whether the component was
 * cut at the review line or at the link line.
 *
 * @param members of the component, in any order; a component that a must-link joins to another comes with it
 * @param edges between them, each once, in any order
 */
export const clusterComponent = <Content>(
  members: readonly Member<Content>[],
  edges: readonly Edge[],
  rules: ClusterRules<Content>,
): Clustering => {
  const [only] = members;
  if (only !== undefined && members.length === 1 && only.ids.length === 1) {
    return { clusters: [only.ids], review: [], refused: [] };
  }
  const apart = new Apart(rules.cannotLink, rules.sides);
  const nodes = nodesOf(members, edges, apart, rules);
  const agglomeration = agglomerate(nodes, edges, apart, rules);
  const { clusters, refused } = agglomeration;
  const found = new Map<number, string[]>();
  nodes.all.forEach(({ ids }, index) => {
    const cluster = clusters.find(index);
    const known = found.get(cluster);
    if (known === undefined) found.set(cluster, [...ids]);
    else for (const id of ids) known.push(id);
  });
  const sorted = [...found.values()].map((ids) => ids.sort());
  sorted.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return { clusters: sorted, review: reviewOf(nodes, edges, agglomeration, rules), refused };
};
