import { placeOf } from './hash.ts';
import { nextLength } from './grow.ts';

/** How full a table may be, in tenths. */
const mostTenths = 7;

/**
 * Finds dense numbers by the hash of what they stand for: open addressing, 8 bytes a slot. Of the numbers with one hash
 * the caller knows which is meant.
 */
export class NumberTable {
  /** A number plus one; 0 is free. */
  #numbers = new Int32Array(64);
  #hashes = new Int32Array(64);
  #used = 0;
  #slot = 0;
  #sought = 0;

  /** Bytes allocated. */
  get bytes(): number {
    return this.#numbers.byteLength + this.#hashes.byteLength;
  }

  /** @returns the first number with a hash, or −1 */
  first(hash: number): number {
    this.#sought = hash;
    this.#slot = placeOf(hash, this.#numbers.length) - 1;
    return this.next();
  }

  /** @returns the next number with the hash last given to {@link first}, or −1; right while nothing is added or removed */
  next(): number {
    const numbers = this.#numbers;
    const size = numbers.length;
    for (let slot = this.#slot + 1; ; slot += 1) {
      if (slot === size) slot = 0;
      const number = (numbers[slot] as number) - 1;
      if (number >= 0 && this.#hashes[slot] !== this.#sought) continue;
      this.#slot = slot;
      return number;
    }
  }

  /** Adds a number that is not there. */
  add(hash: number, number: number): void {
    if ((this.#used + 1) * 10 > this.#numbers.length * mostTenths) this.#grow();
    this.#used++;
    this.#insert(hash, number);
  }

  /** Removes a number that is there, under its hash. */
  remove(hash: number, number: number): void {
    const numbers = this.#numbers;
    const hashes = this.#hashes;
    const size = numbers.length;
    let free = placeOf(hash, size);
    while (numbers[free] !== number + 1) free = free + 1 === size ? 0 : free + 1;
    this.#used--;
    // Those that came to lie behind it because it was there move up, so that no gap ends a search too early.
    for (let slot = free + 1 === size ? 0 : free + 1; numbers[slot] !== 0; slot = slot + 1 === size ? 0 : slot + 1) {
      const home = placeOf(hashes[slot] as number, size);
      const stays = free < slot ? home > free && home <= slot : home > free || home <= slot;
      if (stays) continue;
      numbers[free] = numbers[slot] as number;
      hashes[free] = hashes[slot] as number;
      free = slot;
    }
    numbers[free] = 0;
  }

  #insert(hash: number, number: number): void {
    const size = this.#numbers.length;
    let slot = placeOf(hash, size);
    while (this.#numbers[slot] !== 0) slot = slot + 1 === size ? 0 : slot + 1;
    this.#numbers[slot] = number + 1;
    this.#hashes[slot] = hash;
  }

  #grow(): void {
    const numbers = this.#numbers;
    const hashes = this.#hashes;
    this.#numbers = new Int32Array(nextLength(numbers.length));
    this.#hashes = new Int32Array(this.#numbers.length);
    for (let slot = 0; slot < numbers.length; slot++) {
      if (numbers[slot] !== 0) this.#insert(hashes[slot] as number, (numbers[slot] as number) - 1);
    }
  }
}
