import { comparableText } from '../text.ts';

/** As words are looked up: folded, abbreviations with their slash. */
const folded = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.map((word) => (word.includes('/') ? word : comparableText(word))));

const list = (words: string): ReadonlySet<string> => folded(words.split(' '));

/** Titles that are nobody's name. */
const titles = list(
  'mr mrs ms miss mx mstr dr dra prof engr atty hon rev fr capt col gen sgt lt mme mlle monsieur madame madam sir herr frau ' +
    'señor señora señorita sra srta sr lic ing alhaji alhaja moulvi maulana shrimati shriman smt thiru tmt encik puan bapak ' +
    'ibu woizero woizerit weizero weyzero w/ro w/rt d/r господин госпожа гражданин гражданка пан пані товарищ ' +
    'الدكتور دكتور د الدكتورة دكتورة المهندس مهندس الأستاذ الأستاذة الشيخة الحاجة آقا آقای خانم خانوم دکتر جناب بەڕێز کاک ' +
    'مامۆستا سەرکار श्री श्रीमती श्रीमान सुश्री डॉ አቶ ወይዘሮ ወይዘሪት ዶክተር ወ/ሮ ወ/ሪት ወ/ት ዶ/ር ኢ/ር መምህር',
);

/** Titles that some bear as their only name. */
const titlesBeforeName = list(
  'hajj haj haji hajji hadji hajja hodja sheikh shaikh sheik shaykh cheikh ustad ustadh ustaz mullah sk bro sis мулла шейх ' +
    'хаджи الشيخ شيخ الحاج حاج حاجي حاجة أستاذ أستاذة سرکار شێخ कुमारी हाजी शेख ሐጂ ሼክ ሼህ ቄስ',
);

/** Titles that are first names as well. */
const titlesBeforeTwoNames = list(
  'don dona doña sri shri shree sayyid sayyida sayid sayed syed seyed said syeda mir mirza begum mulla molla baba master pastor ' +
    'brother sister eng ato kumari selvi سيد السيد السيدة سەید کاکە सैयद',
);

/** How many words must follow a title at the start of a name for it to be dropped; undefined for what is no title. */
export const wordsAfterTitle = (native: string): number | undefined => {
  if (titles.has(native)) return 0;
  if (titlesBeforeName.has(native)) return 1;
  return titlesBeforeTwoNames.has(native) ? 2 : undefined;
};

/** What follows a name to tell generations apart, in one spelling. */
export const suffixes: ReadonlyMap<string, string> = new Map([
  ...['jr', 'junior', 'jnr', 'мл', 'младший'].map((word): [string, string] => [word, 'jr']),
  ...['sr', 'senior', 'snr', 'ст', 'старший'].map((word): [string, string] => [word, 'sr']),
  ...['ii', '2nd'].map((word): [string, string] => [word, 'ii']),
  ...['iii', '3rd'].map((word): [string, string] => [word, 'iii']),
  ...['iv', '4th'].map((word): [string, string] => [word, 'iv']),
]);

/** Words that stand for no name wherever they are found; `FNU` and `LNU` are the visa offices' "name unknown". */
export const noNames = list(
  'unknown unk unnamed noname fnu lnu nfn nln nmn nka anonymous anon baby infant newborn test tester testing dummy sample ' +
    'undefined n/a n/n desconocido desconocida inconnu inconnue bilinmiyor неизвестно неизвестный неизвестная مجهول مجهولة نامعلوم ' +
    'ناشناس نەزانراو अज्ञात የማይታወቅ ያልታወቀ',
);

/** With `of` after it, or a slash, what follows is the name of a parent or husband, not of the person. */
export const childOf = list('baby infant newborn child son daughter wife husband boy girl');
export const relatedTo = list('s/o d/o w/o h/o c/o b/o b/b b/g');

/** After a word that stands for no name these say no more: Baby Boy, Infant Female. */
export const afterNoName = list('boy girl male female child son daughter one two a b');

/** Words that stand for no name when a field holds nothing else: each is a name, or half of one, somewhere. */
export const noNamesAlone = folded([
  ...['na', 'n a', 'nil', 'null', 'none', 'no', 'no name', 'not known', 'not given', 'not applicable', 'not available'],
  ...['without name', 'no surname', 'no last name', 'no first name', 'baby boy', 'baby girl', 'boy', 'girl', 'child'],
  ...[
    'male',
    'female',
    'person',
    'name',
    'first name',
    'last name',
    'given name',
    'family name',
    'surname',
    'b b',
    'b g',
  ],
  ...['sin nombre', 'sin apellido', 'sin dato', 'no aplica', 'ninguno', 'ninguna', 'n n', 'nn', 'sans nom', 'aucun'],
  ...['wala', 'walang pangalan', 'hindi alam', 'sem nome', 'isimsiz', 'tidak ada', 'без имени', 'без фамилии', 'нет'],
  ...[
    'не указано',
    'нет данных',
    'لا يوجد',
    'لايوجد',
    'بدون اسم',
    'بلا اسم',
    'غير معروف',
    'بدون نام',
    'بی نام',
    'ندارد',
  ],
  ...['بێ ناو', 'نییە', 'नाम नहीं', 'बेनाम', 'ስም የለም', 'ስም የለውም', 'የለም', 'የለውም'],
]);

