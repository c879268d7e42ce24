/** Compounds of which every country writes the joint in its own way: Abdelaziz, Abdurrahman, Salaheddine, Habibollah. */
const compounds: readonly (readonly [spelling: RegExp, written: string])[] = [
  [/^[ae]bd(?:[aeiou]{1,2})l+(?=[a-z]{2})/iu, 'abdul'],
  [/^[ae]bd[aeiou]{1,2}([rsztdn])\1?(?=[aeiou][a-z]{2})/iu, 'abdul$1'],
  [/^[ae]bd(?=[^aeiou][a-z]{3})/iu, 'abdul'],
  [/^abul(?=[a-z]{3})/iu, 'abu'],
  [/(?<=[a-z]{3})(?:[aeiou]{1,2}dd(?:i|ee|ie)ne?|[aeu]ld(?:i|ee)n)$/iu, 'udin'],
  [/(?<=[a-z]{3})[aeiou]l+ah?$/iu, 'ulah'],
  [/^mac(?=[bcdfgjklmnpqrstvwz][a-z]{3})/iu, 'mc'],
];

/** Romanisations of one sound that the same clerk uses on one day and not on the next. */
const spellings: readonly (readonly [spelling: RegExp, written: string])[] = [
  [/kh/gu, 'h'],
  [/ph/gu, 'f'],
  [/qu(?=[ei])|ck|q/gu, 'k'],
  [/dj/gu, 'j'],
  [/o[uo]/gu, 'u'],
  [/ee/gu, 'i'],
  [/(?<!^)y/gu, 'i'],
  [/([a-z])\1+/gu, '$1'],
  [/(?<=[a-z]{3}a)h$/gu, ''],
];

const replaceAll = (word: string, rules: readonly (readonly [RegExp, string])[]): string =>
  rules.reduce((written, [spelling, instead]) => written.replace(spelling, instead), word);

/** Compounds with their joint written one way; every other word as it is. */
export const joinCompound = (latin: string): string => replaceAll(latin, compounds);

/** A Latin word with the usual variants of romanisation folded: Mohammed is mohamed, Youssouf yusuf, Sarah sara. */
export const foldLatin = (latin: string): string => replaceAll(latin, spellings);
