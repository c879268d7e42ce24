/**
 * Consonants of the Arabic alphabet and of its Persian, Kurdish and Urdu letters, as they are usually romanised. H, W
 * and Y are consonants by themselves whatever stands beside them in Latin letters: a short vowel is not written.
 */
const consonants: Readonly<Record<string, string>> = {
  ...{ ب: 'b', پ: 'p', ت: 't', ٹ: 't', ث: 'th', ج: 'j', چ: 'ch', ح: 'H', خ: 'kh', د: 'd', ڈ: 'd', ذ: 'dh', ر: 'r' },
  ...{ ڕ: 'r', ڑ: 'r', ز: 'z', ژ: 'zh', س: 's', ش: 'sh', ص: 's', ض: 'd', ط: 't', ظ: 'z', غ: 'gh', ف: 'f', ڤ: 'v' },
  ...{ ق: 'q', ک: 'k', ك: 'k', گ: 'g', ڭ: 'ng', ل: 'l', ڵ: 'l', م: 'm', ن: 'n', ں: 'n', ھ: 'H', ہ: 'H', ه: 'H' },
};

/** Letters that are vowels wherever they stand. Ain and hamza are no sound that Latin spellings show. */
const vowels: Readonly<Record<string, string>> = {
  ...{ ا: 'a', أ: 'a', إ: 'i', آ: 'a', ٱ: 'a', ؤ: 'u', ئ: '', ء: '', ع: '', ە: 'e', ێ: 'e', ۆ: 'o', ۇ: 'u', ې: 'e' },
  ...{ ة: 'a', ے: 'e' },
};

/** Letters of the Kurdish alphabet, which writes every vowel. */
const kurdish = /[ەێۆڕڵڤ]/u;

const isVowelLetter = (letter: string): boolean => letter !== '' && 'اأإآىیيەێۆۇة'.includes(letter);

/** و before a vowel letter, after alef or at the start is a consonant, unless the next letter is one (رویا, Roya). */
const readWaw = (before: string, after: string, next: string): string => {
  if (before === '' || before === 'ا') return 'W';
  return isVowelLetter(after) && !('یي'.includes(after) && isVowelLetter(next)) ? 'W' : 'u';
};

const readYeh = (before: string, after: string): string => {
  if (before === '') return 'Y';
  return after === 'ا' || after === 'و' || after === 'ە' ? 'y' : 'i';
};

/** Final ه writes the vowel of فاطمه; after alef it is the consonant of شاه, and الله has its own spelling. */
const readHeh = (before: string, after: string, rest: string): string => {
  if (after !== '' || kurdish.test(rest)) return 'H';
  if (rest.endsWith('لله')) return 'ah';
  return rest.length > 2 && before !== 'ا' && before !== 'و' ? 'a' : 'H';
};

const readLetter = (word: string, at: number): string => {
  const letter = word.charAt(at);
  const before = word.charAt(at - 1);
  const after = word.charAt(at + 1);
  if (letter === 'و') return readWaw(before, after, word.charAt(at + 2));
  if ('یيى'.includes(letter)) return readYeh(before, after);
  if (letter === 'ه') return readHeh(before, after, word);
  if (letter === 'ع' && before === '') return isVowelLetter(after) && after !== 'ی' && after !== 'ي' ? '' : 'a';
  return consonants[letter] ?? vowels[letter] ?? (/[a-z0-9]/u.test(letter) ? letter : '');
};

/**
 * A word of Arabic script in Latin letters. Short vowels are not written in Arabic and Persian and stay away (محمد is
 * mhmd); Sorani Kurdish writes them all (ئەحمەد is ehmed). و and ی count as consonants at the start of a word and
 * beside alef, where they are read so, and as vowels elsewhere.
 *
 * @see ALA-LC romanization tables for Arabic, Persian, Kurdish and Urdu, of which this keeps what spellings share
 */
export const transcribeArabic = (word: string): string => {
  const letters = word
    // Older Kurdish keyboards write the vowel ە as ه with a non-joiner.
    .replace(/ه\u200c/gu, 'ە')
    .replace(/[^\p{L}\p{N}]/gu, '');
  let latin = '';
  for (let at = 0; at < letters.length; at += 1) latin += readLetter(letters, at);
  return latin;
};
