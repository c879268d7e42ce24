import type { NameToken } from '../../../normalise/index.ts';
import type { DateParts, Interning } from '../content/interning.ts';
import { tokenOfText } from '../content/interning.ts';
import type { DateValue, NameValue, PlaceValue } from '../content/values.ts';
import type { ByteReader } from './bytes.ts';
import type { Texts } from './texts.ts';

/** So many of a kind are found again by number, at places that follow from the number. */
const places = 8192;

interface Named {
  /** The bytes that name the words. */
  readonly bytes: Buffer;
  readonly value: NameValue;
}

type NameOf = (tokens: readonly NameToken[]) => NameValue | null;

/** A date as one number. */
export const numberOfDate = ({ year, month, day, imprecise }: DateParts): number =>
  ((year * 13 + (month ?? 0)) * 32 + (day ?? 0)) * 2 + Number(imprecise);

const dateOfNumber = (number: number): DateParts => {
  const days = Math.floor(number / 2);
  const months = Math.floor(days / 32);
  const [day, month] = [days % 32, months % 13];
  return {
    year: Math.floor(months / 13),
    month: month === 0 ? null : month,
    day: day === 0 ? null : day,
    imprecise: number % 2 === 1,
  };
};

/** The values that packed contents name by numbers. What was asked for lately is found again without reading its text. */
export class PackedValues {
  readonly #texts: Texts;
  readonly #interning: Interning;
  #tokens: { readonly number: number; readonly token: NameToken }[] = [];
  #given: Named[] = [];
  #family: Named[] = [];
  #places: { readonly number: number; readonly value: PlaceValue }[] = [];
  #dates: { readonly number: number; readonly value: DateValue }[] = [];

  constructor(texts: Texts, interning: Interning) {
    this.#texts = texts;
    this.#interning = interning;
  }

  /** Forgets what numbers of texts stood for. */
  forget(): void {
    this.#tokens = [];
    this.#given = [];
    this.#family = [];
    this.#places = [];
  }

  given(reader: ByteReader): NameValue | null {
    return this.#name(reader, this.#given, this.#interning.given);
  }

  family(reader: ByteReader): NameValue | null {
    return this.#name(reader, this.#family, this.#interning.family);
  }

  /** The words of a name, as many as are said. */
  tokens(reader: ByteReader): NameToken[] {
    return Array.from({ length: reader.number() }, () => this.#token(reader.number() - 1));
  }

  place(number: number): PlaceValue {
    const at = number % places;
    const known = this.#places[at];
    if (known?.number === number) return known.value;
    const value = this.#interning.place(this.#texts.textOf(number));
    this.#places[at] = { number, value };
    return value;
  }

  date(number: number): DateValue {
    const at = number % places;
    const known = this.#dates[at];
    if (known?.number === number) return known.value;
    const value = this.#interning.date(dateOfNumber(number));
    this.#dates[at] = { number, value };
    return value;
  }

  #token(number: number): NameToken {
    const at = number % places;
    const known = this.#tokens[at];
    if (known?.number === number) return known.token;
    const token = tokenOfText(this.#texts.textOf(number));
    this.#tokens[at] = { number, token };
    return token;
  }

  #name(reader: ByteReader, known: Named[], make: NameOf): NameValue | null {
    const { buffer, at: start } = reader;
    const count = reader.number();
    if (count === 0) return null;
    let hash = 0;
    for (let words = 0; words < count; words += 1) hash = (Math.imul(hash, 31) + reader.number()) | 0;
    const place = (hash >>> 0) % places;
    const found = known[place];
    if (found !== undefined && isAt(found.bytes, buffer, start)) return found.value;
    const end = reader.at;
    reader.at = start;
    const value = make(this.tokens(reader));
    // A copy: a part of a chunk would keep the whole.
    if (value !== null) known[place] = { bytes: Buffer.from(buffer.subarray(start, end)), value };
    return value;
  }
}

const isAt = (bytes: Buffer, buffer: Buffer, start: number): boolean => {
  for (let index = 0; index < bytes.length; index += 1) if (bytes[index] !== buffer[start + index]) return false;
  return true;
};
