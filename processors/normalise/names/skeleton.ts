/**
 * Spellings of one sound, in the order in which they are replaced. What is merged and why:
 * - h: ح ه خ х and Latin h, kh; x where Kurmanji and Somali write it (Xalid, Xasan), ks elsewhere.
 * - k: ق ك and Latin k, q, hard c, ck: no two countries romanise ق alike.
 * - g: غ گ ج and Latin g, gh, j, dj, zh: Gamal and Jamal, Жумабек and Jumabek.
 * - s: س ص ش چ ц and Latin s, sh, ch, soft c, ts: cedillas are lost (Ayşe, Ayse), French writes sh as ch (Rachid).
 * - t: ت ط ث and Latin t, th: Fathi, Thomas, Jyothi.
 * - d: د ض ذ ظ ز and Latin d, dh, z: ض is d in Arabic, z in Persian, Kurdish, Turkish and Urdu (Ramadan, Ramazan).
 * - b: ب پ and Latin b, p: Arabic has no p (Boutros).
 * - f: ف and Latin f, ph. v: Latin v, and w and و where they are consonants. m, n, l, r stand alone.
 */
const sounds: readonly (readonly [spelling: RegExp, sound: string])[] = [
  // Names that no rule reaches: Lakshmi; Michael; Osman, which Arabic writes with ث; h after s, t and z by itself.
  [/^laxm/gu, 'laksm'],
  [/mich(?=a)/gu, 'mik'],
  [/^(?:o|u|ou)s+man/gu, 'othman'],
  [/^(is|fat|[aim]z|maz)h(?=a[kqr]|i|y)/gu, '$1H'],
  [/(?<=[eio])x|x(?=i)/gu, 'ks'],
  [/x|kh/gu, 'H'],
  [/shch|sch|tch|chh|cz/gu, 's'],
  [/dzh|dj|zh/gu, 'j'],
  [/ch(?=[lr])|ck/gu, 'k'],
  [/ts|tz|sh|ch|c(?=[eiy])/gu, 's'],
  [/ph/gu, 'f'],
  [/(?<=[tdgbjzw]|^r)h/gu, ''],
  [/[cq]/gu, 'k'],
  [/gn/gu, 'n'],
  [/z/gu, 'd'],
  [/p/gu, 'b'],
  [/j/gu, 'g'],
  [/w(?=[aeiouy])|W/gu, 'v'],
  [/w/gu, ''],
  [/(?<=.{3})[hH]$|(?<=[aeio]a)h$/gu, ''],
  [/h/gu, 'H'],
  [/([^aeiouy])\1+/gu, '$1'],
  // A first vowel is kept as one class, or Amr, Omar and Mir were one name.
  [/^(?:[aeiou]|y(?![aeiou])).*?(?=[^aeiouy]|$)/gu, 'A'],
  [/(?<!^)y|[aeiou]/gu, ''],
];

/** Latin letters of Turkish, Kurmanji and Slavic alphabets whose sound is lost with the mark. */
const marked: Readonly<Record<string, string>> = {
  ç: 'ch',
  č: 'ch',
  ć: 'ch',
  ş: 'sh',
  š: 'sh',
  ś: 'sh',
  ș: 'sh',
  ž: 'zh',
};

/**
 * A Latin word with the marks read that change a consonant; c and j are j and zh in the alphabets that write ş, ğ,
 * ı, î or û.
 *
 * @param word one word in lower case, composed (NFC)
 */
export const readMarks = (word: string): string => {
  if (!/[çčćşšśșžğıîû]/u.test(word)) return word;
  const turned = /[şğıîû]/u.test(word) ? word.replace(/[cj]/gu, (letter) => (letter === 'c' ? 'j' : 'zh')) : word;
  return turned.replace(/[çčćşšśșž]/gu, (letter) => marked[letter] ?? letter);
};

/**
 * The consonant skeleton of a word: classes of consonants without vowels, so that one name agrees with itself in every
 * script and orthography. It merges much (Hasan and Husayn are hsn) and is meant for blocking and for a level below
 * every other one.
 *
 * @param latin letters a–z and digits, as transcribed
 */
export const skeletonOf = (latin: string): string => {
  let skeleton = latin;
  for (const [spelling, sound] of sounds) skeleton = skeleton.replace(spelling, sound);
  return skeleton.toLowerCase();
};
