const consonants: Readonly<Record<string, string>> = {
  ...{ क: 'k', ख: 'kh', ग: 'g', घ: 'gh', ङ: 'n', च: 'ch', छ: 'chh', ज: 'j', झ: 'jh', ञ: 'n', ट: 't', ठ: 'th', ड: 'd' },
  ...{ ढ: 'dh', ण: 'n', त: 't', थ: 'th', द: 'd', ध: 'dh', न: 'n', प: 'p', फ: 'ph', ब: 'b', भ: 'bh', म: 'm', य: 'y' },
  ...{ र: 'r', ल: 'l', ळ: 'l', व: 'v', श: 'sh', ष: 'sh', स: 's', ह: 'h' },
};

/** Vowels that stand alone and vowel signs. */
const vowels: Readonly<Record<string, string>> = {
  ...{ अ: 'a', आ: 'a', इ: 'i', ई: 'i', उ: 'u', ऊ: 'u', ऋ: 'ri', ए: 'e', ऐ: 'ai', ओ: 'o', औ: 'au', ऑ: 'o' },
  ...{ 'ा': 'a', 'ि': 'i', 'ी': 'i', 'ु': 'u', 'ू': 'u', 'ृ': 'ri', 'े': 'e', 'ै': 'ai', 'ो': 'o', 'ौ': 'au', 'ॉ': 'o' },
};

const virama = '्';

/** Letters with a dot for sounds of Arabic and Persian, and what follows is folded by the names that are spelt so. */
const composed = (word: string): string =>
  word
    .replaceAll('ज़', 'Z')
    .replaceAll('फ़', 'F')
    .replaceAll('क़', 'Q')
    .replace(/ड़|ढ़/gu, 'R')
    .replace(/[\u093c\u200d]/gu, '')
    // सिंह is Singh; a final ङ is the ng of Gurung.
    .replace(/ंह$/u, 'NGH')
    .replace(/ङ$/u, 'NG')
    .replace(/[ंँ](?=[पफबभम])/gu, 'M')
    .replace(/[ंँ]/gu, 'N');

const isEndOfSyllable = (next: string): boolean =>
  next === '' || next === '\u200c' || next === virama || (vowels[next] !== undefined && !/\p{L}/u.test(next));

/**
 * A Devanagari word in Latin letters, as its bearers spell it rather than as scholars do: the vowel a is heard after
 * every consonant without a sign except the last (राम is ram, मोहम्मद mohammad).
 *
 * @see Hunterian transliteration
 */
export const transcribeDevanagari = (word: string): string => {
  const letters = composed(word);
  let latin = '';
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters.charAt(at);
    const consonant = consonants[letter];
    if (consonant === undefined) latin += vowels[letter] ?? (/[A-Za-z0-9]/u.test(letter) ? letter : '');
    else latin += consonant + (isEndOfSyllable(letters.charAt(at + 1)) ? '' : 'a');
  }
  return latin.toLowerCase();
};
