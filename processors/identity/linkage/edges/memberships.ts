import { grown, nextLength } from './grow.ts';

/**
 * Which record has which profile, by number: the records of a profile form a ring, so that any of them leaves at once.
 * 12 bytes a record.
 */
export class Memberships {
  /** Of a record, its profile plus one; 0: it has none. */
  #profiles = new Int32Array(64);
  #next = new Int32Array(64);
  #previous = new Int32Array(64);
  #size = 0;

  /** How many records have a profile. */
  get size(): number {
    return this.#size;
  }

  /** Bytes allocated. */
  get bytes(): number {
    return this.#profiles.byteLength * 3;
  }

  /** @returns the record's profile, or −1 */
  profileOf(record: number): number {
    return record < this.#profiles.length ? (this.#profiles[record] as number) - 1 : -1;
  }

  /**
   * Puts a record without a profile into one.
   *
   * @param beside another member of it; −1 when there is none
   */
  join(record: number, profile: number, beside: number): void {
    if (record >= this.#profiles.length) this.#grow(nextLength(record));
    this.#size++;
    this.#profiles[record] = profile + 1;
    if (beside < 0) {
      this.#next[record] = record;
      this.#previous[record] = record;
      return;
    }
    const after = this.#next[beside] as number;
    this.#next[record] = after;
    this.#previous[record] = beside;
    this.#next[beside] = record;
    this.#previous[after] = record;
  }

  /**
   * Takes a record out of its profile.
   *
   * @returns another member; −1 when there is none
   */
  leave(record: number): number {
    this.#size--;
    this.#profiles[record] = 0;
    const next = this.#next[record] as number;
    if (next === record) return -1;
    const previous = this.#previous[record] as number;
    this.#next[previous] = next;
    this.#previous[next] = previous;
    return next;
  }

  /** All records of a profile, beginning with one of them. */
  beside(record: number): number[] {
    const found = [record];
    for (let other = this.#next[record] as number; other !== record; other = this.#next[other] as number)
      found.push(other);
    return found;
  }

  #grow(length: number): void {
    this.#profiles = grown(this.#profiles, length);
    this.#next = grown(this.#next, length);
    this.#previous = grown(this.#previous, length);
  }
}
