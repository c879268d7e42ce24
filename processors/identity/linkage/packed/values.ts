import type { NameToken } from '../../../normalise/index.ts';
import type { DateParts, Interning } from '../content/interning.ts';
import { tokenOfText } from '../content/interning.ts';
import { placeOf, spread } from '../edges/hash.ts';
import type { DateValue, NameValue, PlaceValue } from '../content/values.ts';
import type { ByteReader } from './bytes.ts';
import type { Texts } from './texts.ts';

/** So many of a kind are found again by number, at places that follow from the number. */
const places = 8192;

interface Numbered<Value> {
  readonly number: number;
  readonly value: Value;
}

interface Named {
  /** The numbers of its words plus one. */
  readonly words: readonly number[];
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
  readonly #tokens = new Array<Numbered<NameToken> | undefined>(places);
  readonly #given = new Array<Named | undefined>(places);
  readonly #family = new Array<Named | undefined>(places);
  readonly #places = new Array<Numbered<PlaceValue> | undefined>(places);
  readonly #dates = new Array<Numbered<DateValue> | undefined>(places);

  constructor(texts: Texts, interning: Interning) {
    this.#texts = texts;
    this.#interning = interning;
  }

  /** Forgets what numbers of texts stood for. */
  forget(): void {
    this.#tokens.fill(undefined);
    this.#given.fill(undefined);
    this.#family.fill(undefined);
    this.#places.fill(undefined);
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
    const at = placeOf(spread(number), places);
    const known = this.#places[at];
    if (known?.number === number) return known.value;
    const value = this.#interning.place(this.#texts.textOf(number));
    this.#places[at] = { number, value };
    return value;
  }

  date(number: number): DateValue {
    const at = placeOf(spread(number), places);
    const known = this.#dates[at];
    if (known?.number === number) return known.value;
    const value = this.#interning.date(dateOfNumber(number));
    this.#dates[at] = { number, value };
    return value;
  }

  #token(number: number): NameToken {
    const at = placeOf(spread(number), places);
    const known = this.#tokens[at];
    if (known?.number === number) return known.value;
    const token = tokenOfText(this.#texts.textOf(number));
    this.#tokens[at] = { number, value: token };
    return token;
  }

  #name(reader: ByteReader, known: (Named | undefined)[], make: NameOf): NameValue | null {
    const start = reader.at;
    const count = reader.number();
    if (count === 0) return null;
    let hash = 0;
    for (let words = 0; words < count; words += 1) hash = (Math.imul(hash, 31) + reader.number()) | 0;
    const end = reader.at;
    const place = placeOf(spread(hash), places);
    const found = known[place];
    reader.at = start;
    if (found !== undefined && areNext(found.words, reader)) return found.value;
    reader.at = start;
    const value = make(this.tokens(reader));
    reader.at = start;
    reader.number();
    const words: number[] = [];
    while (reader.at < end) words.push(reader.number());
    if (value !== null) known[place] = { words, value };
    return value;
  }
}

/** Whether a name of these words is what is read next. */
const areNext = (words: readonly number[], reader: ByteReader): boolean => {
  if (reader.number() !== words.length) return false;
  for (const word of words) if (reader.number() !== word) return false;
  return true;
};
