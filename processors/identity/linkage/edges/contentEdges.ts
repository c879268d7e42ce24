import type { Holders } from './blocks.ts';
import { Blocks } from './blocks.ts';
import { Candidates } from './candidates.ts';
import { Change, edgeBetween } from './change.ts';
import { Graph } from './graph.ts';
import { uniqueKeys } from './keys.ts';
import type { Profiles } from './profiles.ts';
import type { EdgeRules, Linkage } from './types.ts';

/**
 * The edges between distinct contents, kept right while contents come, change and go. Every edge knows how many blocks
 * that speak hold both of its ends: when a block falls silent the edges within it lose one support each and go with the
 * last, without asking anybody for keys or weights.
 */
export class ContentEdges<Content> {
  readonly graph = new Graph();
  readonly #linkage: Linkage<Content>;
  readonly #rules: EdgeRules;
  readonly #profiles: Profiles<Content>;
  readonly #blocks = new Blocks();
  readonly #silent = new Set<number>();
  readonly #met = new Candidates();

  constructor(linkage: Linkage<Content>, rules: EdgeRules, profiles: Profiles<Content>) {
    this.#linkage = linkage;
    this.#rules = rules;
    this.#profiles = profiles;
  }

  /** Bytes allocated. */
  get bytes(): number {
    return this.graph.bytes + this.#blocks.bytes + this.#met.bytes;
  }

  /** Keys of the blocks that have fallen silent. */
  get silent(): ReadonlySet<number> {
    return this.#silent;
  }

  /** The profiles that hold a key. */
  holders(key: number): Int32Array {
    const { cells, from, to } = this.#blocks.holders(key);
    return cells.slice(from, to);
  }

  /** The weight of the edge among the records of one profile; undefined when there is none. */
  own(profile: number): number | undefined {
    const { members, speaking } = this.#profiles;
    if ((members[profile] as number) < 2 || speaking[profile] === 0) return undefined;
    const content = this.#profiles.contentOf(profile);
    const weight = this.#linkage.weight(content, content);
    return weight >= this.#rules.reviewLine ? weight : undefined;
  }

  /** Whether a profile has an edge to another, or its records one among them. */
  hasEdges(profile: number): boolean {
    return this.graph.first(profile) >= 0 || this.own(profile) !== undefined;
  }

