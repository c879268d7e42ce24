import type { NameToken } from '../../../normalise/index.ts';
import type { ProfileIdentifier } from '../profile.ts';

/** A value that many records may have. */
interface Interned {
  /** Never given to another value, so that answers can be remembered by it; only in memory, never in a result. */
  readonly id: number;
  /** Equal for equal values. */
  readonly key: string;
  /** What a rare value says more, and a common one less, than an average one: 1/256 bit. */
  readonly rarity: number;
}

/** Given names, family names, or all names of a person. */
export interface NameValue extends Interned {
  /** Each once, in an order that does not depend on how they were written down. */
  readonly tokens: readonly NameToken[];
  /** The tokens as they were written, in all their forms: names that are compared alike in everything have one spelling. */
  readonly spelling: string;
  /** The tokens in the order written. */
  readonly written: readonly NameToken[];
  /** As written, in Latin letters, joined without spaces. */
  readonly joined: string;
}

/** A birth date with what is known of it. */
export interface DateValue extends Interned {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
  /** True for a year alone, a month alone, and for 1 January, which stands for an unknown day. */
  readonly imprecise: boolean;
}

/** House and street. */
export interface StreetValue extends Interned {
  readonly house: string | null;
  readonly street: string;
  readonly words: readonly string[];
}

/** Locality, postcode and region. The rarity is that of the locality. */
export interface PlaceValue extends Interned {
  readonly locality: string;
  readonly postcode: string | null;
  readonly region: string | null;
  /** As {@link Interned.rarity}, of the postcode. */
  readonly postcodeRarity: number;
}

/** Any other text. */
export interface TextValue extends Interned {
  readonly text: string;
  readonly words: readonly string[];
}

/** 0 unknown, 1 male, 2 female, 3 other. */
export type SexCode = 0 | 1 | 2 | 3;

/** What is compared of one record: equal contents are one node of the linkage, however many records have them. */
export interface Content {
  /** Equal exactly for equal contents. */
  readonly id: string;
  readonly given: NameValue | null;
  readonly family: NameValue | null;
  /** All names, whether or not it is known which of them is which. */
  readonly full: NameValue | null;
  readonly birth: DateValue | null;
  readonly sex: SexCode;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly identifiers: readonly ProfileIdentifier[];
  readonly street: StreetValue | null;
  readonly place: PlaceValue | null;
  readonly suffix: string | null;
  readonly birthPlace: TextValue | null;
  /** In the order in which the linkage names its texts. */
  readonly texts: readonly (TextValue | null)[];
}
