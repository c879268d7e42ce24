import { grown, nextLength } from './grow.ts';
import { hashText, placeOf, spread } from './hash.ts';

/** How full the table may be, in tenths. */
const mostTenths = 7;

/** Of a record key: 128 bits in lower-case hexadecimal. */
const keyLength = 32;

/** Values of hexadecimal digits by character code; −1 for what is none. */
const digits = Int8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return digit;
});

/**
 * Ids of records by dense number, for any number of indices that hold the same records: an id has a number while one of
 * them holds it. An id that is a record key takes 16 bytes and its place in the table; any other is kept as text.
 */
export class RecordIds {
  /** Four a record: the bytes of its key. Of another text: its hash. */
  #words = new Int32Array(256);
  #bytes = Buffer.from(this.#words.buffer);
  readonly #texts = new Map<number, string>();
  /** How many indices hold a record; 0: the number is free. */
  #holders = new Uint8Array(64);
  /** A number plus one; 0 is free. */
  #table = new Int32Array(64);
  readonly #asked = new Int32Array(4);
  readonly #askedBytes = new Uint8Array(this.#asked.buffer);
  #end = 0;
  #size = 0;
  /** The first free number plus one; each tells the next in `words`. */
  #free = 0;

  /** Bytes allocated, without ids that are kept as text. */
  get bytes(): number {
    return this.#words.byteLength + this.#holders.byteLength + this.#table.byteLength;
  }

  /** Numbers are smaller than this. */
  get end(): number {
    return this.#end;
  }

  /** @returns the record's number, or −1 */
  find(id: string): number {
    return this.#find(id, this.#ask(id));
  }

  /** Holds an id. @returns its number */
  take(id: string): number {
    const isKey = this.#ask(id);
    let number = this.#find(id, isKey);
    if (number < 0) number = this.#create(id, isKey);
    this.#holders[number] = (this.#holders[number] as number) + 1;
    return number;
  }

  /** Holds an id no longer. */
  release(number: number): void {
    const holders = (this.#holders[number] as number) - 1;
    this.#holders[number] = holders;
    if (holders > 0) return;
    this.#remove(number);
    this.#texts.delete(number);
    this.#words[number * 4] = this.#free;
    this.#free = number + 1;
    this.#size--;
  }

  idOf(number: number): string {
    if (this.#texts.size > 0) {
      const text = this.#texts.get(number);
      if (text !== undefined) return text;
    }
    return this.#bytes.toString('hex', number * 16, number * 16 + 16);
  }

  /** Writes what an id is looked up by. @returns whether it is a record key */
  #ask(id: string): boolean {
    if (id.length === keyLength) {
      let all = 0;
      for (let at = 0; at < 16; at += 1) {
        const byte = (digitAt(id, at * 2) << 4) | digitAt(id, at * 2 + 1);
        all |= byte;
        this.#askedBytes[at] = byte;
      }
      if (all >= 0) return true;
    }
    this.#asked.fill(0);
    this.#asked[0] = hashText(id);
    return false;
  }

  #find(id: string, isKey: boolean): number {
    const asked = this.#asked;
    const words = this.#words;
    const table = this.#table;
    const size = table.length;
    for (let slot = placeOf(hashOf(asked, 0), size); ; slot = slot + 1 === size ? 0 : slot + 1) {
      const number = (table[slot] as number) - 1;
      if (number < 0) return -1;
      const at = number * 4;
      if (words[at] !== asked[0] || words[at + 1] !== asked[1]) continue;
      if (words[at + 2] !== asked[2] || words[at + 3] !== asked[3]) continue;
      if (isKey ? this.#texts.size === 0 || !this.#texts.has(number) : this.#texts.get(number) === id) return number;
    }
  }

  /** Gives a number to the id that was asked for last. */
  #create(id: string, isKey: boolean): number {
    let number = this.#free - 1;
    if (number >= 0) this.#free = this.#words[number * 4] as number;
    else {
      number = this.#end++;
      if (number >= this.#holders.length) this.#growNumbers(nextLength(number));
    }
    this.#words.set(this.#asked, number * 4);
    if (!isKey) this.#texts.set(number, id);
    if ((this.#size + 1) * 10 > this.#table.length * mostTenths) this.#growTable();
    this.#size++;
    this.#insert(number);
    return number;
  }

  #insert(number: number): void {
    const table = this.#table;
    const size = table.length;
    let slot = placeOf(hashOf(this.#words, number * 4), size);
    while (table[slot] !== 0) slot = slot + 1 === size ? 0 : slot + 1;
    table[slot] = number + 1;
  }

  #remove(number: number): void {
    const table = this.#table;
    const size = table.length;
    let free = placeOf(hashOf(this.#words, number * 4), size);
    while (table[free] !== number + 1) free = free + 1 === size ? 0 : free + 1;
    // Those that came to lie behind it because it was there move up, so that no gap ends a search too early.
    for (let slot = free + 1 === size ? 0 : free + 1; table[slot] !== 0; slot = slot + 1 === size ? 0 : slot + 1) {
      const home = placeOf(hashOf(this.#words, ((table[slot] as number) - 1) * 4), size);
      const stays = free < slot ? home > free && home <= slot : home > free || home <= slot;
      if (stays) continue;
      table[free] = table[slot] as number;
      free = slot;
    }
    table[free] = 0;
  }

  #growNumbers(length: number): void {
    this.#words = grown(this.#words, length * 4);
    this.#bytes = Buffer.from(this.#words.buffer);
    this.#holders = grown(this.#holders, length);
  }

  #growTable(): void {
    const before = this.#table;
    this.#table = new Int32Array(nextLength(before.length));
    for (const one of before) if (one !== 0) this.#insert(one - 1);
  }
}

/** −1 for what is no digit. */
const digitAt = (text: string, at: number): number => digits[text.charCodeAt(at)] ?? -1;

const hashOf = (words: Int32Array, at: number): number => {
  let hash = words[at] as number;
  for (let next = at + 1; next < at + 4; next += 1) hash = spread(hash) ^ (words[next] as number);
  return spread(hash);
};
