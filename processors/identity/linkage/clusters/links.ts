/** Pairs of nodes by weight. */
export class Links {
  readonly #size: number;
  // Each pair as one number: sorting numbers costs a tenth of sorting by a function.
  readonly #ofWeight = new Map<number, number[]>();

  /** @param size how many nodes there are */
  constructor(size: number) {
    this.#size = size;
  }

  add(x: number, y: number, weight: number): void {
    const pair = Math.min(x, y) * this.#size + Math.max(x, y);
    const known = this.#ofWeight.get(weight);
    if (known === undefined) this.#ofWeight.set(weight, [pair]);
    else known.push(pair);
  }

  /** The smaller node first in each pair; pairs by weight, then by the smaller and by the larger node. */
  strongestFirst(): [number, number][] {
    const found: [number, number][] = [];
    for (const [, pairs] of [...this.#ofWeight].sort(([x], [y]) => y - x)) {
      for (const pair of Float64Array.from(pairs).sort())
        found.push([Math.floor(pair / this.#size), pair % this.#size]);
    }
    return found;
  }
}
