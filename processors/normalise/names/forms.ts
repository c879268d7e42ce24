import { remember } from '../remember.ts';
import { comparableText } from '../text.ts';
import { joinWords } from './join.ts';
import { splitWords } from './split.ts';
import type { Word } from './split.ts';
import { nameToken } from './token.ts';
import type { NameForms, NameParts, NamePlace, NameToken } from './types.ts';
import { afterNoName, childOf, noNames, noNamesAlone, relatedTo, suffixes, wordsAfterTitle } from './words.ts';

const mostTokens = 12;
const longestText = 300;

interface Field {
  readonly tokens: readonly NameToken[];
  readonly suffix: string | null;
}

const nothing: Field = { tokens: [], suffix: null };

const isTitle = ({ native }: Word, following: number): boolean => following >= (wordsAfterTitle(native) ?? Infinity);

const withoutTitles = (words: readonly Word[]): readonly Word[] => {
  const from = words.findIndex((word, at) => !isTitle(word, words.length - 1 - at));
  if (from === 0) return words;
  return from < 0 ? [] : words.slice(from);
};

/** Baby of Maria, W/O Ramesh: somebody else's name, which must not make the child its mother. */
const isSomebodyElse = ([first, second]: readonly Word[]): boolean =>
  first !== undefined && (relatedTo.has(first.native) || (childOf.has(first.native) && second?.native === 'of'));

const isNoName = (words: readonly Word[]): boolean =>
  isSomebodyElse(words) || noNamesAlone.has(words.map((word) => word.native).join(' '));

const isName = ({ native }: Word, before: Word | undefined): boolean =>
  !noNames.has(native) && !(before !== undefined && noNames.has(before.native) && afterNoName.has(native));

/** Suffixes that are no name and no initial, wherever they stand; the others count as the last word alone. */
const anywhere = new Set(['jr', 'jnr', 'sr', 'snr', 'ii', 'iii']);

const suffixAt = (words: readonly Word[]): number =>
  words.findIndex(
    ({ native }, at) => at > 0 && suffixes.has(native) && (at === words.length - 1 || anywhere.has(native)),
  );

const parseField = (text: string, place: NamePlace): Field => {
  const written = splitWords(text);
  if (isNoName(written)) return nothing;
  const words = withoutTitles(written.filter((word, at) => isName(word, written[at - 1])));
  const at = suffixAt(words);
  const names = at < 0 ? words : words.filter((_word, other) => other !== at);
  return {
    tokens: joinWords(names, place)
      .map(nameToken)
      .filter((token) => token !== null)
      .slice(0, mostTokens),
    suffix: suffixes.get(words[at]?.native ?? '') ?? null,
  };
};

/** Given and family names repeat; full names hardly do. */
const remembered = {
  given: remember((text) => parseField(text, 'given'), 20_000),
  family: remember((text) => parseField(text, 'family'), 20_000),
  additional: remember((text) => parseField(text, 'additional'), 20_000),
  full: (text: string): Field => parseField(text, 'full'),
};

const readField = (text: string | null, place: NamePlace): Field =>
  text === null || text === '' ? nothing : remembered[place](text.slice(0, longestText));

interface Whole {
  readonly given: Field;
  readonly family: Field;
  /** Words of which the text does not say what they are. */
  readonly rest: Field;
}

const noWhole: Whole = { given: nothing, family: nothing, rest: nothing };

/** `DOE, JANE` and `DE LA CRUZ, JUAN, JR.`: family name, given names, and a suffix; more commas make a list. */
const readWhole = (text: string | null): Whole => {
  if (text === null || !/[,،]/u.test(text)) return { ...noWhole, rest: readField(text, 'full') };
  const pieces = text
    .slice(0, longestText)
    .split(/[,،]/u)
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
  const suffix = suffixes.get(comparableText(pieces[pieces.length - 1] ?? '')) ?? null;
  const [family = '', given, ...more] = pieces.length > 1 && suffix !== null ? pieces.slice(0, -1) : pieces;
  if (given === undefined || more.length > 0) {
    const rest = readField([family, given ?? '', ...more].join(' '), 'full');
    return { ...noWhole, rest: { ...rest, suffix: suffix ?? rest.suffix } };
  }
  return { given: readField(given, 'given'), family: readField(family, 'family'), rest: { tokens: [], suffix } };
};

const forms = ['native', 'latin', 'skeleton'] as const;

/**
 * What the full name has beyond the other fields. Each token of theirs answers for one of its tokens, the one that is
 * most like it; a full name of as many words, none of them spelt as in the fields, is the same name in another script.
 */
const beyond = (full: readonly NameToken[], known: readonly NameToken[]): readonly NameToken[] => {
  let left = full;
  let answers = known;
  for (const form of forms) {
    const unanswered: NameToken[] = [];
    const unused = [...answers];
    for (const token of left) {
      const at = unused.findIndex((other) => other[form] === token[form]);
      if (at < 0) unanswered.push(token);
      else unused.splice(at, 1);
    }
    left = unanswered;
    answers = unused;
    if (left.length === 0) return left;
    if (form === 'latin' && left.length === full.length && full.length <= known.length) return [];
  }
  return left;
};

/** Most registries make the full name of the parts: nothing is left to read in it. */
const isJoined = ({ fullName, givenName, familyName }: NameParts): boolean =>
  fullName === `${givenName ?? ''} ${familyName ?? ''}`;

const none: NameForms = { given: [], family: [], all: [], suffix: null };

/**
 * The names of a record in the forms in which they are compared. Titles, particles and placeholders are out, compounds
 * are one token, and every token is there in its script, in Latin letters and as a consonant skeleton.
 *
 * The full name is read where given and family name are missing: a comma tells its family name from its given names,
 * and otherwise its tokens stand in `all` alone, because which of them is the father's differs from country to country.
 * Where the parts are given it adds what they lack.
 *
 * @returns empty lists when nothing is left that tells people apart: no text, placeholders, initials alone. Never throws;
 *   work is bounded: 300 characters a field, 40 letters and 12 tokens.
 */
export const nameForms = (parts: NameParts): NameForms => {
  const own = { given: readField(parts.givenName, 'given'), family: readField(parts.familyName, 'family') };
  const additional = readField(parts.additionalName, 'additional');
  const hasParts = own.given.tokens.length > 0 || own.family.tokens.length > 0;
  const whole = hasParts && isJoined(parts) ? noWhole : readWhole(parts.fullName);
  const { given, family } = hasParts ? own : whole;
  const full = hasParts ? [whole.given, whole.family, whole.rest] : [whole.rest];
  const known = [...given.tokens, ...additional.tokens, ...family.tokens];
  const more = full.flatMap(({ tokens }) => tokens);
  const all = [...known, ...(known.length === 0 ? more : beyond(more, known))].slice(0, mostTokens);
  if (!all.some((token) => !token.initial)) return none;
  const fields = [family, given, additional, whole.rest, whole.family, whole.given];
  const suffix = fields.find((field) => field.suffix !== null)?.suffix ?? null;
  return { given: given.tokens, family: family.tokens, all, suffix };
};
