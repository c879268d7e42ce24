import { comparableDate, type ComparableDate } from '../../../processors/normalise/index.ts';

/** In which order a column writes a date of three numbers that does not begin with the year. */
export type DayOrder = 'day-first' | 'month-first';

const threeNumbers = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ].*)?$/u;
const yearFirst = /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ].*)?$/u;
const eightDigits = /^(\d{2})(\d{2})(\d{4})$/u;

const monthNames = new Map(
  [
    ['jan', 'january', 'janvier', 'enero', 'ene', 'januar', 'janeiro', 'gennaio'],
    ['feb', 'february', 'fevrier', 'février', 'febrero', 'februar', 'fevereiro', 'febbraio'],
    ['mar', 'march', 'mars', 'marzo', 'märz', 'marco', 'março'],
    ['apr', 'april', 'avril', 'abril', 'abr', 'aprile'],
    ['may', 'mai', 'mayo', 'maio', 'maggio'],
    ['jun', 'june', 'juin', 'junio', 'juni', 'junho', 'giugno'],
    ['jul', 'july', 'juillet', 'julio', 'juli', 'julho', 'luglio'],
    ['aug', 'august', 'aout', 'août', 'agosto', 'ago'],
    ['sep', 'sept', 'september', 'septembre', 'septiembre', 'setembro', 'settembre'],
    ['oct', 'october', 'octobre', 'octubre', 'oktober', 'okt', 'outubro', 'ottobre'],
    ['nov', 'november', 'novembre', 'noviembre', 'novembro'],
    ['dec', 'december', 'decembre', 'décembre', 'diciembre', 'dic', 'dezember', 'dez', 'dezembro', 'dicembre'],
  ].flatMap((list, month) => list.map((name): [string, number] => [name, month + 1])),
);

const two = (part: string | number): string => String(part).padStart(2, '0');

/** Two digits of a year are the past century's where the other would lie in the future. */
const wholeYear = (year: string, newest: number): string => {
  if (year.length === 4) return year;
  const late = 2000 + Number(year);
  return String(late <= newest ? late : late - 100);
};

const inWords = (text: string): string | undefined => {
  const parts = text
    .toLowerCase()
    .split(/[\s,.\-/]+/u)
    .filter((part) => part !== '');
  const month = parts.map((part) => monthNames.get(part)).find((found) => found !== undefined);
  const year = parts.find((part) => /^\d{4}$/u.test(part));
  const day = parts.find((part) => /^\d{1,2}(?:st|nd|rd|th)?$/u.test(part));
  if (month === undefined || year === undefined) return undefined;
  return day === undefined ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(Number.parseInt(day, 10))}`;
};

/**
 * The order of day and month in a column: told by numbers over twelve; day first where nothing tells.
 *
 * @param values of the whole column
 */
export const dayOrderOf = (values: Iterable<string>): DayOrder => {
  let [dayFirst, monthFirst] = [0, 0];
  for (const value of values) {
    const [, first = '0', second = '0'] = threeNumbers.exec(value) ?? eightDigits.exec(value) ?? [];
    if (Number(first) > 12) dayFirst += 1;
    if (Number(second) > 12) monthFirst += 1;
  }
  return monthFirst > dayFirst ? 'month-first' : 'day-first';
};

/** Day, month and year in the order of the column, or in the other one where that alone can be. */
const inNumbers = (first: string, second: string, year: string, order: DayOrder, newest: number): string => {
  const [day, month] = order === 'day-first' ? [first, second] : [second, first];
  const turned = Number(month) > 12 && Number(day) <= 12;
  return `${wholeYear(year, newest)}-${two(turned ? day : month)}-${two(turned ? month : day)}`;
};

const startsWithYear = (text: string, newest: number): boolean => {
  const year = Number(text.slice(0, 4));
  return year >= 1500 && year <= newest + 1;
};

/**
 * A date as people write it, in the form that the normaliser reads.
 *
 * @param newest the last year in which somebody of the file can be born
 * @returns `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; the text itself when it is in none of the known forms
 */
export const isoDate = (text: string, order: DayOrder, newest: number): string => {
  const [, year, month = '', day = ''] = yearFirst.exec(text) ?? [];
  if (year !== undefined) return `${year}-${two(month)}-${two(day)}`;
  const numbers = threeNumbers.exec(text) ?? (startsWithYear(text, newest) ? null : eightDigits.exec(text));
  const [, first, second = '', last = ''] = numbers ?? [];
  if (first !== undefined) return inNumbers(first, second, last, order, newest);
  return inWords(text) ?? text.replace(/^(\d{4})(?:\.0|\?|~| ca\.?| c\.?)$/u, '$1');
};

/** Before this the normaliser reads nothing, because nobody of a register was born; a census or a biography goes back. */
const firstOfRegisters = 1850;

const historical = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/u;

/**
 * A birth date in the form in which it is compared; also those of people long dead.
 *
 * @returns null for what is no date
 */
export const readBirth = (text: string, order: DayOrder, newest: number): ComparableDate | null => {
  const date = isoDate(text, order, newest);
  const [, year, month = '00', day = '00'] = historical.exec(date) ?? [];
  if (year === undefined || Number(year) >= firstOfRegisters) return comparableDate(date);
  const whole = new Date(`${date}T00:00:00Z`);
  if (Number(month) === 0) return { year: Number(year), month: null, day: null, imprecise: false };
  if (Number(day) === 0) return { year: Number(year), month: Number(month), day: null, imprecise: false };
  if (Number.isNaN(whole.getTime()) || !whole.toISOString().startsWith(date)) return null;
  return { year: Number(year), month: Number(month), day: Number(day), imprecise: month === '01' && day === '01' };
};
