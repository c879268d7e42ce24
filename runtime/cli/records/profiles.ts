import type { PersonProfile } from '../../../processors/identity/linkage/index.ts';
import {
  addressForms,
  canonicalIdentifier,
  comparableEmail,
  comparableText,
  isPlaceholder,
  nameForms,
  readPhone,
  readSex,
} from '../../../processors/normalise/index.ts';
import type { Column } from './columns.ts';
import { dayOrderOf, readBirth } from './dates.ts';
import { foldHeader, type Meaning } from './meanings.ts';

/** Ways of writing that there is nothing. */
const nothing = new Set([
  '',
  '-',
  '--',
  '?',
  '.',
  'null',
  'none',
  'nan',
  'n/a',
  'na/',
  '#n/a',
  'unknown',
  'unk',
  'undefined',
  'nil',
  'not known',
  'not available',
  'missing',
]);

const valueOf = (row: readonly string[], column: Column): string | null => {
  const text = row[column.index]?.trim() ?? '';
  return nothing.has(text.toLowerCase()) ? null : text;
};

/** Makes profiles of rows. */
export interface ProfileReader {
  readonly profileOf: (row: readonly string[]) => PersonProfile;
  /** Names of the texts that the profiles have, in order. */
  readonly texts: readonly string[];
}

const joined = (values: readonly (string | null)[]): string | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.join(' ');
};

const canonicalText = (text: string | null): string | null => {
  const folded = text === null ? '' : comparableText(text);
  return folded === '' ? null : folded;
};

/** Ages count back from here; only how far two of them are apart is ever used. */
const presentForAges = 2000;

const createDateReader = (values: Valued, rows: readonly (readonly string[])[], columns: readonly Column[]) => {
  const newest = new Date().getUTCFullYear();
  const [whole] = columns.filter(({ meaning }) => meaning === 'birth-date');
  const order = dayOrderOf(whole === undefined ? [] : rows.map((row) => row[whole.index] ?? ''));
  return (row: readonly string[]): PersonProfile['birth'] => {
    const [text] = values(row, 'birth-date');
    if (text != null) return readBirth(text, order, newest);
    const [year] = values(row, 'birth-year');
    const [month] = values(row, 'birth-month');
    const [day] = values(row, 'birth-day');
    if (year != null) return readBirth(day == null || month == null ? year : `${year}-${month}-${day}`, order, newest);
    const age = Number(values(row, 'age')[0] ?? Number.NaN);
    if (!Number.isInteger(age) || age < 0 || age > 130) return null;
    return { year: presentForAges - age, month: null, day: null, imprecise: true };
  };
};

type Valued = (row: readonly string[], meaning: Meaning) => readonly (string | null)[];

const fewestDigits = 6;

const phonesOf = (values: readonly (string | null)[], country: string | undefined): string[] =>
  values.flatMap((value) => {
    if (value === null) return [];
    const read = country === undefined ? null : readPhone(value, country);
    const digits = (read ?? value).replace(/\D/gu, '').replace(/^00/u, '');
    return digits.length < fewestDigits || isPlaceholder(digits) ? [] : [digits];
  });

const knownSex = (text: string | null | undefined): PersonProfile['sex'] => {
  const sex = readSex(text ?? null);
  return sex === 'unknown' ? null : sex;
};

const postcodeOf = (text: string | null | undefined): string | null => {
  if (text == null) return null;
  const code = canonicalIdentifier(text);
  return isPlaceholder(code) ? null : code;
};

/**
 * Makes profiles of the rows of a file.
 *
 * @param columns what the columns mean
 * @param rows all rows: they tell in which order the dates are written
 * @param country ISO 3166-1 alpha-2, of phone numbers without a country code; without it phones are compared by digits
 */
export const createProfileReader = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  country?: string,
): ProfileReader => {
  const byMeaning = new Map<Column['meaning'], Column[]>();
  for (const column of columns) byMeaning.set(column.meaning, [...(byMeaning.get(column.meaning) ?? []), column]);
  const values: Valued = (row, meaning) => (byMeaning.get(meaning) ?? []).map((column) => valueOf(row, column));
  const birthOf = createDateReader(values, rows, columns);
  const textColumns = (byMeaning.get('text') ?? []).map((column) => ({ column, name: foldHeader(column.header) }));
  const identifierColumns = byMeaning.get('identifier') ?? [];

  const addressOf = (row: readonly string[]): PersonProfile['address'] => {
    const written = joined([...values(row, 'house-number'), ...values(row, 'street')]);
    const area = joined(values(row, 'locality'));
    const whole = addressForms(written, null);
    const postcode = postcodeOf(values(row, 'postcode')[0]) ?? whole.postcode;
    // Beside a column of its own the locality within the address is a part of the way there.
    const [street, locality] =
      area === null
        ? [whole.street, whole.locality]
        : [[...whole.street, ...whole.locality], addressForms(null, area).locality];
    if (street.length === 0 && locality.length === 0 && postcode === null) return null;
    return { house: whole.house, street, locality, postcode };
  };

  const identifiersOf = (row: readonly string[]): PersonProfile['identifiers'] =>
    identifierColumns.flatMap((column) => {
      const value = canonicalIdentifier(valueOf(row, column) ?? '');
      // Nobody has checked them: they are evidence, and two of them that differ do not settle anything.
      return isPlaceholder(value) ? [] : [{ slot: foldHeader(column.header), value, unique: false }];
    });

  const profileOf = (row: readonly string[]): PersonProfile => ({
    names: nameForms({
      givenName: joined([...values(row, 'given-name'), ...values(row, 'middle-name')]),
      familyName: joined([...values(row, 'family-name'), ...values(row, 'name-suffix')]),
      fullName: joined(values(row, 'full-name')),
      additionalName: null,
    }),
    birth: birthOf(row),
    sex: knownSex(values(row, 'sex')[0]),
    phones: phonesOf(values(row, 'phone'), country),
    emails: values(row, 'email').flatMap((mail) => comparableEmail(mail) ?? []),
    address: addressOf(row),
    region: canonicalText(values(row, 'region')[0] ?? null),
    identifiers: identifiersOf(row),
    birthPlace: canonicalText(values(row, 'birth-place')[0] ?? null),
    texts: Object.fromEntries(
      textColumns.flatMap(({ column, name }) => {
        const text = canonicalText(valueOf(row, column));
        return text === null ? [] : [[name, text]];
      }),
    ),
    submissions: values(row, 'submission').filter((one) => one !== null),
    household: values(row, 'household')[0] ?? null,
  });
  return { profileOf, texts: textColumns.map(({ name }) => name) };
};
