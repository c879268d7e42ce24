import { grown, nextLength } from '../edges/grow.ts';
import { spread } from '../edges/hash.ts';
import { NumberTable } from '../edges/numberTable.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { Pieces } from './pieces.ts';

/**
 * Texts that many contents share, each once, by dense number. A text is kept as long as somebody has it; the numbers of
 * texts that nobody has any more are given to others, many at once, so that whoever remembers what a number stood for
 * forgets seldom.
 */
export class Texts {
  readonly #pieces = new Pieces();
  readonly #table = new NumberTable();
  readonly #writer = new ByteWriter();
  /** How often each text is taken. */
  #taken = new Int32Array(64);
  #end = 0;
  #givenUp: number[] = [];
  #free: number[] = [];
  readonly #reused: () => void;
  readonly #mostGivenUp: number;

  /**
   * @param reused told before numbers are given to other texts
   * @param mostGivenUp so many are given up before any of them is given to another text
   */
  constructor(reused: () => void, mostGivenUp = 4096) {
    this.#reused = reused;
    this.#mostGivenUp = mostGivenUp;
  }

  /** Bytes allocated. */
  get bytes(): number {
    return this.#pieces.bytes + this.#table.bytes + this.#taken.byteLength;
  }

  /** How many there are. */
  get size(): number {
    return this.#end - this.#givenUp.length - this.#free.length;
  }

  /** @returns the number of a text, taken once more than before */
  take(text: string): number {
    this.#writer.clear();
    this.#writer.text(text);
    return this.takeWritten(this.#writer.buffer, 0, this.#writer.length);
  }

  /** As {@link take}, of a text that a {@link ByteWriter} wrote with its length: from one place up to, not including, another. */
  takeWritten(buffer: Buffer, from: number, to: number): number {
    const hash = hashBytes(buffer, from, to);
    let number = this.#table.first(hash);
    while (number >= 0 && !this.#isAt(number, buffer, from, to)) number = this.#table.next();
    if (number < 0) {
      number = this.#next();
      this.#writer.clear();
      // What is taken may lie in the writer itself.
      this.#writer.bytes(buffer, from, to);
      this.#pieces.set(number, this.#writer);
      this.#table.add(hash, number);
    }
    this.#taken[number] = (this.#taken[number] as number) + 1;
    return number;
  }

  /** Gives back a text that was taken. */
  release(number: number): void {
    const taken = (this.#taken[number] as number) - 1;
    this.#taken[number] = taken;
    if (taken > 0) return;
    const { buffer, at } = this.#pieces.read(number);
    const end = new ByteReader(buffer, at);
    end.skipText();
    this.#table.remove(hashBytes(buffer, at, end.at), number);
    this.#pieces.delete(number);
    this.#givenUp.push(number);
  }

  textOf(number: number): string {
    return this.#pieces.read(number).text();
  }

  #isAt(number: number, buffer: Buffer, from: number, to: number): boolean {
    const { buffer: known, at } = this.#pieces.read(number);
    // The length comes first, so that no text is the beginning of another.
    for (let index = from; index < to; index += 1) if (known[at + index - from] !== buffer[index]) return false;
    return true;
  }

  #next(): number {
    if (this.#free.length === 0 && this.#givenUp.length >= this.#mostGivenUp) {
      this.#reused();
      [this.#free, this.#givenUp] = [this.#givenUp, this.#free];
    }
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const number = this.#end++;
    if (number >= this.#taken.length) this.#taken = grown(this.#taken, nextLength(number));
    return number;
  }
}

/** FNV-1a over bytes, spread. */
const hashBytes = (buffer: Buffer, from: number, to: number): number => {
  let hash = 0x811c9dc5;
  for (let index = from; index < to; index += 1) hash = Math.imul(hash ^ (buffer[index] as number), 0x01000193);
  return spread(hash);
};