  /** Enters a new profile into its blocks and finds its edges. */
  add(profile: number, change: Change): void {
    this.#met.clear(this.#profiles.end);
    for (const key of this.#keys(profile)) this.#enter(key, profile, change);
    this.#weigh(profile, change);
  }

  /** Enters a new profile into its blocks; its edges are known and follow by {@link restore}. */
  addWithoutEdges(profile: number): void {
    const { speaking } = this.#profiles;
    const change = new Change();
    for (const key of this.#keys(profile)) {
      const { from, to } = this.#blocks.add(key, profile);
      const count = to - from;
      if (count <= this.#rules.cap) speaking[profile] = (speaking[profile] as number) + 1;
      else if (count === this.#rules.cap + 1) this.#silence(key, profile, change);
    }
  }

  /** Takes a profile out of its blocks, with its edges. */
  remove(profile: number, change: Change): void {
    this.#drop(profile, change);
    for (const key of this.#keys(profile)) this.#exit(key, profile, change);
  }

  /** Gives a profile another content. Blocks in which it stays neither shrink nor grow, so that none speaks for a moment. */
  replace(profile: number, content: Content, contentId: string, change: Change): void {
    this.#drop(profile, change);
    const before = this.#keys(profile);
    const after = uniqueKeys(this.#linkage.keysOf(content));
    const stays = new Set(after);
    // Those that speak again come before those that fall silent: so no edge comes and goes in one change.
    for (const key of before) if (!stays.delete(key)) this.#exit(key, profile, change);
    this.#profiles.replace(profile, content, contentId);
    this.#profiles.speaking[profile] = 0;
    this.#met.clear(this.#profiles.end);
    // What is left in `stays` is new; what was deleted from it is held already.
    for (const key of after) {
      if (stays.has(key)) this.#enter(key, profile, change);
      else if (!this.#silent.has(key)) this.#meet(this.#blocks.holders(key), profile);
    }
    this.#weigh(profile, change);
  }

  /**
   * Enters an edge whose weight is known.
   *
   * @returns whether a block that speaks holds both
   */
  restore(a: number, b: number, weight: number): boolean {
    const theirs = new Set(this.#keys(b));
    const support = this.#keys(a).filter((key) => theirs.has(key) && !this.#silent.has(key)).length;
    if (support > 0) this.graph.add(a, b, weight, support);
    return support > 0;
  }

  #keys(profile: number): readonly number[] {
    return uniqueKeys(this.#linkage.keysOf(this.#profiles.contentOf(profile)));
  }

  #enter(key: number, profile: number, change: Change): void {
    const holders = this.#blocks.add(key, profile);
    const count = holders.to - holders.from;
    if (count <= this.#rules.cap) this.#meet(holders, profile);
    else if (count === this.#rules.cap + 1) this.#silence(key, profile, change);
  }

  #exit(key: number, profile: number, change: Change): void {
    if (this.#blocks.remove(key, profile) === this.#rules.cap && this.#silent.delete(key)) this.#reopen(key, change);
  }

  #meet({ cells, from, to }: Holders, profile: number): void {
    const { speaking } = this.#profiles;
    speaking[profile] = (speaking[profile] as number) + 1;
    if (to - from > 1) this.#met.meet(cells, from, to, profile);
  }

  /** Weighs a profile against all that it met. */
  #weigh(profile: number, change: Change): void {
    const { count, profiles, times } = this.#met;
    const content = this.#profiles.contentOf(profile);
    for (let place = 0; place < count; place++) {
      const other = profiles[place] as number;
      const weight = this.#linkage.weight(content, this.#profiles.contentOf(other));
      if (weight >= this.#rules.reviewLine) this.#come(profile, other, weight, times[place] as number, change);
    }
  }

  #come(a: number, b: number, weight: number, support: number, change: Change): void {
    this.graph.add(a, b, weight, support);
    change.came.push(edgeBetween(this.#profiles.idOf(a), this.#profiles.idOf(b), weight));
  }

  #go(half: number, from: number, change: Change): void {
    const to = this.graph.to(half);
    change.went.push(edgeBetween(this.#profiles.idOf(from), this.#profiles.idOf(to), this.graph.weight(half)));
    this.graph.remove(half);
  }

  #drop(profile: number, change: Change): void {
    for (let half = this.graph.first(profile); half >= 0; half = this.graph.first(profile)) {
      this.#go(half, profile, change);
    }
  }

  /** A block has come to hold one too many: what it alone supported goes. */
  #silence(key: number, newcomer: number, change: Change): void {
    const { graph } = this;
    const { speaking } = this.#profiles;
    this.#silent.add(key);
    const holders = new Set(this.holders(key));
    holders.delete(newcomer);
    for (const profile of holders) {
      const own = speaking[profile] === 1 ? this.own(profile) : undefined;
      speaking[profile] = (speaking[profile] as number) - 1;
      if (own !== undefined) {
        const id = this.#profiles.idOf(profile);
        change.went.push({ a: id, b: id, weight: own });
      }
      for (let half = graph.first(profile); half >= 0;) {
        const next = graph.next(half);
        const to = graph.to(half);
        if (to > profile && holders.has(to) && graph.support(half, -1) === 0) this.#go(half, profile, change);
        half = next;
      }
    }
  }

  /** A block holds few enough again: its pairs have one support more, and those without an edge are weighed. */
  #reopen(key: number, change: Change): void {
    const { graph } = this;
    const { speaking } = this.#profiles;
    const holders = this.holders(key);
    for (const [place, profile] of holders.entries()) {
      speaking[profile] = (speaking[profile] as number) + 1;
      const own = speaking[profile] === 1 ? this.own(profile) : undefined;
      if (own !== undefined) {
        const id = this.#profiles.idOf(profile);
        change.came.push({ a: id, b: id, weight: own });
      }
      const halves = new Map<number, number>();
      for (let half = graph.first(profile); half >= 0; half = graph.next(half)) halves.set(graph.to(half), half);
      const content = this.#profiles.contentOf(profile);
      for (const other of holders.subarray(place + 1)) {
        const half = halves.get(other);
        if (half !== undefined) {
          graph.support(half, 1);
          continue;
        }
        const weight = this.#linkage.weight(content, this.#profiles.contentOf(other));
        if (weight >= this.#rules.reviewLine) this.#come(profile, other, weight, 1, change);
      }
    }
  }
}
