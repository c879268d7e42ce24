import anyAscii from 'any-ascii';
import { transcribeArabic } from './arabicScript.ts';
import { transcribeDevanagari } from './devanagari.ts';

const arabic = /\p{Script=Arabic}/u;
const devanagari = /\p{Script=Devanagari}/u;
const cyrillic = /\p{Script=Cyrillic}/u;

/** Letters that only Ukrainian and Belarusian have: there г is read h (Сергій, Serhii). */
const ukrainian = /[іїєґ]/u;

const readScript = (word: string): string => {
  if (arabic.test(word)) return transcribeArabic(word);
  if (devanagari.test(word)) return transcribeDevanagari(word);
  if (cyrillic.test(word) && ukrainian.test(word)) return anyAscii(word.replaceAll('г', 'h')).toLowerCase();
  return anyAscii(word).toLowerCase();
};

/**
 * A word in Latin letters: Arabic script and Devanagari by their own rules, because a table of letters gives consonants
 * alone there; every other script by any-ascii's table (ISC, one file of data, no dependency).
 *
 * @param word one word in lower case, not yet folded: folding would take Kurdish ە for h and Turkish ş for s
 * @returns letters a–z and digits, H, W and Y for consonants that belong to no digraph; empty when the script is unknown
 */
export const transcribe = (word: string): string =>
  /^[a-z0-9]+$/u.test(word) ? word : readScript(word).replace(/[^a-z0-9A-Z]+/gu, '');
