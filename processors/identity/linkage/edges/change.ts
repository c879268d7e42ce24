import type { Edge } from './types.ts';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order of edges: by `a`, then `b`. */
export const compareEdges = (x: Edge, y: Edge): number => compareText(x.a, y.a) || compareText(x.b, y.b);

/** An edge between two contents, named in their order. */
export const edgeBetween = (x: string, y: string, weight: number): Edge =>
  x < y ? { a: x, b: y, weight } : { a: y, b: x, weight };

/** Gathers what one record does to the edges. */
export class Change {
  readonly came: Edge[] = [];
  readonly went: Edge[] = [];
  /** The content that a record left to others who have edges, if it did. */
  left: string | undefined;
}
