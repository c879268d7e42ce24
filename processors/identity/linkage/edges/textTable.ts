import { hashText, placeOf } from './hash.ts';
import { nextLength } from './grow.ts';

/** How full a table may be, in tenths. */
const mostTenths = 7;

/**
 * Finds dense numbers by text: a hash table with open addressing that holds 8 bytes a slot and no text. The text of a
 * number is asked for where the hashes agree, so that no two texts are ever taken for one.
 */
export class TextTable {
  readonly #textOf: (number: number) => string;
  /** A number plus one; 0 is free. */
  #numbers = new Int32Array(64);
  #hashes = new Int32Array(64);
  #used = 0;

  /** @param textOf the text under which a number was added */
  constructor(textOf: (number: number) => string) {
    this.#textOf = textOf;
  }

  /** Bytes allocated. */
  get bytes(): number {
    return this.#numbers.byteLength + this.#hashes.byteLength;
  }

  /** @returns the number, or −1 */
  find(text: string): number {
    const hash = hashText(text);
    const numbers = this.#numbers;
    const size = numbers.length;
    for (let slot = placeOf(hash, size); ; slot = slot + 1 === size ? 0 : slot + 1) {
      const number = (numbers[slot] as number) - 1;
      if (number < 0) return -1;
      if (this.#hashes[slot] === hash && this.#textOf(number) === text) return number;
    }
  }

  /** Adds a text that is not there. */
  add(text: string, number: number): void {
    if ((this.#used + 1) * 10 > this.#numbers.length * mostTenths) this.#grow();
    this.#used++;
    this.#insert(hashText(text), number);
  }

  /** Removes a text that is there, under its number. */
  remove(text: string, number: number): void {
    const numbers = this.#numbers;
    const hashes = this.#hashes;
    const size = numbers.length;
    let free = placeOf(hashText(text), size);
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
