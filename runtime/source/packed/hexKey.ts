/** 128 bits. */
export const KEY_BYTES = 16;

/** Reads keys in hexadecimal into four words; one after the other, for the words are the same each time. */
export class HexKey {
  readonly words: Uint32Array;
  readonly #bytes: Buffer;

  constructor() {
    const memory = new ArrayBuffer(KEY_BYTES);
    this.words = new Uint32Array(memory);
    this.#bytes = Buffer.from(memory);
  }

  /** @returns false, with the words in no state to be used, when the text is no key in hexadecimal */
  read(text: string): boolean {
    return text.length === KEY_BYTES * 2 && this.#bytes.write(text, 0, KEY_BYTES, 'hex') === KEY_BYTES;
  }
}
