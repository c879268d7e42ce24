/** A record as kafkajs hands it to its encoder. */
export interface UnencodedRecord {
  readonly offsetDelta?: number;
  /** Milliseconds since the first record of the batch. */
  readonly timestampDelta?: number;
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** An encoded record, as far as kafkajs asks for it when it puts a batch together. */
export interface EncodedRecord {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** Encodes one record of a batch. */
export type RecordEncoder = (record: UnencodedRecord) => EncodedRecord;

/** Room for the length that goes before a record: it is known when the rest is written. */
const LENGTH_ROOM = 5;
/** Numbers up to here, in either direction, are written with 32 bits. */
const LARGEST = 2 ** 30;
/** Lengths below take one byte. */
const ONE_BYTE = 64;

let workspace = Buffer.allocUnsafe(64 * 1024);
let at = 0;

const makeRoom = (bytes: number): void => {
  if (at + bytes <= workspace.length) return;
  const larger = Buffer.allocUnsafe(2 * (at + bytes));
  workspace.copy(larger, 0, 0, at);
  workspace = larger;
};

/** A signed number in zigzag, seven bits a byte. @see https://protobuf.dev/programming-guides/encoding/#signed-ints */
const writeNumber = (value: number): void => {
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

const writeText = (text: string): void => {
  makeRoom(LENGTH_ROOM + text.length * 3);
  if (writeShort(text)) return;
  writeNumber(Buffer.byteLength(text));
  at += workspace.write(text, at);
};

type Bytes = string | Buffer | null;

const isBytes = (value: unknown): value is Bytes =>
  typeof value === 'string' || value === null || Buffer.isBuffer(value);

const writeBytes = (value: Bytes): void => {
  if (typeof value === 'string') {
    writeText(value);
    return;
  }
  makeRoom(LENGTH_ROOM + (value?.length ?? 0));
  writeNumber(value?.length ?? -1);
  if (value === null) return;
  workspace.set(value, at);
  at += value.length;
};

const isSmall = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < LARGEST;

/** Copies what was written, with its length before it. */
const withLength = (): Buffer => {
  const end = at;
  at = 0;
  writeNumber(end - LENGTH_ROOM);
  const start = LENGTH_ROOM - at;
  workspace.copyWithin(start, 0, at);
  return Buffer.from(workspace.subarray(start, end));
};

/**
 * Encodes records as kafkajs does, byte for byte, at a third of the cost or less: the library makes an object and a buffer
 * of half a kilobyte for each record and for each of its headers. What is not as we send it (several values of one header, numbers
 * as text) goes the library's way.
 *
 * @param original the library's encoder
 * @see https://kafka.apache.org/documentation/#record
 */
export const recordEncoder =
  (original: RecordEncoder): RecordEncoder =>
  (record) => {
    const { offsetDelta = 0, timestampDelta = 0, key = null, value = null, headers = {} } = record;
    const names = Object.keys(headers);
    const isOurs = isSmall(offsetDelta) && isSmall(timestampDelta) && isBytes(key) && isBytes(value);
    if (!isOurs || !names.every((name) => isBytes(headers[name]))) return original(record);
    at = LENGTH_ROOM;
    makeRoom(3 * LENGTH_ROOM);
    workspace[at] = 0;
    at += 1;
    writeNumber(timestampDelta);
    writeNumber(offsetDelta);
    writeBytes(key);
    writeBytes(value);
    makeRoom(LENGTH_ROOM);
    writeNumber(names.length);
    for (const name of names) {
      writeText(name);
      writeBytes(headers[name] as Bytes);
    }
    const buf = withLength();
    return { buf, buffer: buf };
  };
