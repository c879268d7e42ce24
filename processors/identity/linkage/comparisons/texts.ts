import { distance } from 'fastest-levenshtein';
import type { PlaceValue, StreetValue, TextValue } from '../content/values.ts';
import { withinOneEdit } from './similarity.ts';

/** Levels of any other text, best first. */
export const textLevels = ['same', 'similar', 'partly', 'different'] as const;

/** Levels of house and street, best first. */
export const streetLevels = ['same', 'similar', 'same-street', 'partly', 'different'] as const;

/** Levels of postcode, locality and region, best first. */
export const placeLevels = [
  'same',
  'nearly-same',
  'same-postcode',
  'same-locality',
  'similar-locality',
  'similar-postcode',
  'same-region',
  'different',
] as const;

/** Share of letters that are alike, 0 to 1. */
const likeness = (a: string, b: string): number => 1 - distance(a, b) / Math.max(a.length, b.length, 1);

const wordsAlike = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) >= 4 && withinOneEdit(a, b));

/** How many words of the shorter list stand in the longer, typing errors allowed. */
const sharedWords = (a: readonly string[], b: readonly string[]): number => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.filter((word) => long.some((other) => wordsAlike(word, other))).length;
};

const textGrade = (a: string, b: string, aWords: readonly string[], bWords: readonly string[]): 0 | 1 | 2 | 3 => {
  if (a === b) return 3;
  const shared = Math.min(sharedWords(aWords, bWords), sharedWords(bWords, aWords));
  const fewest = Math.min(aWords.length, bWords.length);
  if (likeness(a, b) >= 0.8 || (shared === fewest && aWords.length === bWords.length)) return 2;
  if (a.replaceAll(' ', '') === b.replaceAll(' ', '')) return 2;
  return shared > 0 && shared * 2 >= fewest ? 1 : 0;
};

/**
 * Compares two texts by their words and letters.
 *
 * @returns an index of {@link textLevels}; symmetric
 */
export const compareTexts = (a: TextValue, b: TextValue): number => 3 - textGrade(a.text, b.text, a.words, b.words);

const numbers = /^\d/u;
const named = (words: readonly string[]): string[] => words.filter((word) => !numbers.test(word));

const sameHouse = (a: string, b: string): boolean => a === b || Number.parseInt(a, 10) === Number.parseInt(b, 10);

/**
 * Compares two streets with their houses.
 *
 * @returns an index of {@link streetLevels}; symmetric
 */
export const compareStreets = (a: StreetValue, b: StreetValue): number => {
  const grade = textGrade(a.street, b.street, named(a.words), named(b.words));
  const houses = a.house === null || b.house === null ? 'unknown' : sameHouse(a.house, b.house) ? 'same' : 'other';
  if (grade === 3) return streetLevels.indexOf(houses === 'same' || a.key === b.key ? 'same' : 'same-street');
  if (grade === 2) return streetLevels.indexOf(houses === 'other' ? 'same-street' : 'similar');
  if (grade === 1) return streetLevels.indexOf(houses === 'same' ? 'similar' : 'partly');
  return streetLevels.indexOf('different');
};

const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;

const same = (a: string | null, b: string | null): boolean => a !== null && a === b;

const text = (value: string): string | null => (value === '' ? null : value);

const codesAlike = (a: string | null, b: string | null): boolean => a !== null && b !== null && withinOneEdit(a, b);

const localitiesAlike = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && textGrade(a, b, a.split(' '), b.split(' ')) >= 2;

type PlaceLevel = (typeof placeLevels)[number];

/** What postcode and locality say, when they say that the two are at or near one place. */
const agreeingLevel = (a: PlaceValue, b: PlaceValue): PlaceLevel | undefined => {
  const [mine, theirs] = [text(a.locality), text(b.locality)];
  const [postcodes, localities] = [same(a.postcode, b.postcode), same(mine, theirs)];
  if (postcodes && localities) return 'same';
  const [nearCodes, nearLocalities] = [codesAlike(a.postcode, b.postcode), localitiesAlike(mine, theirs)];
  if ((postcodes && nearLocalities) || (localities && nearCodes)) return 'nearly-same';
  if (postcodes) return 'same-postcode';
  if (localities) return 'same-locality';
  if (nearLocalities) return 'similar-locality';
  return nearCodes ? 'similar-postcode' : undefined;
};

/** What two places say between them; undefined when they have no part in common. */
const placeLevel = (a: PlaceValue, b: PlaceValue): PlaceLevel | undefined => {
  const agreeing = agreeingLevel(a, b);
  if (agreeing !== undefined) return agreeing;
  if (same(a.region, b.region)) return 'same-region';
  const apart =
    differ(a.postcode, b.postcode) || differ(text(a.locality), text(b.locality)) || differ(a.region, b.region);
  return apart ? 'different' : undefined;
};

/**
 * Compares two places as one piece of evidence, because postcode, locality and region say much the same.
 *
 * @returns an index of {@link placeLevels}, or −1 where the two have no part in common; symmetric
 */
export const comparePlaces = (a: PlaceValue, b: PlaceValue): number => {
  const level = placeLevel(a, b);
  return level === undefined ? -1 : placeLevels.indexOf(level);
};
