import { grown, nextLength } from '../edges/grow.ts';
import { TextTable } from '../edges/textTable.ts';
import { ByteWriter } from './bytes.ts';
import { Pieces } from './pieces.ts';

/**
 * Texts that many contents share, each once, by dense number. A text is kept as long as somebody has it; the numbers of
 * texts that nobody has any more are given to others, many at once, so that whoever remembers what a number stood for
 * forgets seldom.
 */
export class Texts {
  readonly #pieces = new Pieces();
  readonly #table = new TextTable((number) => this.textOf(number));
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
    let number = this.#table.find(text);
    if (number < 0) {
      number = this.#next();
      this.#writer.clear();
      this.#writer.text(text);
      this.#pieces.set(number, this.#writer);
      this.#table.add(text, number);
    }
    this.#taken[number] = (this.#taken[number] as number) + 1;
    return number;
  }

  /** Gives back a text that was taken. */
  release(number: number): void {
    const taken = (this.#taken[number] as number) - 1;
    this.#taken[number] = taken;
    if (taken > 0) return;
    this.#table.remove(this.textOf(number), number);
    this.#pieces.delete(number);
    this.#givenUp.push(number);
  }

  textOf(number: number): string {
    return this.#pieces.read(number).text();
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
