/** Room for the length that goes before a record: it is known when the rest is written. */
const LENGTH_ROOM = 5;
/** Lengths below take one byte. */
const ONE_BYTE = 64;
/** Bytes of a number of variable length, and of a fixed one, at most. */
const NUMBER_ROOM = 8;

/** What keys, values and headers of our records are. */
export type Bytes = string | Buffer | null;

let workspace = Buffer.allocUnsafe(1024 * 1024);
let at = 0;

const makeRoom = (bytes: number): void => {
  if (at + bytes <= workspace.length) return;
  const larger = Buffer.allocUnsafe(2 * (at + bytes));
  workspace.copy(larger, 0, 0, at);
  workspace = larger;
};

/** Where the next byte goes. */
export const position = (): number => at;

/** A whole number of 8 bits in two's complement, big endian. */
export const writeInt8 = (value: number): void => {
  makeRoom(NUMBER_ROOM);
  at = workspace.writeInt8(value, at);
};

/** A whole number of 16 bits in two's complement, big endian. */
export const writeInt16 = (value: number): void => {
  makeRoom(NUMBER_ROOM);
  at = workspace.writeInt16BE(value, at);
};

/** A whole number of 32 bits in two's complement, big endian. */
export const writeInt32 = (value: number): void => {
  makeRoom(NUMBER_ROOM);
  at = workspace.writeInt32BE(value, at);
};

/** A whole number of 64 bits in two's complement, big endian. */
export const writeInt64 = (value: bigint): void => {
  makeRoom(NUMBER_ROOM);
  at = workspace.writeBigInt64BE(value, at);
};

/** Fills in an unsigned number of 32 bits that was not known when its place was passed. */
export const setUint32 = (value: number, place: number): void => {
  workspace.writeUInt32BE(value, place);
};

/** The bytes written so far: valid until the next is written. */
export const written = (): Buffer => workspace.subarray(0, at);

/** Begins a request. Nothing may be awaited between this and {@link finish}: all requests use one workspace. */
export const begin = (): void => {
  at = 0;
};

/** A copy of the request, which is the caller's. */
export const finish = (): Buffer => Buffer.from(written());

/** A text with its length as 16 bits; null has the length -1. */
export const writeString = (text: string | null): void => {
  if (text === null) {
    writeInt16(-1);
    return;
  }
  writeInt16(Buffer.byteLength(text));
  makeRoom(text.length * 3);
  at += workspace.write(text, at);
};

/**
 * A signed number in zigzag, seven bits a byte, of less than 31 bits.
 *
 * @see https://protobuf.dev/programming-guides/encoding/#signed-ints
 */
export const writeNumber = (value: number): void => {
  makeRoom(NUMBER_ROOM);
  let left = (value << 1) ^ (value >> 31);
  while ((left & ~0x7f) !== 0) {
    workspace[at] = (left & 0x7f) | 0x80;
    at += 1;
    left >>>= 7;
  }
  workspace[at] = left;
  at += 1;
};

/** @returns false, and nothing is written, for a text that is long or more than ASCII */
const writeShort = (text: string): boolean => {
  if (text.length >= ONE_BYTE) return false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    workspace[at + 1 + index] = code;
  }
  workspace[at] = text.length * 2;
  at += 1 + text.length;
  return true;
};

/** A text or bytes with the length as a {@link writeNumber}; null has the length -1. */
export const writeBytes = (value: Bytes): void => {
  if (value === null) {
    writeNumber(-1);
  } else if (typeof value === 'string') {
    makeRoom(NUMBER_ROOM + value.length * 3);
    if (writeShort(value)) return;
    writeNumber(Buffer.byteLength(value));
    at += workspace.write(value, at);
  } else {
    writeNumber(value.length);
    makeRoom(value.length);
    workspace.set(value, at);
    at += value.length;
  }
};

/** Writes what `write` does, with its length as a {@link writeNumber} before it. */
export const writeWithLength = <T>(write: (given: T) => void, given: T): void => {
  const start = at;
  makeRoom(LENGTH_ROOM);
  at += LENGTH_ROOM;
  write(given);
  const end = at;
  at = start;
  const length = end - start - LENGTH_ROOM;
  writeNumber(length);
  workspace.copyWithin(at, start + LENGTH_ROOM, end);
  at += length;
};
