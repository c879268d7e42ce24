import { compareEdges, edgeBetween } from './change.ts';
import type { ContentEdges } from './contentEdges.ts';
import type { Profiles } from './profiles.ts';
import type { Edge } from './types.ts';

/** Profiles connected by edges, and all edges among them. */
export interface Walk {
  readonly profiles: readonly number[];
  /** By `a`, then `b`. */
  readonly edges: readonly Edge[];
}

/**
 * Walks over edges that reach a line.
 *
 * @param start where the walk begins
 */
export const walk = <Content>(
  start: number,
  line: number,
  contentEdges: ContentEdges<Content>,
  profiles: Profiles<Content>,
): Walk => {
  const { graph } = contentEdges;
  const ids = new Map([[start, profiles.idOf(start)]]);
  const found = [start];
  for (const profile of found) {
    for (let half = graph.first(profile); half >= 0; half = graph.next(half)) {
      const to = graph.to(half);
      if (graph.weight(half) < line || ids.has(to)) continue;
      ids.set(to, profiles.idOf(to));
      found.push(to);
    }
  }
  const edges: Edge[] = [];
  for (const [profile, id] of ids) {
    const own = contentEdges.own(profile);
    if (own !== undefined) edges.push({ a: id, b: id, weight: own });
    for (let half = graph.first(profile); half >= 0; half = graph.next(half)) {
      const to = graph.to(half);
      const other = ids.get(to);
      if (to > profile && other !== undefined) edges.push(edgeBetween(id, other, graph.weight(half)));
    }
  }
  return { profiles: found, edges: edges.sort(compareEdges) };
};
