import type { Content, NameValue, TextValue } from '../content/values.ts';
import { fixedComparisons } from './catalogue.ts';
import { compareDates } from './dates.ts';
import { memoised, type Memo } from './memo.ts';
import { compareFullNames, compareNames, nameLevels } from './names.ts';
import { compareIdentifiers, compareMails, comparePhones } from './sets.ts';
import { comparePlaces, compareStreets, compareTexts } from './texts.ts';

/** Indices of the comparisons in the catalogue's order. */
export const fieldIndex = {
  givenName: 0,
  familyName: 1,
  fullName: 2,
  birthDate: 3,
  sex: 4,
  phone: 5,
  email: 6,
  identifier: 7,
  street: 8,
  place: 9,
  suffix: 10,
  birthPlace: 11,
} as const;

const close = nameLevels.indexOf('close');
const swapped = nameLevels.indexOf('swapped');
const similar = nameLevels.indexOf('similar');

/** Compares two contents field by field. */
export interface Comparer {
  /** Writes the level of each comparison into `levels`; −1 where there is no evidence. Symmetric. */
  readonly compare: (a: Content, b: Content, levels: Int8Array) => void;
}

const hasParts = (content: Content): boolean => content.given !== null || content.family !== null;

const pair = <V extends { readonly id: number }>(a: V | null, b: V | null, compare: Memo<V>): number =>
  a === null || b === null ? -1 : compare(a, b);

const agrees = (level: number): boolean => level >= 0 && level <= similar;

const compareParts = (a: Content, b: Content, levels: Int8Array, compare: Memo<NameValue>): void => {
  const given = pair(a.given, b.given, compare);
  const family = pair(a.family, b.family, compare);
  levels[fieldIndex.givenName] = given;
  levels[fieldIndex.familyName] = family;
  if ((given >= 0 && given < close) || (family >= 0 && family < close)) return;
  const crossed = pair(a.given, b.family, compare);
  const crossedBack = pair(a.family, b.given, compare);
  if (!agrees(crossed) && !agrees(crossedBack)) return;
  // Written into each other's columns: one level for the exchange, the other for how well the names agree; null for a
  // name alone.
  levels[fieldIndex.givenName] = swapped;
  levels[fieldIndex.familyName] = crossed === -1 || crossedBack === -1 ? -1 : Math.max(crossed, crossedBack);
};

const createNameComparison = () => {
  const parts = memoised(compareNames);
  const full = memoised(compareFullNames);
  return (a: Content, b: Content, levels: Int8Array): void => {
    levels[fieldIndex.givenName] = -1;
    levels[fieldIndex.familyName] = -1;
    levels[fieldIndex.fullName] = -1;
    if (hasParts(a) && hasParts(b)) compareParts(a, b, levels, parts);
    else if (a.full !== null && b.full !== null) levels[fieldIndex.fullName] = full(a.full, b.full);
  };
};

const sets = (a: readonly string[], b: readonly string[], compare: typeof comparePhones): number =>
  a.length === 0 || b.length === 0 ? -1 : compare(a, b);

const suffixes = (a: string | null, b: string | null): number => (a === null || b === null ? -1 : a === b ? 0 : 1);

/** Makes a comparer with memories of its own. */
export const createComparer = (): Comparer => {
  const names = createNameComparison();
  const dates = memoised(compareDates);
  const streets = memoised(compareStreets);
  const places = memoised(comparePlaces);
  const birthPlaces = memoised(compareTexts);
  const texts: Memo<TextValue>[] = [];
  return {
    compare: (a, b, levels) => {
      names(a, b, levels);
      levels[fieldIndex.birthDate] = pair(a.birth, b.birth, dates);
      levels[fieldIndex.sex] = a.sex === 0 || b.sex === 0 ? -1 : a.sex === b.sex ? 0 : 1;
      levels[fieldIndex.phone] = sets(a.phones, b.phones, comparePhones);
      levels[fieldIndex.email] = sets(a.emails, b.emails, compareMails);
      levels[fieldIndex.identifier] = compareIdentifiers(a.identifiers, b.identifiers);
      levels[fieldIndex.street] = pair(a.street, b.street, streets);
      levels[fieldIndex.place] = pair(a.place, b.place, places);
      levels[fieldIndex.suffix] = suffixes(a.suffix, b.suffix);
      levels[fieldIndex.birthPlace] = pair(a.birthPlace, b.birthPlace, birthPlaces);
      for (let index = 0; index < a.texts.length; index += 1) {
        texts[index] ??= memoised(compareTexts, 14);
        levels[fixedComparisons + index] = pair(
          a.texts[index] ?? null,
          b.texts[index] ?? null,
          texts[index] as Memo<TextValue>,
        );
      }
    },
  };
};
