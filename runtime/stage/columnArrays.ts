import type { ColumnType } from '../../core/streamProcessor.ts';
import { EtlError } from '../../core/errors.ts';
import { arrayLiteral, dayOf, instantOf, isTextual, uuidBytes } from './columnValues.ts';
import { COMPONENT } from './context.ts';

type Row = Readonly<Record<string, unknown>>;

/** Object identifiers of the types that elements travel as (pg_type.dat of PostgreSQL); they never change. */
const elementTypes: Readonly<Record<ColumnType, number>> = {
  uuid: 2950,
  text: 25,
  boolean: 16,
  integer: 23,
  bigint: 20,
  date: 1082,
  timestamptz: 1184,
  jsonb: 3802,
  'text[]': 25,
  bytea: 17,
};

/** Where an array's header says whether there are nulls: after the number of dimensions. */
const HAS_NULLS = 4;
const NULL = -1;
const JSONB_VERSION = 1;
/** Texts up to this length are copied character by character, which is faster than the call that copies long ones. */
const SHORT = 48;
const TWO_TO_32 = 2 ** 32;

const refused = (column: string, type: ColumnType): EtlError =>
  new EtlError('POSTGRES_DATA', 'record', `column ${column} was to hold what is no ${type}`, {
    component: COMPONENT,
    details: { column },
  });

/** Bytes that grow as they are written. */
class Bytes {
  #buffer = Buffer.allocUnsafe(64 * 1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  copy(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  /** Makes room and moves on. @returns where to write */
  #take(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    return at;
  }

  byte(value: number): void {
    const at = this.#take(1);
    this.#buffer[at] = value;
  }

  int32(value: number): void {
    const at = this.#take(4);
    this.int32At(value, at);
  }

  int32At(value: number, at: number): void {
    const buffer = this.#buffer;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
  }

  /** A whole number up to 2⁵³ in either direction, as two's complement of 64 bits. */
  int64(value: number): void {
    this.int32(Math.floor(value / TWO_TO_32));
    this.int32(value % TWO_TO_32);
  }

  bigInt64(value: bigint): void {
    this.#buffer.writeBigInt64BE(value, this.#take(8));
  }

  bytes(values: Uint8Array): void {
    const at = this.#take(values.length);
    this.#buffer.set(values, at);
  }

  /** UTF-8. */
  text(text: string): void {
    const at = this.#take(text.length * 3);
    this.#length = at + (text.length > SHORT ? this.#buffer.write(text, at) : this.#shortText(text, at));
  }

  #shortText(text: string, at: number): number {
    const buffer = this.#buffer;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) return buffer.write(text, at);
      buffer[at + index] = code;
    }
    return text.length;
  }
}

const shared = new Bytes();

/** @returns undefined for a value that is none of the type */
const textOf = (type: ColumnType, value: unknown): string | undefined => {
  if (type === 'jsonb') return JSON.stringify(value);
  if (type === 'text[]') return Array.isArray(value) ? arrayLiteral(value as readonly string[]) : undefined;
  return typeof value === 'string' ? value : undefined;
};

const writeTextual = (into: Bytes, type: ColumnType, value: unknown): boolean => {
  const text = textOf(type, value);
  if (text === undefined) return false;
  const at = into.length;
  into.int32(0);
  if (type === 'jsonb') into.byte(JSONB_VERSION);
  into.text(text);
  into.int32At(into.length - at - 4, at);
  return true;
};

const DAY = 86_400_000;
/** Where PostgreSQL counts days and microseconds from: 1 January 2000 UTC, in milliseconds since 1970. */
const EPOCH = Date.UTC(2000, 0, 1);
/** Milliseconds whose microseconds a JavaScript number may not hold exactly. */
const LARGE = 9e12;

const writeInstant = (into: Bytes, text: string): boolean => {
  const since = instantOf(text) - EPOCH;
  if (!Number.isSafeInteger(since)) return false;
  into.int32(8);
  if (Math.abs(since) < LARGE) into.int64(since * 1000);
  else into.bigInt64(BigInt(since) * 1000n);
  return true;
};

const writeDay = (into: Bytes, text: string): boolean => {
  const days = dayOf(text) - EPOCH / DAY;
  if (Number.isNaN(days)) return false;
  into.int32(4);
  into.int32(days);
  return true;
};

const writeUuid = (into: Bytes, text: string): boolean => {
  const bytes = uuidBytes(text);
  if (bytes === undefined) return false;
  into.int32(16);
  into.bytes(bytes);
  return true;
};

const writeBytes = (into: Bytes, bytes: Uint8Array): boolean => {
  into.int32(bytes.length);
  into.bytes(bytes);
  return true;
};

const writeNumber = (into: Bytes, type: ColumnType, value: unknown): boolean => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) return false;
  into.int32(type === 'bigint' ? 8 : 4);
  if (type === 'bigint') into.int64(number);
  else into.int32(number);
  return type === 'bigint' || number === (number | 0);
};

/** @returns false for a value that is none of the type */
const writeFixed = (into: Bytes, type: ColumnType, value: unknown): boolean => {
  if (type === 'boolean') {
    into.int32(1);
    into.byte(value === true ? 1 : 0);
    return typeof value === 'boolean';
  }
  if (type === 'integer' || type === 'bigint') return writeNumber(into, type, value);
  if (value instanceof Uint8Array) return type === 'bytea' && writeBytes(into, value);
  if (typeof value !== 'string') return false;
  if (type === 'uuid') return writeUuid(into, value);
  if (type === 'date') return writeDay(into, value);
  return type === 'timestamptz' && writeInstant(into, value);
};

const columnArray = (column: string, type: ColumnType, rows: readonly Row[]): Buffer => {
  const into = shared;
  into.clear();
  into.int32(1);
  into.int32(0);
  into.int32(elementTypes[type]);
  into.int32(rows.length);
  into.int32(1);
  const textual = isTextual(type);
  let nulls = 0;
  for (const row of rows) {
    const value = row[column] ?? null;
    if (value === null) {
      into.int32(NULL);
      nulls = 1;
    } else if (!(textual ? writeTextual : writeFixed)(into, type, value)) throw refused(column, type);
  }
  into.int32At(nulls, HAS_NULLS);
  return into.copy();
};

/** The element type of the array that a column travels in; a list of texts travels as its literal. */
const elementOf = (type: ColumnType): string => (type === 'text[]' ? 'text' : type);

/**
 * Rows column by column, one array a column in PostgreSQL's binary form: the database takes them at half the cost of
 * JSON, which it has to parse, to look columns up in, and to convert from text (docs/performance.md).
 *
 * @param parameter adds a value to the statement's parameters; gives its `$n`
 * @returns an item for a FROM clause, named `r`, with the columns in their order
 * @throws EtlError `POSTGRES_DATA` (record), as the database would, for a value that is none of its column's type
 */
export const columnSource = (
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly Row[],
  parameter: (value: Buffer) => string,
): string => {
  const entries = Object.entries(columns);
  const arrays = entries.map(([name, type]) => `${parameter(columnArray(name, type, rows))}::${elementOf(type)}[]`);
  const names = entries.map(([name]) => `"${name}"`);
  const cast = entries.map(([name, type]) => (type === 'text[]' ? `u."${name}"::text[] as "${name}"` : `u."${name}"`));
  return `(select ${cast.join(', ')} from unnest(${arrays.join(', ')}) as u(${names.join(', ')})) as r`;
};
