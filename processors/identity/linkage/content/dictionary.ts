import type { NameToken } from '../../../normalise/index.ts';
import type { PersonProfile } from '../profile.ts';
import { hash53 } from './hash.ts';
import type { Content, DateValue, NameValue, PlaceValue, SexCode, StreetValue, TextValue } from './values.ts';

/** Fields whose values are more or less rare. */
export type RarityField =
  'givenName' | 'familyName' | 'fullName' | 'birthDate' | 'locality' | 'postcode' | (string & {});

/** Tells how much more than an average value a value says, 1/256 bit; 0 where nothing is known. */
export type Rarity = (field: RarityField, key: string, tokens: readonly NameToken[]) => number;

export interface DictionaryOptions {
  /** Names of the further texts that are compared, in order. */
  readonly texts: readonly string[];
  /** None while a model is trained. */
  readonly rarity?: Rarity;
}

/** Makes contents of profiles, each distinct value once. */
export interface Dictionary {
  readonly contentOf: (profile: PersonProfile) => Content;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort(byText);

const internerOf = <T>(nextId: () => number, make: (key: string, id: number) => T): ((key: string) => T) => {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key, nextId());
    known.set(key, made);
    return made;
  };
};

const sexCodes = { male: 1, female: 2, other: 3 } as const;

const sexCode = (sex: PersonProfile['sex']): SexCode => (sex === null ? 0 : sexCodes[sex]);

/** Names in an order that does not depend on how they were written down. */
const ordered = (tokens: readonly NameToken[]): NameToken[] => {
  const distinct = new Map(tokens.map((token) => [token.native, token]));
  return [...distinct.values()].sort((a, b) => byText(a.native, b.native));
};

const keyOfNames = (tokens: readonly NameToken[]): string => tokens.map(({ native }) => native).join(' ');

/** The contents' own text, from which their id is made. */
const textOf = (content: Omit<Content, 'id'>): string =>
  JSON.stringify([
    content.given?.key,
    content.family?.key,
    content.full?.key,
    content.birth?.key,
    content.sex,
    content.phones,
    content.emails,
    content.identifiers.map(({ slot, value, unique }) => [slot, value, unique]),
    content.street?.key,
    content.place?.key,
    content.suffix,
    content.birthPlace?.key,
    content.texts.map((text) => text?.key ?? null),
  ]);

/** Two hashes. The order of ids is that of the first, which does not see how names of the same words are spelt. */
const idOf = (content: Omit<Content, 'id'>): string => {
  const text = textOf(content);
  const spelt = [text, content.given?.spelling, content.family?.spelling, content.full?.spelling].join('\t');
  return `${hash53(text, 1).toString(36)}-${hash53(spelt, 2).toString(36)}`;
};

/** Reads what {@link keyOfDate} wrote. */
const datePartsOf = (key: string): Pick<DateValue, 'year' | 'month' | 'day' | 'imprecise'> => {
  const [year = '', month, day] = key.replace('~', '').split('-');
  return {
    year: Number(year),
    month: month === undefined ? null : Number(month),
    day: day === undefined ? null : Number(day),
    imprecise: key.endsWith('~') || day === undefined,
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

const createInterners = (rarity: Rarity, texts: readonly string[]) => {
  let ids = 0;
  // One count for all kinds: given names are compared with family names too.
  const nextId = (): number => ids++;
  const names = (field: RarityField) => {
    const known = new Map<string, NameValue>();
    return (tokens: readonly NameToken[]): NameValue | null => {
      if (tokens.length === 0) return null;
      // By the forms too: names of the same words would else have those of whoever came first.
      const spelling = tokens.map(({ native, latin, skeleton }) => `${native} ${latin} ${skeleton}`).join('|');
      const found = known.get(spelling);
      if (found !== undefined) return found;
      const list = ordered(tokens);
      const key = keyOfNames(list);
      const joined = tokens.map(({ latin }) => latin).join('');
      const made = { id: nextId(), key, tokens: list, spelling, joined, rarity: rarity(field, key, list) };
      known.set(spelling, made);
      return made;
    };
  };
  const textsNamed = (name: string) =>
    internerOf(nextId, (key, id): TextValue => ({
      id,
      key,
      text: key,
      words: key.split(' '),
      rarity: rarity(name, key, []),
    }));
  return {
    given: names('givenName'),
    family: names('familyName'),
    full: names('fullName'),
    date: internerOf(nextId, (key, id): DateValue => ({
      id,
      key,
      ...datePartsOf(key),
      rarity: rarity('birthDate', key, []),
    })),
    street: internerOf(nextId, (key, id) => streetOf(key, id, rarity)),
    place: internerOf(nextId, (key, id) => placeOf(key, id, rarity)),
    birthPlace: textsNamed('birthPlace'),
    texts: texts.map(textsNamed),
  };
};

const two = (part: number): string => String(part).padStart(2, '0');

/** `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or `YYYY-MM-DD~` for a day that stands for an unknown one. */
const keyOfDate = (birth: NonNullable<PersonProfile['birth']>): string => {
  const year = String(birth.year).padStart(4, '0');
  if (birth.month === null) return year;
  if (birth.day === null) return `${year}-${two(birth.month)}`;
  return `${year}-${two(birth.month)}-${two(birth.day)}${birth.imprecise ? '~' : ''}`;
};

export const createDictionary = (options: DictionaryOptions): Dictionary => {
  const interners = createInterners(options.rarity ?? (() => 0), options.texts);
  const streetOf = ({ address }: PersonProfile): StreetValue | null => {
    const street = address?.street.join(' ') ?? '';
    return street === '' ? null : interners.street(`${address?.house ?? ''}\t${street}`);
  };
  const placeOf = ({ address, region }: PersonProfile): PlaceValue | null => {
    const key = `${address?.locality.join(' ') ?? ''}\t${address?.postcode ?? ''}\t${region ?? ''}`;
    return key === '\t\t' ? null : interners.place(key);
  };
  const textsOf = (profile: PersonProfile): (TextValue | null)[] =>
    options.texts.map((name, index) => {
      const text = profile.texts[name];
      return text === undefined || text === '' ? null : (interners.texts[index]?.(text) ?? null);
    });
  return {
    contentOf: (profile) => {
      const fields: Omit<Content, 'id'> = {
        given: interners.given(profile.names.given),
        family: interners.family(profile.names.family),
        full: interners.full(profile.names.all),
        birth: profile.birth === null ? null : interners.date(keyOfDate(profile.birth)),
        sex: sexCode(profile.sex),
        phones: sorted(profile.phones),
        emails: sorted(profile.emails),
        identifiers: [...profile.identifiers].sort((a, b) => byText(a.slot, b.slot) || byText(a.value, b.value)),
        street: streetOf(profile),
        place: placeOf(profile),
        suffix: profile.names.suffix,
        birthPlace: profile.birthPlace === null ? null : interners.birthPlace(profile.birthPlace),
        texts: textsOf(profile),
      };
      return { id: idOf(fields), ...fields };
    },
  };
};
