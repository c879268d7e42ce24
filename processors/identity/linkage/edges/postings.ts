import { grown, nextLength } from './grow.ts';

/**
 * Lists of whole numbers in one array: each lies in one piece, so that reading a block costs one walk through memory.
 * A list takes 2, 4, 8, … cells, the first of which tells its length; what is freed is used again for lists of its size.
 */
export class Postings {
  #cells = new Int32Array(256);
  /** Cell 0 is not used: 0 stands for no list. */
  #end = 1;
  /** By size (the exponent of its number of cells), the first freed piece; each tells the next in its first cell. */
  readonly #freed = new Int32Array(32);

  /** Bytes allocated. */
  get bytes(): number {
    return this.#cells.byteLength;
  }

  /** The array in which the lists lie: `cells[list]` is the length, the numbers follow. Changes when a list is made or grows. */
  get cells(): Int32Array {
    return this.#cells;
  }

  /** @returns where the list begins */
  create(first: number, second: number): number {
    const list = this.#allocate(2);
    this.#cells[list] = 2;
    this.#cells[list + 1] = first;
    this.#cells[list + 2] = second;
    return list;
  }

  /** @returns where the list begins now */
  add(list: number, item: number): number {
    const count = this.#cells[list] as number;
    const exponent = exponentOf(count);
    if (count + 1 < 1 << exponent) {
      this.#cells[list] = count + 1;
      this.#cells[list + count + 1] = item;
      return list;
    }
    const longer = this.#allocate(exponent + 1);
    this.#cells.copyWithin(longer, list, list + count + 1);
    this.#cells[longer] = count + 1;
    this.#cells[longer + count + 1] = item;
    this.#free(list, exponent);
    return longer;
  }

  /**
   * Takes an item out that is in the list; the order of the others may change.
   *
   * @returns where the list begins now
   */
  remove(list: number, item: number): number {
    const cells = this.#cells;
    const count = cells[list] as number;
    const place = cells.indexOf(item, list + 1);
    cells[place] = cells[list + count] as number;
    cells[list] = count - 1;
    const before = exponentOf(count);
    const after = exponentOf(count - 1);
    if (after === before) return list;
    const shorter = this.#allocate(after);
    this.#cells.copyWithin(shorter, list, list + count);
    this.#free(list, before);
    return shorter;
  }

  /** Gives up a list. */
  free(list: number): void {
    this.#free(list, exponentOf(this.#cells[list] as number));
  }

  #free(list: number, exponent: number): void {
    this.#cells[list] = this.#freed[exponent] as number;
    this.#freed[exponent] = list;
  }

  #allocate(exponent: number): number {
    const freed = this.#freed[exponent] as number;
    if (freed !== 0) {
      this.#freed[exponent] = this.#cells[freed] as number;
      return freed;
    }
    const list = this.#end;
    this.#end += 1 << exponent;
    if (this.#end > this.#cells.length) this.#cells = grown(this.#cells, nextLength(this.#end));
    return list;
  }
}

/** The exponent of the smallest power of two above a length: one cell more than the items. */
const exponentOf = (count: number): number => 32 - Math.clz32(count);
