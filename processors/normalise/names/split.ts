import { remember } from '../remember.ts';
import { comparableText, displayText } from '../text.ts';
import { beforeSlash, shortForms } from './words.ts';

/** A word as written, in lower case, and as it is looked up. */
export interface Word {
  /** Lower case, composed; marks and vowels kept that folding takes away. */
  readonly written: string;
  readonly native: string;
}

/** Longer than any name with its titles; what follows is not read. */
const longestText = 300;

const separators = /[^\p{L}\p{M}\p{N}'’ʼ`´./\u200c\u200d]+/u;

const dotted = /^(?:\p{L}\p{M}*\.)+(?:\p{L}\p{M}*\.?)?$/u;

const slashed = /^(\p{L}\p{M}*)\/(\p{L}.*)$/u;

const ascii = /^[ -~]*$/u;

/** Letters and apostrophes: nothing that unfolds but the short forms. */
const isPlain = (piece: string): boolean => !/[./]/u.test(piece);

/** One written piece may hold several words: initials that are written together, or an abbreviation before a slash. */
const unfold = (piece: string): readonly string[] => {
  const long = shortForms.get(piece) ?? (piece.endsWith('.') ? shortForms.get(piece.slice(0, -1)) : undefined);
  if (long !== undefined) return [long];
  if (isPlain(piece)) return [piece];
  if (dotted.test(piece)) return piece.split('.');
  const [, before = '', after = ''] = slashed.exec(piece) ?? [];
  if (after === '') return piece.split(/[./]/u);
  // ወ/ሮ and ዶ/ር are titles, S/O is kinship, N/A is nothing: two letters after the slash are no name.
  if (Array.from(after).length < 3) return [piece];
  const first = beforeSlash.get(before);
  return first === undefined ? [before, after] : [first, after];
};

const wordOf = remember(
  (written: string): Word => ({
    written,
    native: written.includes('/') ? written.replaceAll('.', '') : comparableText(written),
  }),
  50_000,
);

/** Mª is short for María; the half rings of scholars (ʿAlī) are no letters of a name. */
const readable = (text: string): string => {
  const composed = text.replaceAll('ª', 'a.').normalize('NFKC').toLowerCase();
  return displayText(composed.replace(/[ʻʽʾʿ]/gu, ''))?.normalize('NFC') ?? '';
};

/**
 * The words of a text of names.
 *
 * @returns at most 24 words, each with a letter or a digit
 */
export const splitWords = (text: string): readonly Word[] => {
  const cut = text.length > longestText ? text.slice(0, longestText) : text;
  const shown = ascii.test(cut) ? cut : readable(cut);
  return shown
    .toLowerCase()
    .split(separators)
    .flatMap(unfold)
    .slice(0, 24)
    .map(wordOf)
    .filter((word) => word.native !== '' && !word.native.includes(' '));
};
