import type { NameToken } from '../../../normalise/index.ts';
import type { PersonProfile } from '../profile.ts';
import { Recent } from './recent.ts';
import type { DateValue, NameValue, PlaceValue, StreetValue, TextValue } from './values.ts';

/** Fields whose values are more or less rare. */
export type RarityField =
  'givenName' | 'familyName' | 'fullName' | 'birthDate' | 'locality' | 'postcode' | (string & {});

/** Tells how much more than an average value a value says, 1/256 bit; 0 where nothing is known. */
export type Rarity = (field: RarityField, key: string, tokens: readonly NameToken[]) => number;

/** What is known of a birth date. */
export type DateParts = Pick<NonNullable<PersonProfile['birth']>, 'year' | 'month' | 'day' | 'imprecise'>;

/** Makes values, or finds one made lately; what is unknown is null. */
export interface Interning {
  readonly given: (tokens: readonly NameToken[]) => NameValue | null;
  readonly family: (tokens: readonly NameToken[]) => NameValue | null;
  readonly full: (tokens: readonly NameToken[]) => NameValue | null;
  readonly date: (parts: DateParts) => DateValue;
  /** By house and street, parted by a tab. */
  readonly street: (key: string) => StreetValue;
  /** By locality, postcode and region, parted by tabs. */
  readonly place: (key: string) => PlaceValue;
  readonly birthPlace: (key: string) => TextValue;
  /** In the order of the names of further texts. */
  readonly texts: readonly ((key: string) => TextValue)[];
}

/** Orders texts by code unit. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Names in an order that does not depend on how they were written down. */
const ordered = (tokens: readonly NameToken[]): NameToken[] => {
  const distinct = new Map(tokens.map((token) => [token.native, token]));
  return [...distinct.values()].sort((a, b) => byText(a.native, b.native));
};

/** All forms of a word of a name as one text, those that are as the native one left out; none is empty or holds a space. */
export const textOfToken = ({ native, latin, skeleton, initial }: NameToken): string =>
  `${native}\t${latin === native ? '' : latin}\t${skeleton === native ? '' : skeleton}${initial ? '\ti' : ''}`;

/** Reads what {@link textOfToken} wrote. */
export const tokenOfText = (text: string): NameToken => {
  const [native = '', latin = '', skeleton = '', initial] = text.split('\t');
  return { native, latin: latin || native, skeleton: skeleton || native, initial: initial !== undefined };
};

const spellingOf = (tokens: readonly NameToken[]): string => {
  let spelling = '';
  for (const token of tokens) spelling += spelling === '' ? textOfToken(token) : ` ${textOfToken(token)}`;
  return spelling;
};

const two = (part: number): string => String(part).padStart(2, '0');

/** `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or `YYYY-MM-DD~` for a day that stands for an unknown one. */
const keyOfDate = ({ year, month, day, imprecise }: DateParts): string => {
  const years = String(year).padStart(4, '0');
  if (month === null) return years;
  if (day === null) return `${years}-${two(month)}`;
  return `${years}-${two(month)}-${two(day)}${imprecise ? '~' : ''}`;
};

const dateOf = (key: string, id: number, { year, month, day, imprecise }: DateParts, rarity: Rarity): DateValue => {
  const known = month === null ? null : day;
  return {
    id,
    key,
    year,
    month,
    day: known,
    imprecise: imprecise || known === null,
    rarity: rarity('birthDate', key, []),
  };
};

const streetOf = (key: string, id: number, rarity: Rarity): StreetValue => {
  const [house = '', street = ''] = key.split('\t');
  return {
    id,
    key,
    house: house === '' ? null : house,
    street,
    words: street.split(' ').filter((word) => word !== ''),
    rarity: rarity('street', street, []),
  };
};

const placeOf = (key: string, id: number, rarity: Rarity): PlaceValue => {
  const [locality = '', postcode = '', region = ''] = key.split('\t');
  return {
    id,
    key,
    locality,
    postcode: postcode === '' ? null : postcode,
    region: region === '' ? null : region,
    rarity: locality === '' ? 0 : rarity('locality', locality, []),
    postcodeRarity: postcode === '' ? 0 : rarity('postcode', postcode, []),
  };
};

/**
 * Makes values of texts.
 *
 * @param texts names of the further texts that are compared, in order
 * @param remembered how many values of a kind are found again rather than made anew, about; Infinity: all
 */
export const createInterning = (rarity: Rarity, texts: readonly string[], remembered: number): Interning => {
  let ids = 0;
  // One count for all kinds: given names are compared with family names too.
  const nextId = (): number => ids++;
  const interned = <Value>(make: (key: string, id: number) => Value): ((key: string) => Value) => {
    const recent = new Recent<Value>(remembered);
    return (key) => {
      const found = recent.get(key);
      if (found !== undefined) return found;
      const made = make(key, nextId());
      recent.set(key, made);
      return made;
    };
  };
  const named = (field: RarityField, written: readonly NameToken[], spelling: string): NameValue => {
    const tokens = ordered(written);
    const key = tokens.map(({ native }) => native).join(' ');
    const joined = written.map(({ latin }) => latin).join('');
    return { id: nextId(), key, tokens, spelling, written, joined, rarity: rarity(field, key, tokens) };
  };
  const names = (field: RarityField) => {
    const recent = new Recent<NameValue>(remembered);
    return (written: readonly NameToken[]): NameValue | null => {
      if (written.length === 0) return null;
      const spelling = spellingOf(written);
      const found = recent.get(spelling);
      if (found !== undefined) return found;
      const made = named(field, written, spelling);
      recent.set(spelling, made);
      return made;
    };
  };
  // Hardly two people have the same names in full: looking for them would cost more than it finds.
  const fullNames = (written: readonly NameToken[]): NameValue | null =>
    written.length === 0 ? null : named('fullName', written, spellingOf(written));
  const dates = new Recent<DateValue>(remembered);
  const date = (parts: DateParts): DateValue => {
    const key = keyOfDate(parts);
    const found = dates.get(key);
    if (found !== undefined) return found;
    const made = dateOf(key, nextId(), parts, rarity);
    dates.set(key, made);
    return made;
  };
  const textsNamed = (name: string) =>
    interned((key, id): TextValue => ({ id, key, text: key, words: key.split(' '), rarity: rarity(name, key, []) }));
  return {
    given: names('givenName'),
    family: names('familyName'),
    full: remembered === Infinity ? names('fullName') : fullNames,
    date,
    street: interned((key, id) => streetOf(key, id, rarity)),
    place: interned((key, id) => placeOf(key, id, rarity)),
    birthPlace: textsNamed('birthPlace'),
    texts: texts.map(textsNamed),
  };
};
