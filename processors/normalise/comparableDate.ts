import { displayText, latinDigits } from './text.ts';

/** A date as it is compared. */
export interface ComparableDate {
  readonly year: number;
  /** 1 to 12; null when the year alone is known. */
  readonly month: number | null;
  /** 1 to 31; null when the month is the most that is known. */
  readonly day: number | null;
  /** True for days that registries write for one they don't know: 1 January, 31 December, 1 and 2 July… */
  readonly imprecise: boolean;
}

const yearFirst = /^(\d{4})(?:([-/. ]?)(\d{1,2})(?:\2(\d{1,2}))?)?(?:[T ].*)?$/u;
const yearLast = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?:[T ].*)?$/u;

/** Days that a registry writes for a birth of which it knows the year: the first, the middle and the last of it. */
const defaults = new Set(['1-1', '12-31', '7-1', '6-30', '7-2']);

/** Written to get past a form: nobody was born there more often than on another day. */
const placeholders = new Set([
  '1900-1-1',
  '1970-1-1',
  '1901-1-1',
  '1800-1-1',
  '1899-12-30',
  '1899-12-31',
  '1969-12-31',
]);

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const dateOf = (year: number, month: number, day: number): ComparableDate | null => {
  if (year < 1850 || year >= 2200 || month > 12) return null;
  if (month === 0) return day === 0 ? { year, month: null, day: null, imprecise: false } : null;
  if (day === 0) return { year, month, day: null, imprecise: false };
  if (day > daysIn(year, month)) return null;
  if (placeholders.has(`${String(year)}-${String(month)}-${String(day)}`)) return null;
  return { year, month, day, imprecise: defaults.has(`${String(month)}-${String(day)}`) };
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
  const shown = latinDigits(displayText(text) ?? '');
  const [, year, , month = '0', day = '0'] = yearFirst.exec(shown) ?? [];
  if (year !== undefined) return dateOf(Number(year), Number(month), Number(day));
  const [, first, , second, last] = yearLast.exec(shown) ?? [];
  return last === undefined ? null : readYearLast(Number(first), Number(second), Number(last));
};
