import { hashText } from './hash.ts';
import { NumberTable } from './numberTable.ts';

/**
 * Finds dense numbers by text, and holds no text. The text of a number is asked for where the hashes agree, so that no
 * two texts are ever taken for one.
 */
export class TextTable {
  readonly #textOf: (number: number) => string;
  readonly #table = new NumberTable();

  /** @param textOf the text under which a number was added */
  constructor(textOf: (number: number) => string) {
    this.#textOf = textOf;
  }

  /** Bytes allocated. */
  get bytes(): number {
    return this.#table.bytes;
  }

  /** @returns the number, or −1 */
  find(text: string): number {
    let number = this.#table.first(hashText(text));
    while (number >= 0 && this.#textOf(number) !== text) number = this.#table.next();
    return number;
  }

  /** Adds a text that is not there. */
  add(text: string, number: number): void {
    this.#table.add(hashText(text), number);
  }

  /** Removes a text that is there, under its number. */
  remove(text: string, number: number): void {
    this.#table.remove(hashText(text), number);
  }
}
