import type { Content, DateValue, NameValue } from '../content/values.ts';
import { hash53 } from '../content/hash.ts';

/** Raise it whenever a rule gives other keys for the same content: models are made for one version. */
export const BLOCKING_VERSION = 2;

/** Two contents are compared when they share a key of a rule. */
export interface BlockingRule {
  readonly name: string;
  /**
   * Comparisons that the rule decides beforehand, or that depend on what it decides (who did not move lives in the same
   * street): training by this rule learns nothing about them.
   */
  readonly fixes: readonly string[];
  /** Texts of the keys; none when the content lacks what the rule needs. */
  readonly texts: (content: Content) => readonly string[];
  /** Whether a key names a value that is evidence itself, so that it says nothing when too many hold it. */
  readonly isValue?: boolean;
}

/** Names of more words than this are blocked by their longest words. */
const mostWords = 4;

const skeletons = (name: NameValue | null): string[] => {
  if (name === null) return [];
  const all = [...new Set(name.tokens.map(({ skeleton, latin }) => (skeleton === '' ? latin : skeleton)))];
  if (all.length <= mostWords) return all;
  return all.sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).slice(0, mostWords);
};

const initials = (name: NameValue | null): string[] =>
  name === null
    ? []
    : [...new Set(name.tokens.map(({ skeleton, latin }) => skeleton.slice(0, 1) || latin.slice(0, 1)))];

/** Given names where they are known as such, otherwise all names. */
const givenOf = ({ given, family, full }: Content): NameValue | null =>
  given === null && family === null ? full : given;
const familyOf = ({ given, family, full }: Content): NameValue | null =>
  given === null && family === null ? full : family;

/** A whole date, day and month in either order. */
const wholeDate = (birth: DateValue | null): string | undefined => {
  if (birth === null || birth.imprecise || birth.month === null || birth.day === null) return undefined;
  const [low, high] = birth.month < birth.day ? [birth.month, birth.day] : [birth.day, birth.month];
  return `${String(birth.year)}-${String(low)}-${String(high)}`;
};

const dayAndMonth = (birth: DateValue | null): string[] => {
  const date = wholeDate(birth);
  return date === undefined ? [] : [date.slice(date.indexOf('-'))];
};

const yearOf = (birth: DateValue | null): string[] => (birth === null ? [] : [String(birth.year)]);

const dateOf = (birth: DateValue | null): string[] => {
  const date = wholeDate(birth);
  return date === undefined ? [] : [date];
};

/** Where a person lives or was born, as narrowly as is known: postcode, else locality; birth place. */
const placesOf = ({ place, birthPlace }: Content): string[] => {
  const narrowest = place?.postcode ?? (place?.locality === '' ? undefined : place?.locality);
  return [...(narrowest === undefined ? [] : [narrowest]), ...(birthPlace === null ? [] : [birthPlace.text])];
};

const product = (...lists: readonly (readonly string[])[]): string[] =>
  lists.reduce<string[]>((done, list) => done.flatMap((head) => list.map((tail) => `${head}|${tail}`)), ['']);

/** Every two words of a name, in an order of their own. */
const wordPairs = (name: NameValue | null): string[] => {
  const words = skeletons(name).sort();
  return words.flatMap((first, index) => words.slice(index + 1).map((second) => `${first}|${second}`));
};

const start = (name: NameValue | null, letters: number): string[] =>
  name === null ? [] : [...new Set(name.tokens.map(({ latin }) => latin.slice(0, letters)))];

const streetKeys = ({ street, place }: Content): string[] => {
  if (street?.house == null) return [];
  const named = street.words.filter((word) => !/^\d/u.test(word));
  const word = named.reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  const area = place?.postcode ?? place?.locality ?? '';
  const house = String(Number.parseInt(street.house, 10) || street.house);
  return word === '' ? [] : [`${house}|${word.slice(0, 6)}|${area.slice(0, 4)}`];
};

/** Ways of writing a number with and without the country have their last digits in common. */
const phoneText = (phone: string): string => phone.slice(-8);

const longWords = (street: Content['street']): string[] =>
  (street?.words ?? []).filter((word) => word.length >= 5 && !/^\d/u.test(word));

/**
 * All rules, those first that find most for what they cost. A rule whose fields a source does not have gives no keys.
 */
