import type { Interning } from '../content/interning.ts';
import type { Content, NameValue, SexCode, StreetValue, TextValue } from '../content/values.ts';
import type { ByteReader } from './bytes.ts';
import { flag, idLength, unpackId, unpackMore } from './format.ts';
import type { Texts } from './texts.ts';
import type { PackedValues } from './values.ts';

/** What it takes to read packed contents. */
export interface Unpacking {
  readonly texts: Texts;
  readonly values: PackedValues;
  readonly interning: Interning;
}

type Rest = Pick<Content, 'street' | 'suffix' | 'birthPlace' | 'phones' | 'emails' | 'identifiers' | 'texts'>;

const noMore: Omit<Rest, 'street'> = {
  suffix: null,
  birthPlace: null,
  phones: [],
  emails: [],
  identifiers: [],
  texts: [],
};

/** A content that is read as far as it is asked for: most pairs are settled by names, dates and places. */
export class UnpackedContent implements Content {
  readonly given: Content['given'];
  readonly family: Content['family'];
  readonly birth: Content['birth'];
  readonly place: Content['place'];
  readonly sex: SexCode;
  readonly #unpacking: Unpacking;
  readonly #reader: ByteReader;
  readonly #start: number;
  readonly #flags: number;
  #rest: Rest | undefined;
  #full: NameValue | null | undefined;

  /** @param reader at the beginning of a packed content, for this object alone */
  constructor(reader: ByteReader, unpacking: Unpacking) {
    const { values } = unpacking;
    this.#unpacking = unpacking;
    this.#reader = reader;
    this.#start = reader.at;
    reader.at += idLength;
    const flags = reader.byte();
    this.#flags = flags;
    this.sex = (flags & 3) as SexCode;
    this.given = values.given(reader);
    this.family = values.family(reader);
    this.birth = (flags & flag.birth) === 0 ? null : values.date(reader.number());
    this.place = (flags & flag.place) === 0 ? null : values.place(reader.number() - 1);
  }

  get id(): string {
    const at = this.#reader.at;
    this.#reader.at = this.#start;
    const id = unpackId(this.#reader);
    this.#reader.at = at;
    return id;
  }

  get street(): Content['street'] {
    return this.#read().street;
  }

  get phones(): Content['phones'] {
    return this.#read().phones;
  }

  get emails(): Content['emails'] {
    return this.#read().emails;
  }

  get identifiers(): Content['identifiers'] {
    return this.#read().identifiers;
  }

  get suffix(): Content['suffix'] {
    return this.#read().suffix;
  }

  get birthPlace(): Content['birthPlace'] {
    return this.#read().birthPlace;
  }

  get texts(): Content['texts'] {
    return this.#read().texts;
  }

  get full(): NameValue | null {
    if (this.#full === undefined) this.#full = this.#readFull();
    return this.#full;
  }

  /** All of it, in an object that does not depend on what is packed. */
  whole(): Content {
    const { id, given, family, full, birth, sex, place } = this;
    return { id, given, family, full, birth, sex, place, ...this.#read() };
  }

  #readFull(): NameValue | null {
    const { interning, values } = this.#unpacking;
    if ((this.#flags & flag.fullJoined) !== 0)
      return interning.full([...(this.given?.written ?? []), ...(this.family?.written ?? [])]);
    if ((this.#flags & flag.fullOwn) === 0) return null;
    this.#read();
    return interning.full(values.tokens(this.#reader));
  }

  #read(): Rest {
    if (this.#rest !== undefined) return this.#rest;
    const street = (this.#flags & flag.street) === 0 ? null : this.#readStreet();
    this.#rest = { street, ...((this.#flags & flag.more) === 0 ? noMore : this.#readMore()) };
    return this.#rest;
  }

  #readStreet(): StreetValue {
    const street = this.#unpacking.texts.textOf(this.#reader.number() - 1);
    return this.#unpacking.interning.street(`${this.#reader.text()}\t${street}`);
  }

  #readMore(): Omit<Rest, 'street'> {
    const { texts, interning } = this.#unpacking;
    const more = unpackMore(this.#reader);
    const textOf = (number: number): string => texts.textOf(number - 1);
    return {
      suffix: more.suffix === 0 ? null : textOf(more.suffix),
      birthPlace: more.birthPlace === 0 ? null : interning.birthPlace(textOf(more.birthPlace)),
      phones: more.phones,
      emails: more.emails,
      identifiers: more.identifiers.map(({ slot, value, unique }) => ({ slot: textOf(slot), value, unique })),
      texts: more.texts.map((number, index): TextValue | null =>
        number === 0 ? null : (interning.texts[index]?.(textOf(number)) ?? null),
      ),
    };
  }
}
