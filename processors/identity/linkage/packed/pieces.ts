import { grown, nextLength } from '../edges/grow.ts';
import type { ByteWriter } from './bytes.ts';
import { ByteReader } from './bytes.ts';

/** Pieces begin at a multiple of so many bytes, so that four bytes name places in 16 GB. */
const unit = 4;

/** Units of a chunk: 256 kB. A longer piece has a chunk of its own. */
const chunkUnits = 65_536;

/** With less than this lying idle, in units, nothing is moved. */
const leastIdle = 4 * chunkUnits;

/**
 * Strings of bytes by dense number. They lie one after another in chunks, each after its length in units, and are never
 * changed in place. When more than a quarter of the space lies idle the rest is moved together. Five and a half bytes a
 * piece besides the bytes.
 */
export class Pieces {
  #chunks: Buffer[] = [];
  /** Units used of the last chunk. */
  #used = chunkUnits;
  /** Where a number's piece begins, in units, plus one; 0: it has none. */
  #starts = new Uint32Array(64);
  /** In units. */
  #total = 0;
  #idle = 0;

  /** Bytes allocated. */
  get bytes(): number {
    return this.#chunks.reduce((sum, { length }) => sum + length, this.#starts.byteLength);
  }

  has(number: number): boolean {
    return number < this.#starts.length && this.#starts[number] !== 0;
  }

  /** Reads a number's piece, which is there, from its beginning; right until the next change of any piece. */
  read(number: number): ByteReader {
    const start = (this.#starts[number] as number) - 1;
    const reader = new ByteReader(this.#chunks[Math.floor(start / chunkUnits)] as Buffer, (start % chunkUnits) * unit);
    reader.number();
    return reader;
  }

  /** Gives a number a piece, in the place of the one that it has. */
  set(number: number, { buffer, length }: ByteWriter): void {
    this.delete(number);
    if (number >= this.#starts.length) this.#starts = grown(this.#starts, nextLength(number));
    const units = unitsOf(length);
    const at = this.#allocate(units);
    const chunk = this.#chunks[this.#chunks.length - 1] as Buffer;
    let place = at * unit;
    let rest = units;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) chunk[place++] = (rest % 0x80) | 0x80;
    chunk[place++] = rest;
    // Copying a few dozen bytes by a call into the engine takes longer.
    for (let index = 0; index < length; index += 1) chunk[place + index] = buffer[index] as number;
    this.#starts[number] = (this.#chunks.length - 1) * chunkUnits + at + 1;
    this.#total += units;
  }

  /** Takes a number's piece away, if it has one. */
  delete(number: number): void {
    if (!this.has(number)) return;
    const start = (this.#starts[number] as number) - 1;
    this.#starts[number] = 0;
    this.#idle += this.#unitsAt(start);
    if (this.#idle > leastIdle && this.#idle * 4 > this.#total) this.#moveTogether();
  }

  #unitsAt(start: number): number {
    return new ByteReader(this.#chunks[Math.floor(start / chunkUnits)] as Buffer, (start % chunkUnits) * unit).number();
  }

  /** @returns where in the last chunk there is room */
  #allocate(units: number): number {
    if (this.#used + units > chunkUnits) {
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(units, chunkUnits) * unit));
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += units;
    return at;
  }

  #moveTogether(): void {
    const before = this.#chunks;
    this.#chunks = [];
    this.#used = chunkUnits;
    this.#total = 0;
    this.#idle = 0;
    for (let number = 0; number < this.#starts.length; number += 1) {
      const start = (this.#starts[number] as number) - 1;
      if (start < 0) continue;
      const chunk = before[Math.floor(start / chunkUnits)] as Buffer;
      const from = (start % chunkUnits) * unit;
      const units = new ByteReader(chunk, from).number();
      const at = this.#allocate(units);
      chunk.copy(this.#chunks[this.#chunks.length - 1] as Buffer, at * unit, from, from + units * unit);
      this.#starts[number] = (this.#chunks.length - 1) * chunkUnits + at + 1;
      this.#total += units;
    }
  }
}

/** Units that a piece takes with its length before it. */
const unitsOf = (length: number): number => {
  for (let prefix = 1; ; prefix += 1) {
    const units = Math.ceil((length + prefix) / unit);
    if (units < 0x80 ** prefix) return units;
  }
};