export const blockingRules: readonly BlockingRule[] = [
  {
    name: 'identifier',
    fixes: ['identifier'],
    texts: ({ identifiers }) => identifiers.map(({ slot, value }) => `${slot}|${value}`),
  },
  { name: 'phone', fixes: ['phone'], texts: ({ phones }) => phones.map(phoneText), isValue: true },
  { name: 'email', fixes: ['email'], texts: ({ emails }) => emails, isValue: true },
  {
    name: 'birth-date+given-initial',
    fixes: ['birthDate', 'givenName'],
    texts: (content) => product(dateOf(content.birth), initials(givenOf(content))),
  },
  {
    name: 'birth-date+family-initial',
    fixes: ['birthDate', 'familyName'],
    texts: (content) => product(dateOf(content.birth), initials(familyOf(content))),
  },
  {
    name: 'names+birth-year',
    fixes: ['givenName', 'familyName', 'fullName', 'birthDate'],
    texts: ({ full, birth }) => product(wordPairs(full), yearOf(birth)),
  },
  { name: 'address', fixes: ['street', 'place'], texts: streetKeys },
  { name: 'names', fixes: ['givenName', 'familyName', 'fullName'], texts: ({ full }) => wordPairs(full) },
  {
    name: 'birth-date+place',
    fixes: ['birthDate', 'street', 'place', 'birthPlace'],
    texts: (content) => product(dateOf(content.birth), placesOf(content)),
  },
  {
    name: 'given-name+place',
    fixes: ['givenName', 'fullName', 'street', 'place', 'birthPlace'],
    texts: (content) => product(skeletons(givenOf(content)), placesOf(content)),
  },
  {
    name: 'family-name+place',
    fixes: ['familyName', 'fullName', 'street', 'place', 'birthPlace'],
    texts: (content) => product(skeletons(familyOf(content)), placesOf(content)),
  },
  {
    name: 'family-name+birth-year',
    fixes: ['familyName', 'fullName', 'birthDate'],
    texts: (content) => product(skeletons(familyOf(content)), yearOf(content.birth)),
  },
  {
    name: 'given-name+day-month',
    fixes: ['givenName', 'fullName', 'birthDate'],
    texts: (content) => product(skeletons(givenOf(content)), dayAndMonth(content.birth)),
  },
  {
    name: 'family-name+day-month',
    fixes: ['familyName', 'fullName', 'birthDate'],
    texts: (content) => product(skeletons(familyOf(content)), dayAndMonth(content.birth)),
  },
  {
    name: 'given-name+birth-year',
    fixes: ['givenName', 'fullName', 'birthDate'],
    texts: (content) => product(skeletons(givenOf(content)), yearOf(content.birth)),
  },
  {
    name: 'name-beginnings+birth-year',
    fixes: ['givenName', 'familyName', 'fullName', 'birthDate'],
    texts: (content) => product(start(givenOf(content), 2), start(familyOf(content), 2), yearOf(content.birth)),
  },
  { name: 'birth-date', fixes: ['birthDate'], texts: ({ birth }) => dateOf(birth) },
  {
    name: 'name-beginnings',
    fixes: ['givenName', 'familyName', 'fullName'],
    texts: (content) => product(start(givenOf(content), 3), start(familyOf(content), 3)),
  },
  { name: 'street', fixes: ['street', 'place'], texts: ({ street }) => longWords(street) },
  { name: 'place', fixes: ['street', 'place', 'birthPlace'], texts: placesOf },
  { name: 'family-name', fixes: ['familyName', 'fullName'], texts: (content) => skeletons(familyOf(content)) },
  { name: 'given-name', fixes: ['givenName', 'fullName'], texts: (content) => skeletons(givenOf(content)) },
];

/** Numbers a rule's keys apart from all others. */
const seedOf = (name: string): number => hash53(name) % 2147483647;

/** One rule, giving keys. */
export interface KeyedRule {
  readonly name: string;
  readonly fixes: readonly string[];
  readonly keysOf: (content: Content) => number[];
}

/** Keys of values are odd and all others even, so that a key tells which it is. */
const keyOf = (text: string, seed: number, isValue: boolean): number => {
  const hash = hash53(text, seed);
  return hash - (hash % 2) + Number(isValue);
};

/** Whether a key names a value that is evidence itself ({@link BlockingRule.isValue}). */
export const isValueKey = (key: number): boolean => key % 2 === 1;

const phoneSeed = seedOf('phone');
const emailSeed = seedOf('email');

/** The key that a phone number gives. */
export const phoneKey = (phone: string): number => keyOf(phoneText(phone), phoneSeed, true);

/** The key that an e-mail address gives. */
export const emailKey = (email: string): number => keyOf(email, emailSeed, true);

/** Makes a rule give keys: 52-bit hashes of its texts and a bit for {@link isValueKey}, in no order, each once. */
export const keyed = (rule: BlockingRule): KeyedRule => {
  const seed = seedOf(rule.name);
  const { isValue = false } = rule;
  return {
    name: rule.name,
    fixes: rule.fixes,
    keysOf: (content) => {
      const keys = rule.texts(content).map((text) => keyOf(text, seed, isValue));
      return keys.length < 2 ? keys : [...new Set(keys)];
    },
  };
};

/** Rules by name, in the order of {@link blockingRules}. Names that are not known are left out. */
export const rulesNamed = (names: readonly string[]): KeyedRule[] =>
  blockingRules.filter(({ name }) => names.includes(name)).map(keyed);
