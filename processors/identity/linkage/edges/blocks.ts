import { nextLength } from './grow.ts';
import { hashInteger, placeOf } from './hash.ts';
import { Postings } from './postings.ts';

/** How full a part of the table may be, in sixteenths. */
const mostSixteenths = 12;

/** The table is in parts which grow one by one, so that growing neither halts for seconds nor doubles the memory. */
const partBits = 6;

/** A part: an open-addressing table of keys. Head 0 is free, above 0 the block's one member plus one, below 0 a list. */
interface Part {
  keys: Float64Array;
  heads: Int32Array;
  used: number;
}

/**
 * Which profiles hold which blocking key, in 12 bytes a slot and four a posting. Most blocks have one member, which
 * lies in the table itself.
 */
export class Blocks {
  readonly #parts: Part[] = Array.from({ length: 1 << partBits }, () => ({
    keys: new Float64Array(16),
    heads: new Int32Array(16),
    used: 0,
  }));
  readonly #postings = new Postings();
  readonly #single = new Int32Array(1);
  readonly #found: { cells: Int32Array; from: number; to: number } = { cells: this.#single, from: 0, to: 0 };

  /** Bytes allocated. */
  get bytes(): number {
    const parts = this.#parts.reduce((sum, { keys, heads }) => sum + keys.byteLength + heads.byteLength, 0);
    return parts + this.#postings.bytes;
  }

  /**
   * Adds a profile that does not hold the key yet.
   *
   * @returns how many hold it now
   */
  add(key: number, profile: number): number {
    const hash = hashInteger(key);
    const part = this.#parts[hash & ((1 << partBits) - 1)] as Part;
    if ((part.used + 1) * 16 > part.keys.length * mostSixteenths) growPart(part);
    const slot = slotOf(part, key, hash);
    const head = part.heads[slot] as number;
    if (head === 0) {
      part.keys[slot] = key;
      part.heads[slot] = profile + 1;
      part.used++;
      return 1;
    }
    const list = head > 0 ? this.#postings.create(head - 1, profile) : this.#postings.add(-head, profile);
    part.heads[slot] = -list;
    return this.#postings.cells[list] as number;
  }

  /**
   * Removes a profile that holds the key.
   *
   * @returns how many hold it still
   */
  remove(key: number, profile: number): number {
    const hash = hashInteger(key);
    const part = this.#parts[hash & ((1 << partBits) - 1)] as Part;
    const slot = slotOf(part, key, hash);
    const head = part.heads[slot] as number;
    if (head > 0) {
      vacate(part, slot);
      return 0;
    }
    const cells = this.#postings.cells;
    const count = cells[-head] as number;
    if (count > 2) {
      part.heads[slot] = -this.#postings.remove(-head, profile);
      return count - 1;
    }
    const first = cells[1 - head] as number;
    part.heads[slot] = (first === profile ? (cells[2 - head] as number) : first) + 1;
    this.#postings.free(-head);
    return 1;
  }

  /**
   * Where the holders of a key lie: `cells.subarray(from, to)` of the answer; one array is used for every answer and is
   * right until the next call of any method.
   */
  holders(key: number): { readonly cells: Int32Array; readonly from: number; readonly to: number } {
    const head = this.#head(key);
    const found = this.#found;
    if (head < 0) {
      found.cells = this.#postings.cells;
      found.from = 1 - head;
      found.to = found.from + (found.cells[-head] as number);
      return found;
    }
    found.cells = this.#single;
    found.from = 0;
    found.to = Math.sign(head);
    this.#single[0] = head - 1;
    return found;
  }
  #head(key: number): number {
    const hash = hashInteger(key);
    const part = this.#parts[hash & ((1 << partBits) - 1)] as Part;
    return part.heads[slotOf(part, key, hash)] as number;
  }
}

/** The slot of a key, or the free one where it would lie. */
const slotOf = ({ keys, heads }: Part, key: number, hash: number): number => {
  const size = keys.length;
  let slot = placeOf(hash, size);
  while (heads[slot] !== 0 && keys[slot] !== key) slot = slot + 1 === size ? 0 : slot + 1;
  return slot;
};

const growPart = (part: Part): void => {
  const { keys, heads } = part;
  part.keys = new Float64Array(nextLength(keys.length));
  part.heads = new Int32Array(part.keys.length);
  for (let slot = 0; slot < keys.length; slot++) {
    if (heads[slot] === 0) continue;
    const key = keys[slot] as number;
    const free = slotOf(part, key, hashInteger(key));
    part.keys[free] = key;
    part.heads[free] = heads[slot] as number;
  }
};

/** Empties a slot; those that came to lie behind it because it was full move up. */
const vacate = (part: Part, slot: number): void => {
  const { keys, heads } = part;
  const size = keys.length;
  let free = slot;
  for (let next = free + 1 === size ? 0 : free + 1; heads[next] !== 0; next = next + 1 === size ? 0 : next + 1) {
    const home = placeOf(hashInteger(keys[next] as number), size);
    const stays = free < next ? home > free && home <= next : home > free || home <= next;
    if (stays) continue;
    keys[free] = keys[next] as number;
    heads[free] = heads[next] as number;
    free = next;
  }
  heads[free] = 0;
  part.used--;
};
