import { displayText, latinDigits } from './text.ts';

/** A date as it is compared. */
export interface ComparableDate {
  readonly year: number;
  /** 1 to 12; null when the year alone is known. */
  readonly month: number | null;
  /** 1 to 31; null when the month is the most that is known. */
  readonly day: number | null;
  /** True for days that registries write when they know the year alone: 1 January, 1 July, 31 December. */
  readonly imprecise: boolean;
}

const yearFirst = /^(\d{4})(?:[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?)?(?:[T ].*)?$/u;
const iso = /^\d{4}-\d{2}-\d{2}$/u;
const compact = /^(\d{4})(\d{2})(\d{2})?(?:[T ].*)?$/u;
const yearLast = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?:[T ].*)?$/u;

/** Days that registries write for a birth of which they know the year: its first, its middle and its last. */
const defaults = new Set([1_01, 7_01, 12_31]);

/** Written to get past a form, or zero in a spreadsheet or a computer's clock: nobody's birthday. */
const placeholders = new Set([1899_12_30, 1899_12_31, 1900_01_01, 1901_01_01, 1969_12_31, 1970_01_01]);

const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysIn = (year: number, month: number): number => (month === 2 && !isLeap(year) ? 28 : (lengths[month - 1] ?? 0));

const dateOf = (year: number, month: number, day: number): ComparableDate | null => {
  if (year < 1850 || year >= 2200 || month > 12) return null;
  if (month === 0) return day === 0 ? { year, month: null, day: null, imprecise: false } : null;
  if (day === 0) return { year, month, day: null, imprecise: false };
  if (day > daysIn(year, month)) return null;
  const place = month * 100 + day;
  return placeholders.has(year * 10_000 + place) ? null : { year, month, day, imprecise: defaults.has(place) };
};

/** 09/04/1956 could be April or September: read only when one of the numbers can be no month, or both are the same. */
const readYearLast = (first: number, second: number, year: number): ComparableDate | null => {
  if (first === second || first > 12) return dateOf(year, second, first);
  if (second > 12) return dateOf(year, first, second);
  return dateOf(year, 0, 0);
};

/**
 * A date to compare, with no more in it than the text says.
 *
 * @param text `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-MM`, `YYYY`, also with other signs and digits, or `DD/MM/YYYY` and
 *   `MM/DD/YYYY`; where day and month of these cannot be told apart the year alone is read. A time after it is ignored.
 * @returns null for no date, an impossible one, and one that stands for none (1900-01-01). Years are Gregorian as
 *   written: other calendars are not guessed. Never throws.
 */
export const comparableDate = (text: string | null): ComparableDate | null => {
  if (text === null || text.length > 64) return null;
  const shown = iso.test(text) ? text : latinDigits(displayText(text) ?? '');
  const [, year, month = '0', day = '0'] = yearFirst.exec(shown) ?? compact.exec(shown) ?? [];
  if (year !== undefined) return dateOf(Number(year), Number(month), Number(day));
  const [, first, , second, last] = yearLast.exec(shown) ?? [];
  return last === undefined ? null : readYearLast(Number(first), Number(second), Number(last));
};

/**
 * The date with day and month exchanged, as a clerk of another country reads it: agreement with it is evidence of one
 * birth date, though weaker.
 *
 * @returns null when no other date comes out
 */
export const swappedDate = (date: ComparableDate): ComparableDate | null => {
  const { year, month, day } = date;
  return month === null || day === null || month === day || day > 12 ? null : dateOf(year, day, month);
};
