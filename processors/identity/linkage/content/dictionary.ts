import type { PersonProfile } from '../profile.ts';
import { hash53 } from './hash.ts';
import type { Interning, Rarity } from './interning.ts';
import { byText, createInterning } from './interning.ts';
import type { Content, PlaceValue, SexCode, StreetValue, TextValue } from './values.ts';

export interface DictionaryOptions {
  /** Names of the further texts that are compared, in order. */
  readonly texts: readonly string[];
  /** None while a model is trained. */
  readonly rarity?: Rarity;
  /**
   * How many values of a kind are remembered to be found again; for whoever keeps no contents. All when absent, so that
   * each distinct value is there once.
   */
  readonly remembered?: number;
}

/** Makes contents of profiles. */
export interface Dictionary {
  readonly contentOf: (profile: PersonProfile) => Content;
  /** Of which the contents are made. */
  readonly interning: Interning;
}

const sorted = (values: readonly string[]): readonly string[] =>
  values.length < 2 ? values : [...new Set(values)].sort(byText);

const sexCodes = { male: 1, female: 2, other: 3 } as const;

const sexCode = (sex: PersonProfile['sex']): SexCode => (sex === null ? 0 : sexCodes[sex]);

/** The content's own text, from which its id is made; without what tells apart those who have the same names. */
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

/** Two hashes in base 36. The order of ids is that of the first, so that names in another order change it for nobody else. */
const idOf = (content: Omit<Content, 'id'>): string => {
  const text = textOf(content);
  const { given, family, full } = content;
  const spelt = `${text}${given?.spelling ?? ''}|${family?.spelling ?? ''}|${full?.spelling ?? ''}`;
  return `${hash53(text, 1).toString(36)}-${hash53(spelt, 2).toString(36)}`;
};

/** @see Dictionary */
export const createDictionary = (options: DictionaryOptions): Dictionary => {
  const interning = createInterning(options.rarity ?? (() => 0), options.texts, options.remembered ?? Infinity);
  const streetOf = ({ address }: PersonProfile): StreetValue | null => {
    const street = address?.street.join(' ') ?? '';
    return street === '' ? null : interning.street(`${address?.house ?? ''}\t${street}`);
  };
  const placeOf = ({ address, region }: PersonProfile): PlaceValue | null => {
    const key = `${address?.locality.join(' ') ?? ''}\t${address?.postcode ?? ''}\t${region ?? ''}`;
    return key === '\t\t' ? null : interning.place(key);
  };
  const textsOf = (profile: PersonProfile): (TextValue | null)[] =>
    options.texts.map((name, index) => {
      const text = profile.texts[name];
      return text === undefined || text === '' ? null : (interning.texts[index]?.(text) ?? null);
    });
  return {
    interning,
    contentOf: (profile) => {
      const fields: Omit<Content, 'id'> = {
        given: interning.given(profile.names.given),
        family: interning.family(profile.names.family),
        full: interning.full(profile.names.all),
        birth: profile.birth === null ? null : interning.date(profile.birth),
        sex: sexCode(profile.sex),
        phones: sorted(profile.phones),
        emails: sorted(profile.emails),
        identifiers: [...profile.identifiers].sort((a, b) => byText(a.slot, b.slot) || byText(a.value, b.value)),
        street: streetOf(profile),
        place: placeOf(profile),
        suffix: profile.names.suffix,
        birthPlace: profile.birthPlace === null ? null : interning.birthPlace(profile.birthPlace),
        texts: textsOf(profile),
      };
      return { id: idOf(fields), ...fields };
    },
  };
};
