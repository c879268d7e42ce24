import { grown, nextLength } from './grow.ts';

/**
 * Undirected weighted edges between dense numbers, each as two halves that lie beside each other; the number of a
 * removed edge is given to the next. 32 bytes an edge, 4 a node.
 */
export class Graph {
  /** Of a node, its first half plus one; 0: none. */
  #first = new Int32Array(64);
  /** Of a half: the node to which it leads, and its neighbours in the list of the node where it begins (plus one). */
  #to = new Int32Array(128);
  #next = new Int32Array(128);
  #previous = new Int32Array(128);
  /** Of an edge. */
  #weight = new Int32Array(64);
  #support = new Int32Array(64);
  #end = 0;
  /** The first free edge plus one; each tells the next in `#weight`. */
  #free = 0;

  /** Bytes allocated. */
  get bytes(): number {
    return this.#first.byteLength + this.#to.byteLength * 3 + this.#weight.byteLength * 2;
  }

  /** The first half of a node, or −1. */
  first(node: number): number {
    return node < this.#first.length ? (this.#first[node] as number) - 1 : -1;
  }

  /** The half after another in its node's list, or −1. */
  next(half: number): number {
    return (this.#next[half] as number) - 1;
  }

  /** The node to which a half leads. */
  to(half: number): number {
    return this.#to[half] as number;
  }

  weight(half: number): number {
    return this.#weight[half >> 1] as number;
  }

  /** Adds to the number of blocks that support the edge of a half, and tells it. */
  support(half: number, more: number): number {
    const support = (this.#support[half >> 1] as number) + more;
    this.#support[half >> 1] = support;
    return support;
  }

  /** Adds an edge between two nodes that have none. */
  add(a: number, b: number, weight: number, support: number): void {
    let edge = this.#free - 1;
    if (edge >= 0) this.#free = this.#weight[edge] as number;
    else {
      edge = this.#end++;
      if (edge >= this.#weight.length) this.#growEdges(nextLength(edge));
    }
    const highest = Math.max(a, b);
    if (highest >= this.#first.length) this.#first = grown(this.#first, nextLength(highest));
    this.#weight[edge] = weight;
    this.#support[edge] = support;
    this.#attach(edge * 2, a, b);
    this.#attach(edge * 2 + 1, b, a);
  }

  /** Removes the edge of a half. Other halves keep their numbers. */
  remove(half: number): void {
    const edge = half >> 1;
    this.#detach(edge * 2, this.to(edge * 2 + 1));
    this.#detach(edge * 2 + 1, this.to(edge * 2));
    this.#weight[edge] = this.#free;
    this.#free = edge + 1;
  }

  #attach(half: number, from: number, to: number): void {
    const first = this.#first[from] as number;
    this.#to[half] = to;
    this.#next[half] = first;
    this.#previous[half] = 0;
    if (first !== 0) this.#previous[first - 1] = half + 1;
    this.#first[from] = half + 1;
  }

  #detach(half: number, from: number): void {
    const next = this.#next[half] as number;
    const previous = this.#previous[half] as number;
    if (previous === 0) this.#first[from] = next;
    else this.#next[previous - 1] = next;
    if (next !== 0) this.#previous[next - 1] = previous;
  }

  #growEdges(length: number): void {
    this.#weight = grown(this.#weight, length);
    this.#support = grown(this.#support, length);
    this.#to = grown(this.#to, length * 2);
    this.#next = grown(this.#next, length * 2);
    this.#previous = grown(this.#previous, length * 2);
  }
}