/** Between father and child, and what registries write for it (S/O, D/O, W/O, C/O): dropped between names. */
export const kinship = list(
  'bin ibn bint binti binte bt bte ben ould uld wuld walad oglu oğlu ogly ugli qizi kizi kyzy uulu s/o d/o w/o h/o c/o son ' +
    'daughter wife husband of оглы оглу кызы кизи улы уулу بن ابن بنت ولد کوڕی کچی',
);

/** Son and daughter of, written behind the father's name or together with it. */
export const childOfBefore = /(?<=^|...)(?:кызы|кизи|уулу|улы|оглы|оглу|kyzy|kizi|qizi|uulu|ogly|oglu|ugli)$/u;

/** The Arabic article as a word of its own; dropped, because half of the records leave it out. */
export const articles = list('al el ul il ال ئەل');

/** The article as it is spoken before r, s, sh, d, t, z; it is one only when the next word starts so. */
export const spokenArticle = /^[aeu](r|s|sh|d|t|z)$/u;

/** Iberian joints that come and go between one record of a person and the next. */
export const droppedJoints = list('da do dos das y');

/** Prefixes that make one word with what follows, wherever they stand. */
export const prefixes = list('de del dela delas delos della dello vander vanden von mc');

/** Prefixes that are names too: read as prefixes after another word, or at the start of a family name. */
export const doubtfulPrefixes = list('van der den ter ten la las los le du di san santa st mac o');

/** Servant of: one word with the attribute of God that follows. */
export const servant =
  /^(?:[ae]bd(?:[aeiou]{1,2}[lrsztdn])?|абд(?:[уаеи][лрсзтдн]?)?|عبد|ع[ەه]بد(?:ول|ولل)?|अब्दुल|አብዱል|አብድል|አብደል)$/u;

/** Father of, mother of: one word with the child's name. */
export const parentOf = list('abu abou abo abi umm um ابو أم أبو أبي ئەبو абу አቡ अबू');

/** Of the faith: one word with what stands before. */
export const ofFaith = list('uddin eddin eddine addin aldin aldeen udin ud الدین ەدین ئەدین аддин уддин उद्दीन');
export const faith = list('din deen dine دین دين дин');

/** Of God: one word with what stands before. */
export const ofGod = list('ullah allah ulla الله اللە उल्लाह');

/** First halves of Ethiopian names of devotion, and the second halves that make one name with them. */
export const devotion = list(
  'gebre gebra gabre gebr wolde welde woldu haile hayle tekle tekla tesfa habte kidane amde fikre hailu laeke ' +
    'ገብረ ወልደ ኃይለ ተክለ ተስፋ ሀብተ ኪዳነ አምደ ፍቅረ ወለተ',
);
export const devoutly = list(
  'mariam maryam selassie selasie sellassie silassie slassie michael mikael giorgis georgis egziabher egziabiher ' +
    'egziabhier medhin medhn hiwot meskel meskal kidan tsadik tsadkan kristos kirstos haimanot haymanot amanuel yesus yohannes ' +
    'ማርያም ስላሴ ሚካኤል ጊዮርጊስ እግዚአብሔር መድህን ሕይወት መስቀል ኪዳን ጻድቅ ክርስቶስ ሃይማኖት አማኑኤል ኢየሱስ ዮሐንስ',
);

/** Written short by custom; the long form is compared. */
export const shortForms: ReadonlyMap<string, string> = new Map([
  ...['md', 'mohd', 'muhd', 'mhd', 'mohmd'].map((word): [string, string] => [word, 'muhammad']),
  ...[
    ['ma.', 'maria'],
    ['mª', 'maria'],
    ['fco.', 'francisco'],
    ['fco', 'francisco'],
    ['sta', 'santa'],
  ].map(([short = '', long = '']): [string, string] => [short, long]),
  ...[
    ['sto', 'santo'],
    ['abd.', 'abdul'],
    ['мухд', 'мухаммад'],
    ['मो', 'मोहम्मद'],
    ['मोहम', 'मोहम्मद'],
  ].map(([short = '', long = '']): [string, string] => [short, long]),
]);

/** Letters before a slash that stand for the first half of an Ethiopian name (G/Mariam, ገ/ማርያም). */
export const beforeSlash: ReadonlyMap<string, string> = new Map([
  ...[
    ['g', 'gebre'],
    ['w', 'wolde'],
    ['h', 'haile'],
    ['t', 'tekle'],
    ['ገ', 'ገብረ'],
    ['ወ', 'ወልደ'],
  ].map(([short = '', long = '']): [string, string] => [short, long]),
  ...[
    ['ኃ', 'ኃይለ'],
    ['ሃ', 'ኃይለ'],
    ['ሀ', 'ኃይለ'],
    ['ኀ', 'ኃይለ'],
    ['ተ', 'ተክለ'],
    ['ሐ', 'ኃይለ'],
  ].map(([short = '', long = '']): [string, string] => [short, long]),
]);
