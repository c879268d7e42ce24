import { comparableText } from './text.ts';

/** What a registry says about a person's sex, after ISO/IEC 5218, with `other` for those who are neither. */
export type Sex = 'male' | 'female' | 'other' | 'unknown';

const words: Readonly<Record<Exclude<Sex, 'unknown'>, readonly string[]>> = {
  male: [
    ...['1', 'm', 'male', 'man', 'boy', 'masc', 'masculine', 'masculino', 'masculin', 'maschio', 'mannlich', 'mann'],
    ...['hombre', 'varon', 'homem', 'homme', 'lalaki', 'lalake', 'laki laki', 'lelaki', 'mwanaume', 'mwanamume', 'me'],
    ...['м', 'муж', 'мужской', 'мужчина', 'чоловік', 'чоловіча', 'чоловічий', 'эркек', 'erkek', 'ер', 'nam', 'namiji'],
    ...[
      'ذكر',
      'رجل',
      'مذكر',
      'مرد',
      'پسر',
      'نێر',
      'پیاو',
      'نر',
      'ولد',
      'کوڕ',
      'mêr',
      'nêr',
      'zilam',
      'мальчик',
      'хлопець',
    ],
    ...['पुरुष', 'पुरूष', 'पु', 'मर्द', 'लड़का', 'नर', 'পুরুষ', 'ወንድ', 'ተባዕታይ', '男', '男性', 'ប្រុស', 'ຊາຍ', 'ชาย', 'ကျား'],
  ],
  female: [
    ...['2', 'f', 'female', 'woman', 'girl', 'fem', 'feminine', 'femenino', 'feminino', 'feminin', 'femmina'],
    ...['weiblich', 'frau', 'mujer', 'mulher', 'femme', 'babae', 'perempuan', 'mwanamke', 'ke', 'w', 'nu', 'mace'],
    ...['ж', 'жен', 'женский', 'женщина', 'жінка', 'жіноча', 'жіночий', 'аял', 'әйел', 'kadin', 'kadın'],
    ...['أنثى', 'امرأة', 'مؤنث', 'زن', 'دختر', 'مێ', 'ژن', 'ماده', 'بنت', 'کچ', 'خاتون', 'jin', 'девочка', 'дівчина'],
    ...[
      'महिला',
      'स्त्री',
      'म',
      'औरत',
      'लड़की',
      'मादा',
      'नारी',
      'মহিলা',
      'নারী',
      'ሴት',
      'አንስታይ',
      '女',
      '女性',
      'ស្រី',
      'ຍິງ',
      'หญิง',
      'မ',
    ],
  ],
  other: [
    'other',
    'o',
    'x',
    'non binary',
    'nonbinary',
    'third gender',
    'transgender',
    'intersex',
    'otro',
    'autre',
    'अन्य',
    'तेस्रो लिङ्गी',
    'другой',
    'інша',
    'خنثی',
  ],
};

const codes: ReadonlyMap<string, Sex> = new Map(
  (['male', 'female', 'other'] as const).flatMap((sex) =>
    words[sex].map((word): [string, Sex] => [comparableText(word), sex]),
  ),
);

/**
 * Reads a sex code or word: letters, ISO/IEC 5218 numbers and the usual words of the languages that registries write.
 *
 * @returns null for no text, `unknown` for one that cannot be read or says that it is not known. Never throws.
 */
export const readSex = (text: string | null): Sex | null => {
  if (text === null) return null;
  // A text longer than every word in the list need not be folded.
  if (text.length > 64) return 'unknown';
  const word = comparableText(text);
  return word === '' ? null : (codes.get(word) ?? 'unknown');
};
