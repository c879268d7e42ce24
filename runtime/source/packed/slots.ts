/** Slots of a chunk; a chunk of large slots is a megabyte, so that growing copies nothing and wastes little. */
const PER_CHUNK = 8192;

interface Chunk {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
}

const newChunk = (slotBytes: number): Chunk => {
  const memory = new ArrayBuffer(slotBytes * PER_CHUNK);
  return { bytes: Buffer.from(memory), words: new Uint32Array(memory), doubles: new Float64Array(memory) };
};

/**
 * Fixed-size slots of bytes, outside the heap of the JavaScript engine: what is held for each of a million records as
 * objects takes four times as much, and is looked at by every garbage collection.
 *
 * Offsets are in bytes within a slot; those of words are multiples of 4, those of doubles multiples of 8. A new slot is
 * all zeros. Nothing is checked: offsets and slots are the caller's.
 */
export class Slots {
  readonly #chunks: Chunk[] = [];
  readonly #bytes: number;
  readonly #unused: number[] = [];
  #count = 0;

  /** @param bytes size of a slot, a multiple of 4; of 8, when doubles are kept in it */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Slots that have been handed out, given back or not: all are below this. */
  get count(): number {
    return this.#count;
  }

  /** A slot of zeros. */
  take(): number {
    const again = this.#unused.pop();
    if (again !== undefined) return again;
    if (this.#count === this.#chunks.length * PER_CHUNK) this.#chunks.push(newChunk(this.#bytes));
    this.#count += 1;
    return this.#count - 1;
  }

  /** Gives a slot back; it may be handed out again. */
  give(slot: number): void {
    this.clear(slot);
    this.#unused.push(slot);
  }

  /** Makes it all zeros. */
  clear(slot: number): void {
    const at = this.#at(slot);
    this.#chunk(slot).bytes.fill(0, at, at + this.#bytes);
  }

  word(slot: number, offset: number): number {
    return this.#chunk(slot).words[(this.#at(slot) + offset) >>> 2] ?? 0;
  }

  setWord(slot: number, offset: number, value: number): void {
    this.#chunk(slot).words[(this.#at(slot) + offset) >>> 2] = value;
  }

  byte(slot: number, offset: number): number {
    return this.#chunk(slot).bytes[this.#at(slot) + offset] ?? 0;
  }

  setByte(slot: number, offset: number, value: number): void {
    this.#chunk(slot).bytes[this.#at(slot) + offset] = value;
  }

  double(slot: number, offset: number): number {
    return this.#chunk(slot).doubles[(this.#at(slot) + offset) >>> 3] ?? 0;
  }

  setDouble(slot: number, offset: number, value: number): void {
    this.#chunk(slot).doubles[(this.#at(slot) + offset) >>> 3] = value;
  }

  /** Bytes in hexadecimal. */
  hex(slot: number, offset: number, bytes: number): string {
    const at = this.#at(slot) + offset;
    return this.#chunk(slot).bytes.toString('hex', at, at + bytes);
  }

  /** @returns false, with the bytes in no state to be used, when the text is not as many bytes in hexadecimal */
  setHex(slot: number, offset: number, bytes: number, text: string): boolean {
    return (
      text.length === bytes * 2 && this.#chunk(slot).bytes.write(text, this.#at(slot) + offset, bytes, 'hex') === bytes
    );
  }

  /** Whether the words at an offset are these. */
  hasWords(slot: number, offset: number, words: Uint32Array): boolean {
    const { words: all } = this.#chunk(slot);
    const at = (this.#at(slot) + offset) >>> 2;
    for (let place = 0; place < words.length; place += 1) if (all[at + place] !== words[place]) return false;
    return true;
  }

  #at(slot: number): number {
    return (slot % PER_CHUNK) * this.#bytes;
  }

  #chunk(slot: number): Chunk {
    const chunk = this.#chunks[Math.floor(slot / PER_CHUNK)];
    if (chunk === undefined) throw new RangeError(`no slot ${String(slot)}`);
    return chunk;
  }
}
