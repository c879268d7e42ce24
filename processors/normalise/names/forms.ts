import { comparableText } from '../text.ts';
import { joinWords } from './join.ts';
import { splitWords } from './split.ts';
import type { Word } from './split.ts';
import { nameToken } from './token.ts';
import type { NameForms, NameParts, NamePlace, NameToken } from './types.ts';
import { doubtfulTitles, noNames, noNamesAlone, suffixes, titles } from './words.ts';

const mostTokens = 12;

interface Field {
  readonly tokens: readonly NameToken[];
  readonly suffix: string | null;
}

const nothing: Field = { tokens: [], suffix: null };

const withoutTitles = (words: readonly Word[]): readonly Word[] => {
  let from = 0;
  for (let word = words[from]; word !== undefined && from < words.length - 1; word = words[from]) {
    const isTitle = titles.has(word.native) || (doubtfulTitles.has(word.native) && words.length - from > 2);
    if (!isTitle) break;
    from += 1;
  }
  return from === 0 ? words : words.slice(from);
};

const isNoName = (words: readonly Word[]): boolean => noNamesAlone.has(words.map((word) => word.native).join(' '));

const readField = (text: string | null, place: NamePlace): Field => {
  if (text === null || text === '') return nothing;
  const written = splitWords(text);
  if (isNoName(written)) return nothing;
  const words = withoutTitles(written.filter((word) => !noNames.has(word.native)));
  const suffix = words.length > 1 ? (suffixes.get(words[words.length - 1]?.native ?? '') ?? null) : null;
  const names = suffix === null ? words : words.slice(0, -1);
  const tokens = joinWords(names, place).map(nameToken);
  return { tokens: tokens.filter((token) => token !== null).slice(0, mostTokens), suffix };
};

/** `DOE, JANE` and `DE LA CRUZ, JUAN, JR.`: family name, given names, and a suffix. */
const readWhole = (text: string): { given: Field; family: Field; rest: Field } => {
  const pieces = text.slice(0, 300).split(/[,،]/u);
  const filled = pieces.filter((piece) => comparableText(piece) !== '');
  const [family = '', given, last, ...more] = filled;
  if (given === undefined || more.length > 0)
    return { given: nothing, family: nothing, rest: readField(filled.join(' '), 'full') };
  const suffix = suffixes.get(comparableText(last ?? given)) ?? null;
  if (last === undefined && suffix !== null)
    return { given: nothing, family: nothing, rest: { ...readField(family, 'full'), suffix } };
  if (last !== undefined && suffix === null)
    return { given: nothing, family: nothing, rest: readField(filled.join(' '), 'full') };
  return { given: readField(given, 'given'), family: readField(family, 'family'), rest: { tokens: [], suffix } };
};

const same = (a: NameToken, b: NameToken): boolean =>
  a.native === b.native || a.latin === b.latin || a.skeleton === b.skeleton;

/** What the full name has beyond the other fields: each token of theirs answers for one of its tokens. */
const beyond = (full: readonly NameToken[], known: readonly NameToken[]): readonly NameToken[] => {
  const left = [...known];
  return full.filter((token) => {
    const at = left.findIndex((other) => same(token, other));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

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
  const whole =
    parts.fullName === null ? { given: nothing, family: nothing, rest: nothing } : readWhole(parts.fullName);
  const fromParts = { given: readField(parts.givenName, 'given'), family: readField(parts.familyName, 'family') };
  const additional = readField(parts.additionalName, 'additional');
  const hasParts = fromParts.given.tokens.length > 0 || fromParts.family.tokens.length > 0;
  const { given, family } = hasParts ? fromParts : whole;
  const full = hasParts ? [...whole.given.tokens, ...whole.family.tokens, ...whole.rest.tokens] : whole.rest.tokens;
  const known = [...given.tokens, ...additional.tokens, ...family.tokens];
  const all = full.length === 0 ? known : [...known, ...beyond(full, known)];
  if (!all.some((token) => !token.initial)) return none;
  const suffix =
    family.suffix ??
    given.suffix ??
    additional.suffix ??
    whole.rest.suffix ??
    whole.family.suffix ??
    whole.given.suffix;
  return { given: given.tokens, family: family.tokens, all: all.slice(0, mostTokens), suffix };
};
