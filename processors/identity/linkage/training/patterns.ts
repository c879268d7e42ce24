import type { KeyedRule } from '../blocking/rules.ts';
import type { TrainingRecord } from './record.ts';

/** A vector of levels and how many pairs had it. */
export interface Pattern {
  readonly levels: Int8Array;
  count: number;
}

/** More than a level can be, plus null; fifteen such digits are still a whole number. */
const radix = 11;
const mostDigits = 15;

/** Names a vector of levels: a number where it fits, because text is slow to make. */
const nameOf = (levels: Int8Array): number | string => {
  if (levels.length > mostDigits) return String.fromCharCode(...levels.map((level) => level + 1));
  let name = 0;
  for (const level of levels) name = name * radix + level + 1;
  return name;
};

/** Counts vectors of levels: EM needs no more of the pairs than that. */
export class Patterns {
  readonly #byName = new Map<number | string, Pattern>();
  #pairs = 0;

  /**
   * @param fixed comparisons that count as null
   * @returns the pattern of the levels
   */
  add(levels: Int8Array, fixed: readonly number[] = []): Pattern {
    const kept = fixed.length === 0 ? levels : levels.slice();
    for (const field of fixed) kept[field] = -1;
    const name = nameOf(kept);
    const known = this.#byName.get(name);
    this.#pairs += 1;
    if (known !== undefined) {
      known.count += 1;
      return known;
    }
    const made = { levels: kept.slice(), count: 1 };
    this.#byName.set(name, made);
    return made;
  }

  get pairs(): number {
    return this.#pairs;
  }

  /** In an order that does not depend on the order of the pairs. */
  all(): readonly Pattern[] {
    return [...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pattern]) => pattern);
  }
}

/** Members of the blocks of one rule that hold at least one of the seeds. */
export type Blocks = ReadonlyMap<number, readonly number[]>;

/**
 * The blocks in which seeds are.
 *
 * @param seeds indices of records, ascending
 */
export const blocksOf = (records: readonly TrainingRecord[], seeds: Int32Array, rule: KeyedRule): Blocks => {
  const blocks = new Map<number, number[]>();
  for (const seed of seeds) {
    for (const key of rule.keysOf((records[seed] as TrainingRecord).content)) if (!blocks.has(key)) blocks.set(key, []);
  }
  records.forEach(({ content }, index) => {
    for (const key of rule.keysOf(content)) blocks.get(key)?.push(index);
  });
  return blocks;
};

/**
 * Calls for every pair of a seed and another member of one of its blocks, each unordered pair once a block.
 *
 * @param options.cap blocks with more members are passed over
 * @param options.most stops after so many pairs
 */
export const eachPair = (
  blocks: Blocks,
  seeds: Int32Array,
  options: { readonly cap: number; readonly most: number },
  use: (a: number, b: number) => void,
): void => {
  const isSeed = new Set(seeds);
  let pairs = 0;
  for (const members of blocks.values()) {
    if (members.length < 2 || members.length > options.cap) continue;
    if (pairs >= options.most) return;
    for (let x = 0; x < members.length; x += 1) {
      for (let y = x + 1; y < members.length; y += 1) {
        const [a, b] = [members[x] as number, members[y] as number];
        if (!isSeed.has(a) && !isSeed.has(b)) continue;
        use(a, b);
        pairs += 1;
      }
    }
  }
};
