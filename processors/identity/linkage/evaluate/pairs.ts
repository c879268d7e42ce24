import type { Linkage } from '../edges/index.ts';

/** An edge between two of the contents given, by index. */
export interface IndexedEdge {
  readonly a: number;
  readonly b: number;
  /** 1/256 bit. */
  readonly weight: number;
}

/** What comparing a fixed set of contents came to. */
export interface ComparedPairs {
  /** Includes an edge of a content with itself where several records have it. */
  readonly edges: readonly IndexedEdge[];
  /** Pairs of distinct contents that were weighed. */
  readonly pairs: number;
  /** Keys of the blocks that hold too many. */
  readonly silent: ReadonlySet<number>;
}

export interface PairOptions {
  readonly cap: number;
  /** 1/256 bit. */
  readonly reviewLine: number;
  /** How many records have each content. */
  readonly records: Int32Array;
  /** How many may before a content falls silent. */
  readonly mostRecords: number;
  /** Told of every pair that is weighed. */
  readonly onPair?: (a: number, b: number) => void;
  /** Told how many contents are done. */
  readonly onProgress?: (done: number) => void;
}

/** Contents by blocking key, in three flat arrays: no object for a key, so that a million records fit. */
interface Blocks {
  /** The blocks of content i lie from starts[i] to starts[i + 1]. */
  readonly starts: Int32Array;
  readonly blockOf: Int32Array;
  /** The members of block b lie from offsets[b] to offsets[b + 1]. */
  readonly offsets: Int32Array;
  readonly members: Int32Array;
  readonly table: KeyTable;
}

/** Numbers keys in the order in which they come: open addressing, doubled when it is six tenths full. */
class KeyTable {
  #keys = new Float64Array(1 << 12).fill(-1);
  #numbers = new Int32Array(1 << 12);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Every key with its number. */
  *entries(): Generator<readonly [key: number, number: number]> {
    for (const [slot, key] of this.#keys.entries()) if (key !== -1) yield [key, this.#numbers[slot] as number];
  }

  numberOf(key: number): number {
    if (this.#size * 10 >= this.#keys.length * 6) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#keys[slot] !== key) {
      this.#keys[slot] = key;
      this.#numbers[slot] = this.#size;
      this.#size += 1;
    }
    return this.#numbers[slot] as number;
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 4294967296) | 0, 0x85ebca6b)) & mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers];
    this.#keys = new Float64Array(keys.length * 2).fill(-1);
    this.#numbers = new Int32Array(keys.length * 2);
    keys.forEach((key, at) => {
      if (key === -1) return;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#numbers[slot] = numbers[at] as number;
    });
  }
}

const buildBlocks = <Content>(
  contents: readonly Content[],
  keysOf: (content: Content, index: number) => readonly number[],
): Blocks => {
  const table = new KeyTable();
  const starts = new Int32Array(contents.length + 1);
  let blockOf = new Int32Array(contents.length * 8 + 8);
  let filled = 0;
  contents.forEach((content, index) => {
    const keys = new Set(keysOf(content, index));
    if (filled + keys.size > blockOf.length) {
      const larger = new Int32Array((filled + keys.size) * 2);
      larger.set(blockOf);
      blockOf = larger;
    }
    for (const key of keys) {
      blockOf[filled] = table.numberOf(key);
      filled += 1;
    }
    starts[index + 1] = filled;
  });
  const offsets = new Int32Array(table.size + 1);
  for (let at = 0; at < filled; at += 1) {
    const next = (blockOf[at] as number) + 1;
    offsets[next] = (offsets[next] as number) + 1;
  }
  for (let block = 0; block < table.size; block += 1) {
    offsets[block + 1] = (offsets[block + 1] as number) + (offsets[block] as number);
  }
  const free = offsets.slice();
  const members = new Int32Array(filled);
  for (let content = 0; content < contents.length; content += 1) {
    for (let at = starts[content] as number; at < (starts[content + 1] as number); at += 1) {
      const block = blockOf[at] as number;
      members[free[block] as number] = content;
      free[block] = (free[block] as number) + 1;
    }
  }
  return { starts, blockOf, offsets, members, table };
};

/** Keys of the blocks that hold more than they may, and the numbers of these. */
const silentOf = <Content>(
  { offsets, table }: Blocks,
  cap: number,
  capOf: Linkage<Content>['capOf'],
): { readonly keys: Set<number>; readonly blocks: Set<number> } => {
  const keys = new Set<number>();
  const blocks = new Set<number>();
  for (const [key, block] of table.entries()) {
    const size = (offsets[block + 1] as number) - (offsets[block] as number);
    if (size <= Math.min(cap, capOf?.(key) ?? cap)) continue;
    keys.add(key);
    blocks.add(block);
  }
  return { keys, blocks };
};

/**
 * The edges of a fixed set of distinct contents: the same set as the edge index gives for the same records, computed at
 * once and in little memory.
 */
export const comparePairs = <Content>(
  contents: readonly Content[],
  linkage: Pick<Linkage<Content>, 'keysOf' | 'weight' | 'capOf'>,
  { cap, reviewLine, records, mostRecords, onPair, onProgress }: PairOptions,
): ComparedPairs => {
  const blocks = buildBlocks(contents, (content, index) =>
    (records[index] as number) > mostRecords ? [] : linkage.keysOf(content),
  );
  const { starts, blockOf, offsets, members } = blocks;
  const silent = silentOf(blocks, cap, linkage.capOf);
  const edges: IndexedEdge[] = [];
  const seenFrom = new Int32Array(contents.length).fill(-1);
  let pairs = 0;
  const weigh = (a: number, b: number): void => {
    const weight = linkage.weight(contents[a] as Content, contents[b] as Content, silent.keys);
    if (weight >= reviewLine) edges.push({ a, b, weight });
  };
  /** Members are in ascending order: whoever comes after has the pair already. */
  const weighBlock = (a: number, from: number, to: number): void => {
    for (let member = from; member < to && (members[member] as number) < a; member += 1) {
      const b = members[member] as number;
      if (seenFrom[b] === a) continue;
      seenFrom[b] = a;
      pairs += 1;
      onPair?.(b, a);
      weigh(b, a);
    }
  };
  for (let a = 0; a < contents.length; a += 1) {
    let speaks = false;
    for (let at = starts[a] as number; at < (starts[a + 1] as number); at += 1) {
      const block = blockOf[at] as number;
      const [from, to] = [offsets[block] as number, offsets[block + 1] as number];
      if (silent.blocks.has(block)) continue;
      speaks = true;
      weighBlock(a, from, to);
    }
    if (speaks && (records[a] as number) > 1) weigh(a, a);
    if (a % 4096 === 0) onProgress?.(a);
  }
  return { edges, pairs, silent: silent.keys };
};
