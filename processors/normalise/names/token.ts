import { remember } from '../remember.ts';
import { comparableText } from '../text.ts';
import { foldLatin, joinCompound } from './latin.ts';
import { readMarks, skeletonOf } from './skeleton.ts';
import { transcribe } from './transcribe.ts';
import type { NameToken } from './types.ts';

/** Longer than any name of one word with its compounds; a longer one is a fault of the form, and nobody's name. */
const longestWord = 40;

/** Scripts in which one character can be a whole name. */
const syllabic = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Ethiopic}]/u;

/** The article that Arabic writes together with its word; these words begin with the same letters without it. */
const withArticle = /^[اٱ]ل(?=.{3})/u;
const withoutArticle = /^ال(?:ی?اس|هام|ه[ەه]|ناز|مير|میر|وند|ین|یف|یز|کس|بر|برت|فر|له|ياس|ماس|یکس|عازر)/u;

const isInitial = (native: string): boolean => native.replace(/\p{M}/gu, '').length === 1 && !syllabic.test(native);

const withoutPrefix = (written: string): string =>
  withArticle.test(written) && !withoutArticle.test(written) ? written.slice(2) : written;

const makeToken = (written: string): NameToken | null => {
  const word = withoutPrefix(written);
  if (word.includes('/')) return null;
  const native = comparableText(word).replaceAll(' ', '');
  if (native === '' || native.length > longestWord || /^\p{N}+$/u.test(native) || /^(\p{L})\1{2,}$/u.test(native)) {
    return null;
  }
  return {
    native,
    latin: foldLatin(joinCompound(transcribe(word).toLowerCase())) || native,
    skeleton: skeletonOf(joinCompound(transcribe(readMarks(word)))) || native,
    initial: isInitial(native),
  };
};

/**
 * The forms of one word of a name. The answer depends on the word alone; 50,000 words are remembered, because in a
 * registry most of them were seen before.
 *
 * @param written one word in lower case, composed
 * @returns null for what is no name: digits, one letter repeated, more than 40 letters
 */
export const nameToken: (written: string) => NameToken | null = remember(makeToken, 50_000);
