import { nextLength } from './grow.ts';
import { placeOf, spread } from './hash.ts';
import { Postings } from './postings.ts';

/** How full a part of the table may be, in sixteenths. */
const mostSixteenths = 12;

/** The table is in parts which grow one by one, so that growing neither halts for seconds nor doubles the memory. */
const partBits = 6;

/**
 * A part: an open-addressing table. A slot is three cells that lie together, so that a look costs one walk to memory:
 * the low and the high bits of the key, and the head. Head 0 is free, above 0 the block's one member plus one, below 0 a
 * list.
 */
interface Part {
  cells: Int32Array;
  /** How many slots there are. */
  size: number;
  used: number;
}

/** Where the profiles that hold a key lie. */
export interface Holders {
  /** They are `cells[from]` up to, not including, `cells[to]`. */
  readonly cells: Int32Array;
  readonly from: number;
  readonly to: number;
}

const cellsOfSlot = 3;

const highBits = (key: number): number => Math.floor(key / 4_294_967_296) | 0;

const hashOf = (low: number, high: number): number => spread(high ^ spread(low));

/**
 * Which profiles hold which blocking key, in 12 bytes a slot and four a posting. Most blocks have one member, which
 * lies in the table itself.
 */
export class Blocks {
  readonly #parts: Part[] = Array.from({ length: 1 << partBits }, () => emptyPart(16));
  readonly #postings = new Postings();
  readonly #single = new Int32Array(1);
  readonly #found = { cells: this.#single as Int32Array, from: 0, to: 0 };

  /** Bytes allocated. */
  get bytes(): number {
    return this.#parts.reduce((sum, { cells }) => sum + cells.byteLength, this.#postings.bytes);
  }

  /**
   * Adds a profile that does not hold the key yet.
   *
   * @returns who holds it now; one object is used for every answer, and right until the next call of any method
   */
  add(key: number, profile: number): Holders {
    const low = key | 0;
    const high = highBits(key);
    const hash = hashOf(low, high);
    const part = this.#partOf(hash);
    if ((part.used + 1) * 16 > part.size * mostSixteenths) growPart(part);
    const cell = cellOf(part, low, high, hash);
    const head = part.cells[cell + 2] as number;
    if (head === 0) {
      part.cells[cell] = low;
      part.cells[cell + 1] = high;
      part.used++;
      return this.#holders((part.cells[cell + 2] = profile + 1));
    }
    const list = head > 0 ? this.#postings.create(head - 1, profile) : this.#postings.add(-head, profile);
    return this.#holders((part.cells[cell + 2] = -list));
  }

  /**
   * Removes a profile that holds the key.
   *
   * @returns how many hold it still
   */
  remove(key: number, profile: number): number {
    const low = key | 0;
    const high = highBits(key);
    const hash = hashOf(low, high);
    const part = this.#partOf(hash);
    const cell = cellOf(part, low, high, hash);
    const head = part.cells[cell + 2] as number;
    if (head > 0) {
      vacate(part, cell);
      return 0;
    }
    const cells = this.#postings.cells;
    const count = cells[-head] as number;
    if (count > 2) {
      part.cells[cell + 2] = -this.#postings.remove(-head, profile);
      return count - 1;
    }
    const first = cells[1 - head] as number;
    part.cells[cell + 2] = (first === profile ? (cells[2 - head] as number) : first) + 1;
    this.#postings.free(-head);
    return 1;
  }

  /** Who holds the key; one object is used for every answer, and right until the next call of any method. */
  holders(key: number): Holders {
    const low = key | 0;
    const high = highBits(key);
    const hash = hashOf(low, high);
    const part = this.#partOf(hash);
    return this.#holders(part.cells[cellOf(part, low, high, hash) + 2] as number);
  }

  #partOf(hash: number): Part {
    return this.#parts[hash & ((1 << partBits) - 1)] as Part;
  }

  #holders(head: number): Holders {
    const found = this.#found;
    if (head < 0) {
      found.cells = this.#postings.cells;
      found.from = 1 - head;
      found.to = found.from + (found.cells[-head] as number);
      return found;
    }
    this.#single[0] = head - 1;
    found.cells = this.#single;
    found.from = 0;
    found.to = head === 0 ? 0 : 1;
    return found;
  }
}

const emptyPart = (size: number): Part => ({ cells: new Int32Array(size * cellsOfSlot), size, used: 0 });

/** The first cell of a key's slot, or of the free one where it would lie. */
const cellOf = ({ cells, size }: Part, low: number, high: number, hash: number): number => {
  const end = size * cellsOfSlot;
  let cell = placeOf(hash, size) * cellsOfSlot;
  while (cells[cell + 2] !== 0 && (cells[cell] !== low || cells[cell + 1] !== high)) {
    cell += cellsOfSlot;
    if (cell === end) cell = 0;
  }
  return cell;
};

const growPart = (part: Part): void => {
  const { cells } = part;
  part.size = nextLength(part.size);
  part.cells = new Int32Array(part.size * cellsOfSlot);
  for (let cell = 0; cell < cells.length; cell += cellsOfSlot) {
    const head = cells[cell + 2] as number;
    if (head === 0) continue;
    const low = cells[cell] as number;
    const high = cells[cell + 1] as number;
    const free = cellOf(part, low, high, hashOf(low, high));
    part.cells[free] = low;
    part.cells[free + 1] = high;
    part.cells[free + 2] = head;
  }
};

/** Empties a slot; those that came to lie behind it because it was full move up. */
const vacate = (part: Part, cell: number): void => {
  const { cells, size } = part;
  const end = size * cellsOfSlot;
  const after = (place: number): number => (place + cellsOfSlot === end ? 0 : place + cellsOfSlot);
  let free = cell;
  for (let next = after(free); cells[next + 2] !== 0; next = after(next)) {
    const home = placeOf(hashOf(cells[next] as number, cells[next + 1] as number), size) * cellsOfSlot;
    const stays = free < next ? home > free && home <= next : home > free || home <= next;
    if (stays) continue;
    cells.copyWithin(free, next, next + cellsOfSlot);
    free = next;
  }
  cells[free + 2] = 0;
  part.used--;
};
