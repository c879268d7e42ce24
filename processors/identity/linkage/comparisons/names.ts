import type { NameToken } from '../../../normalise/index.ts';
import type { NameValue } from '../content/values.ts';
import { jaroWinkler, withinOneEdit } from './similarity.ts';

/** Levels of one name (given or family), best first. */
export const nameLevels = [
  'same',
  'contained',
  'sounds-alike',
  'similar',
  'close',
  'swapped',
  'initial',
  'different',
] as const;

/** Levels of all names of a person together, where it is not known which is which. */
export const fullNameLevels = ['same', 'contained', 'similar', 'mostly', 'one-name', 'different'] as const;

/** How far two words agree: 4 the same, 3 sounding alike or the same in two scripts, 2 similar, 1 close, 0 not. */
type Grade = 0 | 1 | 2 | 3 | 4;

const isLatin = /^[a-z0-9]*$/u;

const acrossScripts = (a: NameToken, b: NameToken): boolean => isLatin.test(a.native) !== isLatin.test(b.native);

const soundsAlike = (a: NameToken, b: NameToken): boolean => {
  if (a.skeleton !== b.skeleton || a.skeleton === '') return false;
  // Scripts without vowels leave one consonant of "Ali"; within a script that says little.
  if (acrossScripts(a, b)) return a.skeleton.length >= 2 || jaroWinkler(a.latin, b.latin) >= 0.7;
  return a.skeleton.length >= 3 && jaroWinkler(a.latin, b.latin) >= 0.7;
};

/** By letters alone: 2 one edit apart or nearly alike, 1 rather alike, 0 not. */
const letterGrade = (a: NameToken, b: NameToken): Grade => {
  const shorter = Math.min(a.latin.length, b.latin.length);
  const similarity = jaroWinkler(a.latin, b.latin);
  if (shorter >= 4 && (similarity >= 0.93 || withinOneEdit(a.latin, b.latin))) return 2;
  return similarity >= 0.86 || (shorter === 3 && withinOneEdit(a.latin, b.latin)) ? 1 : 0;
};

const gradeOf = (a: NameToken, b: NameToken): Grade => {
  if (a.native === b.native || a.latin === b.latin) return 4;
  if (soundsAlike(a, b)) return 3;
  const grade = letterGrade(a, b);
  if (grade > 0 || !acrossScripts(a, b)) return grade;
  // Two spellings of a name in two scripts differ in their vowels.
  return a.skeleton.length >= 3 && jaroWinkler(a.skeleton, b.skeleton) >= 0.86 ? 2 : 0;
};

const isInitial = (token: NameToken): boolean => token.initial;

const firstLetter = (token: NameToken): string => token.latin.slice(0, 1);

/** The words of the shorter name, each with the best word of the longer that is still free; graded. */
const assign = (short: readonly NameToken[], long: readonly NameToken[]): Grade[] => {
  const free = new Set(long);
  return short.map((token) => {
    let best: NameToken | undefined;
    let grade: Grade = 0;
    for (const other of free) {
      const found = gradeOf(token, other);
      if (found > grade) {
        grade = found;
        best = other;
      }
    }
    if (best !== undefined) free.delete(best);
    return grade;
  });
};

/** Shorter first; a fixed order makes the comparison symmetric. */
const shorterFirst = (a: NameValue, b: NameValue): readonly [NameValue, NameValue] =>
  a.tokens.length < b.tokens.length || (a.tokens.length === b.tokens.length && a.key <= b.key) ? [a, b] : [b, a];

const initialAgrees = (short: NameValue, long: NameValue): boolean =>
  (short.tokens.every(isInitial) || long.tokens.every(isInitial)) &&
  short.tokens.some((token) => long.tokens.some((other) => firstLetter(other) === firstLetter(token)));

const joinedLevel = (a: NameValue, b: NameValue): number => {
  if (a.joined === b.joined) return nameLevels.indexOf('same');
  const shorter = Math.min(a.joined.length, b.joined.length);
  if (shorter >= 5 && withinOneEdit(a.joined, b.joined)) return nameLevels.indexOf('similar');
  return nameLevels.indexOf('different');
};

/**
 * Compares two given names or two family names: whatever the order of the words, in whatever script.
 *
 * @returns an index of {@link nameLevels}, never `swapped`, which two fields together tell; symmetric
 */
export const compareNames = (left: NameValue, right: NameValue): number => {
  if (left.key === right.key) return nameLevels.indexOf('same');
  const [short, long] = shorterFirst(left, right);
  if (initialAgrees(short, long)) return nameLevels.indexOf('initial');
  const grades = assign(short.tokens, long.tokens);
  const worst = Math.min(...grades);
  const whole = short.tokens.length === long.tokens.length;
  if (worst === 4) return nameLevels.indexOf(whole ? 'same' : 'contained');
  if (worst === 3) return nameLevels.indexOf('sounds-alike');
  if (worst === 2) return nameLevels.indexOf('similar');
  const joined = joinedLevel(left, right);
  if (joined !== nameLevels.indexOf('different')) return joined;
  // One of two names agrees well: "Maria Lopez" and "Maria Garcia" as family names.
  if (worst === 1 || (short.tokens.length > 1 && Math.max(...grades) >= 3)) return nameLevels.indexOf('close');
  return nameLevels.indexOf('different');
};

/** Not every word has its like: how many have, and whether an initial or a rather similar word helps. */
const looseLevel = (grades: readonly Grade[], short: NameValue, long: NameValue): number => {
  const good = grades.filter((grade) => grade >= 2).length;
  if (good >= 2) return fullNameLevels.indexOf('mostly');
  if (good === 0) return fullNameLevels.indexOf('different');
  const initials = short.tokens.some(
    (token) => isInitial(token) && long.tokens.some((other) => firstLetter(other) === firstLetter(token)),
  );
  const helped = initials || grades.includes(1);
  return fullNameLevels.indexOf(helped && short.tokens.length >= 2 ? 'mostly' : 'one-name');
};

/**
 * Compares all names of two people as sets of words.
 *
 * @returns an index of {@link fullNameLevels}; symmetric
 */
export const compareFullNames = (left: NameValue, right: NameValue): number => {
  if (left.key === right.key || left.joined === right.joined) return fullNameLevels.indexOf('same');
  const [short, long] = shorterFirst(left, right);
  const grades = assign(short.tokens, long.tokens);
  const worst = Math.min(...grades);
  if (worst === 4 && short.tokens.length === long.tokens.length) return fullNameLevels.indexOf('same');
  if (worst < 2 || short.tokens.length < 2) return looseLevel(grades, short, long);
  return fullNameLevels.indexOf(worst === 4 ? 'contained' : 'similar');
};
