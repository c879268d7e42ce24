import type { Slots } from './slots.ts';

/** Heads at the beginning: a power of two, 2 to this. */
const FEWEST_BITS = 10;

/** 2³² divided by the golden ratio (Knuth, The Art of Computer Programming, volume 3, section 6.4). */
const SPREAD = 0x9e3779b1;

/**
 * A hash table over slots by the 128 bits at their beginning, chained through a word of each slot.
 */
export class Chains {
  readonly #slots: Slots;
  readonly #next: number;
  #bits = FEWEST_BITS;
  #heads = new Uint32Array(2 ** FEWEST_BITS);
  #size = 0;

  /** @param next offset of the word that holds the next slot of the chain */
  constructor(slots: Slots, next: number) {
    this.#slots = slots;
    this.#next = next;
  }

  /** Slots with these 128 bits, as four words; those that came last first. */
  *withKey(key: Uint32Array): Iterable<number> {
    const slots = this.#slots;
    for (
      let at = this.#heads[this.#place(key[0] ?? 0, key[1] ?? 0, key[2] ?? 0, key[3] ?? 0)] ?? 0;
      at !== 0;
      at = slots.word(at - 1, this.#next)
    )
      if (slots.hasWords(at - 1, 0, key)) yield at - 1;
  }

  add(slot: number): void {
    this.#size += 1;
    if (this.#size > this.#heads.length) this.#grow();
    this.#link(slot);
  }

  remove(slot: number): void {
    const slots = this.#slots;
    const place = this.#placeOf(slot);
    const next = slots.word(slot, this.#next);
    this.#size -= 1;
    if (this.#heads[place] === slot + 1) {
      this.#heads[place] = next;
      return;
    }
    for (let at = this.#heads[place] ?? 0; at !== 0; at = slots.word(at - 1, this.#next))
      if (slots.word(at - 1, this.#next) === slot + 1) {
        slots.setWord(at - 1, this.#next, next);
        return;
      }
  }

  #place(first: number, second: number, third: number, fourth: number): number {
    return Math.imul(first ^ second ^ third ^ fourth, SPREAD) >>> (32 - this.#bits);
  }

  #placeOf(slot: number): number {
    const slots = this.#slots;
    return this.#place(slots.word(slot, 0), slots.word(slot, 4), slots.word(slot, 8), slots.word(slot, 12));
  }

  #link(slot: number): void {
    const place = this.#placeOf(slot);
    this.#slots.setWord(slot, this.#next, this.#heads[place] ?? 0);
    this.#heads[place] = slot + 1;
  }

  #grow(): void {
    const before = this.#heads;
    this.#bits += 1;
    this.#heads = new Uint32Array(2 ** this.#bits);
    for (const head of before) {
      // Oldest first, so that the order within a chain stays.
      const chain: number[] = [];
      for (let at = head; at !== 0; at = this.#slots.word(at - 1, this.#next)) chain.push(at - 1);
      for (const slot of chain.reverse()) this.#link(slot);
    }
  }
}
