import type { Edge } from './types.ts';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order of edges: by `a`, then `b`. */
export const compareEdges = (x: Edge, y: Edge): number => compareText(x.a, y.a) || compareText(x.b, y.b);

/** An edge between two contents, named in their order. */
export const edgeBetween = (x: string, y: string, weight: number): Edge =>
  x < y ? { a: x, b: y, weight } : { a: y, b: x, weight };

interface Pair {
  /** The edge before the record; undefined when there was none. */
  readonly before: Edge | undefined;
  after: Edge | undefined;
}

/** Gathers what one record does to the edges: what came and went again on the way shows nowhere. */
export class Change {
  readonly #pairs = new Map<string, Pair>();
  /** The content that a record left to others who have edges, if it did. */
  left: string | undefined;

  come(edge: Edge): void {
    const known = this.#pairs.get(nameOf(edge));
    if (known === undefined) this.#pairs.set(nameOf(edge), { before: undefined, after: edge });
    else known.after = edge;
  }

  go(edge: Edge): void {
    const known = this.#pairs.get(nameOf(edge));
    if (known === undefined) this.#pairs.set(nameOf(edge), { before: edge, after: undefined });
    else known.after = undefined;
  }

  /** Edges that are there by now and were not, or with another weight; in order. */
  came(): Edge[] {
    return this.#sides(({ before, after }) => [after, before]);
  }

  /** Edges that were there and are no more, or with another weight; in order. */
  went(): Edge[] {
    return this.#sides(({ before, after }) => [before, after]);
  }

  #sides(of: (pair: Pair) => readonly [one: Edge | undefined, other: Edge | undefined]): Edge[] {
    const found: Edge[] = [];
    for (const pair of this.#pairs.values()) {
      const [one, other] = of(pair);
      if (one !== undefined && one.weight !== other?.weight) found.push(one);
    }
    return found.sort(compareEdges);
  }
}

const nameOf = ({ a, b }: Edge): string => `${a}\t${b}`;
