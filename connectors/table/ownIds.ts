import { hash } from 'node:crypto';

/** Shares of the places that may be taken before there are twice as many. */
const FULL = 0.6;
const FIRST_SIZE = 1 << 12;

/**
 * The ids that a table has shown, and where first: 12 bytes a place, for a table may have millions of rows. An id is known
 * by 64 bits of its SHA-256; among a million rows two ids have the same ones once in 37 million tables.
 */
export class OwnIds {
  #hashes = new BigUint64Array(FIRST_SIZE);
  #places = new Uint32Array(FIRST_SIZE);
  #size = 0;

  /** Notes an id. @returns the place at which it was shown before; undefined: it was not */
  add(id: string, place: number): number | undefined {
    if (this.#size >= this.#hashes.length * FULL) this.#grow();
    const [key, at] = this.#slotOf(BigInt(`0x${hash('sha256', id, 'hex').slice(0, 16)}`));
    if (this.#places[at] !== 0) return this.#places[at];
    this.#put(key, at, place);
    this.#size += 1;
    return undefined;
  }

  #put(key: bigint, at: number, place: number): void {
    this.#hashes[at] = key;
    this.#places[at] = place;
  }

  /** Where a key stands, or would. */
  #slotOf(key: bigint): readonly [key: bigint, at: number] {
    const last = this.#hashes.length - 1;
    let at = Number((key >> 20n) & BigInt(last));
    while (this.#places[at] !== 0 && this.#hashes[at] !== key) at = (at + 1) & last;
    return [key, at];
  }

  #grow(): void {
    const [hashes, places] = [this.#hashes, this.#places];
    this.#hashes = new BigUint64Array(hashes.length * 2);
    this.#places = new Uint32Array(hashes.length * 2);
    places.forEach((place, index) => {
      if (place !== 0) this.#put(...this.#slotOf(hashes[index] ?? 0n), place);
    });
  }
}
