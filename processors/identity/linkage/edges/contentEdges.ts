import type { Holders } from './blocks.ts';
import { Blocks } from './blocks.ts';
import { Candidates } from './candidates.ts';
import type { Change } from './change.ts';
import { edgeBetween } from './change.ts';
import { Graph } from './graph.ts';
import { uniqueKeys } from './keys.ts';
import type { Profiles } from './profiles.ts';
import type { EdgeRules, Linkage } from './types.ts';

/**
 * The edges between distinct contents, kept right while contents come, change and go. What becomes of them is told to a
 * {@link Change}, where there is one. Every edge knows how many blocks
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
    const weight = this.#weight(profile, profile);
    return weight >= this.#rules.reviewLine ? weight : undefined;
  }

  /** Whether a profile has an edge to another, or its records one among them. */
  hasEdges(profile: number): boolean {
    return this.graph.first(profile) >= 0 || this.own(profile) !== undefined;
  }

  /**
   * Enters a new profile into its blocks and finds its edges.
   *
   * @param content the profile's, where it is at hand
   */
  add(profile: number, change: Change | undefined, content?: Content): void {
    this.#met.clear(this.#profiles.end);
    const keys = content === undefined ? this.#keys(profile) : uniqueKeys(this.#linkage.keysOf(content));
    for (const key of keys) this.#enter(key, profile, change);
    this.#weigh(profile, change);
  }

  /** Takes a profile out of its blocks, with its edges. */
  remove(profile: number, change: Change | undefined): void {
    this.#drop(profile, change);
    for (const key of this.#keys(profile)) this.#exit(key, profile, change);
  }

  /** Takes a profile out that too many records have: it stays without edges until {@link add}. */
  hush(profile: number, change: Change | undefined): void {
    this.remove(profile, change);
    this.#profiles.speaking[profile] = 0;
  }

  /** Gives a profile another content. Blocks in which it stays neither shrink nor grow, so that none speaks for a moment. */
  replace(profile: number, content: Content, contentId: string, change: Change | undefined): void {
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

  #keys(profile: number): readonly number[] {
    return uniqueKeys(this.#linkage.keysOf(this.#profiles.peek(profile)));
  }

  #enter(key: number, profile: number, change: Change | undefined): void {
    const holders = this.#blocks.add(key, profile);
    const count = holders.to - holders.from;
    if (count <= this.#capOf(key)) this.#meet(holders, profile);
    else if (count === this.#capOf(key) + 1) this.#silence(key, profile, change);
  }

  #exit(key: number, profile: number, change: Change | undefined): void {
    if (this.#blocks.remove(key, profile) === this.#capOf(key) && this.#silent.has(key)) this.#reopen(key, change);
  }

  #meet({ cells, from, to }: Holders, profile: number): void {
    const { speaking } = this.#profiles;
    speaking[profile] = (speaking[profile] as number) + 1;
    if (to - from > 1) this.#met.meet(cells, from, to, profile);
  }

  /** Weighs a profile against all that it met. */
  #weigh(profile: number, change: Change | undefined): void {
    const { count, profiles, times } = this.#met;
    for (let place = 0; place < count; place++) {
      const other = profiles[place] as number;
      const weight = this.#weight(profile, other);
      if (weight >= this.#rules.reviewLine) this.#come(profile, other, weight, times[place] as number, change);
    }
  }

  #come(a: number, b: number, weight: number, support: number, change: Change | undefined): void {
    this.graph.add(a, b, weight, support);
    change?.come(edgeBetween(this.#profiles.idOf(a), this.#profiles.idOf(b), weight));
  }

  #go(half: number, from: number, change: Change | undefined): void {
    const to = this.graph.to(half);
    change?.go(edgeBetween(this.#profiles.idOf(from), this.#profiles.idOf(to), this.graph.weight(half)));
    this.graph.remove(half);
  }

  #drop(profile: number, change: Change | undefined): void {
    for (let half = this.graph.first(profile); half >= 0; half = this.graph.first(profile)) {
      this.#go(half, profile, change);
    }
  }

  #capOf(key: number): number {
    return Math.min(this.#rules.cap, this.#linkage.capOf?.(key) ?? this.#rules.cap);
  }

  #weight(a: number, b: number): number {
    const silent = this.#silent.size === 0 ? undefined : this.#silent;
    return this.#linkage.weight(this.#profiles.peek(a), this.#profiles.peek(b), silent);
  }

  /** A block has come to hold one too many: what it alone supported goes, and its value says nothing any more. */
  #silence(key: number, newcomer: number, change: Change | undefined): void {
    const { speaking } = this.#profiles;
    const holders = new Set(this.holders(key));
    holders.delete(newcomer);
    const before = this.#ownsOf(holders);
    this.#silent.add(key);
    const isValue = this.#linkage.isValueKey?.(key) === true;
    for (const profile of holders) {
      speaking[profile] = (speaking[profile] as number) - 1;
      this.#weaken(profile, holders, isValue, change);
    }
    this.#noteOwns(before, change);
  }

  /** Takes one support from the edges of a profile within a block, and weighs those that stay anew if the value counted. */
  #weaken(profile: number, holders: ReadonlySet<number>, isValue: boolean, change: Change | undefined): void {
    const { graph } = this;
    for (let half = graph.first(profile); half >= 0;) {
      const next = graph.next(half);
      const to = graph.to(half);
      if (to > profile && holders.has(to)) {
        if (graph.support(half, -1) === 0) this.#go(half, profile, change);
        else if (isValue) this.#reweigh(half, profile, change);
      }
      half = next;
    }
  }

  /** Gives an edge the weight that it has by now. */
  #reweigh(half: number, from: number, change: Change | undefined): void {
    const to = this.graph.to(half);
    const weight = this.#weight(from, to);
    if (weight === this.graph.weight(half)) return;
    const support = this.graph.support(half, 0);
    this.#go(half, from, change);
    if (weight >= this.#rules.reviewLine) this.#come(from, to, weight, support, change);
  }

  /** The edges that profiles have among their own records, where there are any. */
  #ownsOf(profiles: Iterable<number>): Map<number, number | undefined> {
    return new Map([...profiles].map((profile) => [profile, this.own(profile)]));
  }

  #noteOwns(before: ReadonlyMap<number, number | undefined>, change: Change | undefined): void {
    for (const [profile, was] of before) {
      const now = this.own(profile);
      if (was === now) continue;
      const id = this.#profiles.idOf(profile);
      if (was !== undefined) change?.go({ a: id, b: id, weight: was });
      if (now !== undefined) change?.come({ a: id, b: id, weight: now });
    }
  }

  /** A block holds few enough again: its pairs have one support more, and are weighed where they have no edge. */
  #reopen(key: number, change: Change | undefined): void {
    const { graph } = this;
    const { speaking } = this.#profiles;
    const holders = this.holders(key);
    const before = this.#ownsOf(holders);
    this.#silent.delete(key);
    const isValue = this.#linkage.isValueKey?.(key) === true;
    for (const [place, profile] of holders.entries()) {
      speaking[profile] = (speaking[profile] as number) + 1;
      const halves = new Map<number, number>();
      for (let half = graph.first(profile); half >= 0; half = graph.next(half)) halves.set(graph.to(half), half);
      for (const other of holders.subarray(place + 1)) {
        const half = halves.get(other);
        if (half === undefined) {
          const weight = this.#weight(profile, other);
          if (weight < this.#rules.reviewLine) continue;
          this.#come(profile, other, weight, isValue ? this.#supportOf(profile, other) : 1, change);
          continue;
        }
        graph.support(half, 1);
        if (isValue) this.#reweigh(half, profile, change);
      }
    }
    this.#noteOwns(before, change);
  }

  /** How many blocks that speak hold both. */
  #supportOf(a: number, b: number): number {
    const theirs = new Set(this.#keys(b));
    return this.#keys(a).filter((key) => theirs.has(key) && !this.#silent.has(key)).length;
  }
}
