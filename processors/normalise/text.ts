/** Marks that only steer the direction of text (UAX #9), byte order marks and soft hyphens: invisible, never meant. */
const invisible = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Control characters and unassigned tags; tab and line ends count as spaces. */
const control = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/gu;

const spaces = /[\s\u2028\u2029\u3164]+/gu;

/** Printable ASCII with single spaces, which needs nothing done to it: most texts of most registries. */
const clean = /^[!-~]+(?: [!-~]+)*$/u;

const ascii = /^[\t\n\r -~]*$/u;

/**
 * A text to show: as the registry wrote it, less what nobody can see. Zero-width joiners stay, because Persian,
 * Kurdish and Devanagari are written with them.
 *
 * @param text any text or null
 * @returns NFC text without control and direction marks and with single spaces; null when nothing is left
 */
export const displayText = (text: string | null): string | null => {
  if (text === null || clean.test(text)) return text;
  const shown = text.normalize('NFC').replace(control, '').replace(invisible, '').replace(spaces, ' ').trim();
  return shown === '' ? null : shown;
};

/** First digits of the decimal digit rows that civil registries write (Unicode category Nd; ten in a row each). */
const digitRows = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50,
  0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0xff10,
];

/**
 * Native digits (Arabic-Indic, Persian, Devanagari, Bengali, Khmer, fullwidth and others) as 0–9; all else stays.
 *
 * @see Unicode Standard, section 22.3, decimal digits
 */
export const latinDigits = (text: string): string =>
  text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const row = digitRows.find((first) => code >= first && code < first + 10);
    return row === undefined ? digit : String(code - row);
  });

/** Marks that carry no letter: tatweel, Arabic harakat and Quranic signs, joiners. */
const marks = /[\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200c\u200d]/gu;

/** Letters that are one letter to the people who write them (Arabic, Persian, Kurdish, Russian, German). */
const letters: ReadonlyMap<string, string> = new Map([
  ['أ', 'ا'],
  ['إ', 'ا'],
  ['آ', 'ا'],
  ['ٱ', 'ا'],
  ['ي', 'ی'],
  ['ى', 'ی'],
  ['ئ', 'ی'],
  ['ك', 'ک'],
  ['ة', 'ه'],
  ['ە', 'ه'],
  ['ھ', 'ه'],
  ['ؤ', 'و'],
  ['ё', 'е'],
  ['ß', 'ss'],
]);

/** Amharic writes some sounds with several series of letters; each series is eight code points long. */
const ethiopicSeries: readonly (readonly [from: number, to: number])[] = [
  [0x1210, 0x1200],
  [0x1280, 0x1200],
  [0x1220, 0x1230],
  [0x12d0, 0x12a0],
  [0x1340, 0x1338],
];

/** After a guttural the first and the fourth vowel sound alike: ሃ is ሀ, ኣ is አ. */
const ethiopicVowels: ReadonlyMap<number, number> = new Map([
  [0x1203, 0x1200],
  [0x12a3, 0x12a0],
]);

const foldEthiopic = (letter: string): string => {
  const code = letter.codePointAt(0) ?? 0;
  const series = ethiopicSeries.find(([from]) => code >= from && code < from + 7);
  const folded = series === undefined ? code : code - series[0] + series[1];
  return String.fromCodePoint(ethiopicVowels.get(folded) ?? folded);
};

const plain = /^[a-z0-9]+(?: [a-z0-9]+)*$/u;

const foldOnce = (text: string): string =>
  latinDigits(text.normalize('NFKC').toLowerCase())
    .replace(invisible, '')
    .normalize('NFD')
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1')
    .normalize('NFKC')
    .replace(marks, '')
    .replace(/[أإآٱيىئكةەھؤёß]/gu, (letter) => letters.get(letter) ?? letter)
    .replace(/[\u1203\u12a3\u1210-\u1216\u1220-\u1226\u1280-\u1286\u12d0-\u12d6\u1340-\u1346]/gu, foldEthiopic)
    .replace(/['’ʼ`´.]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

/** The same as {@link foldOnce} for ASCII, at a tenth of its cost. */
const foldAscii = (text: string): string =>
  text
    .toLowerCase()
    .replace(/['`.]/gu, '')
    .replace(/[^a-z0-9]+/gu, ' ')
    .trim();

/**
 * A text to compare: NFKC, lower case, native digits as 0–9, without direction marks, tatweel, harakat, Latin accents
 * and punctuation, with the letters of Arabic, Persian, Kurdish and Amharic folded that their writers exchange.
 * Apostrophes and dots close up (O'Neil, J.), every other sign parts words. Idempotent.
 *
 * @param text any text
 * @returns words of letters and digits parted by single spaces; empty when there are none
 */
export const comparableText = (text: string): string => {
  if (plain.test(text)) return text;
  if (ascii.test(text)) return foldAscii(text);
  let folded = foldOnce(text);
  // Folding may bring out what folds again (a compatibility form under an accent); three rounds always sufficed.
  for (let round = 0; round < 8; round += 1) {
    // Plain words fold to themselves: names with accents, mostly, need not be folded again to see it.
    if (plain.test(folded)) break;
    const again = foldOnce(folded);
    if (again === folded) break;
    folded = again;
  }
  return folded;
};
