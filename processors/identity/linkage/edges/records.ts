import { grown, nextLength } from './grow.ts';
import { TextTable } from './textTable.ts';

/**
 * Records by id and by the profile whose content they have. Outside they are text, inside dense numbers; the number of
 * a removed record is given to the next. 12 bytes a record besides the text and its table.
 */
export class Records {
  readonly #ids: string[] = [];
  readonly #table = new TextTable((record) => this.#ids[record] as string);
  #profiles = new Int32Array(64);
  /** The members of each profile as a ring, both ways, so that any of them leaves at once. */
  #next = new Int32Array(64);
  #previous = new Int32Array(64);
  /** The first free number plus one; each tells the next in `#next`. */
  #free = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Bytes allocated, without the ids' text. */
  get bytes(): number {
    return this.#table.bytes + this.#profiles.byteLength * 3 + this.#ids.length * 8;
  }

  /** @returns the record's number, or −1 */
  find(id: string): number {
    return this.#table.find(id);
  }

  /** Every id, in no order. */
  *all(): Generator<string> {
    for (const id of this.#ids) if (this.#table.find(id) >= 0) yield id;
  }

  idOf(record: number): string {
    return this.#ids[record] as string;
  }

  profileOf(record: number): number {
    return this.#profiles[record] as number;
  }

  /** Gives an id that is not there a number. It has no profile until {@link join}. */
  create(id: string): number {
    let record = this.#free - 1;
    if (record >= 0) this.#free = this.#next[record] as number;
    else {
      record = this.#ids.length;
      if (record >= this.#profiles.length) this.#grow(nextLength(record));
    }
    this.#ids[record] = id;
    this.#table.add(id, record);
    this.#size++;
    return record;
  }

  /** Frees the number of a record that has left its profile. */
  delete(record: number): void {
    this.#table.remove(this.idOf(record), record);
    this.#ids[record] = '';
    this.#next[record] = this.#free;
    this.#free = record + 1;
    this.#size--;
  }

  /**
   * Puts a record into a profile.
   *
   * @param beside another member of it; −1 when there is none
   */
  join(record: number, profile: number, beside: number): void {
    this.#profiles[record] = profile;
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
    const next = this.#next[record] as number;
    if (next === record) return -1;
    const previous = this.#previous[record] as number;
    this.#next[previous] = next;
    this.#previous[next] = previous;
    return next;
  }

  /** The ids of all records of a profile, ascending. */
  idsBeside(record: number): string[] {
    const ids = [this.idOf(record)];
    for (let other = this.#next[record] as number; other !== record; other = this.#next[other] as number) {
      ids.push(this.idOf(other));
    }
    return ids.sort();
  }

  /** The smallest id of all records of a profile. */
  firstBeside(record: number): string {
    let first = this.idOf(record);
    for (let other = this.#next[record] as number; other !== record; other = this.#next[other] as number) {
      if (this.idOf(other) < first) first = this.idOf(other);
    }
    return first;
  }

  #grow(length: number): void {
    this.#profiles = grown(this.#profiles, length);
    this.#next = grown(this.#next, length);
    this.#previous = grown(this.#previous, length);
  }
}
