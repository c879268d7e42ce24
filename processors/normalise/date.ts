import type { PartialDate } from '../../schemas/generated/types.ts';
import { displayText, latinDigits } from './text.ts';

const shape = /^(\d{4})(?:([-/.]?)(\d{2})(?:\2(\d{2}))?)?(?:[T ].*)?$/u;

/** Years in which a person of a registry can be born, die or be registered. */
const plausibleYear = (year: number): boolean => year >= 1800 && year < 2200;

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Days of a month of the proleptic Gregorian calendar, by counting: a person has some ten dates, and `Date` is slow. */
const daysIn = (year: number, month: number): number => {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (monthLengths[month - 1] ?? 0);
};

const readWhole = (year: string, month: string, day: string): PartialDate | null => {
  if (Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) return null;
  const value = `${year}-${month}-${day}`;
  return { precision: 'day', value, imprecise: value.endsWith('-01-01') };
};

const isMonth = (month: string): boolean => Number(month) >= 1 && Number(month) <= 12;

const readPrecisely = (text: string): PartialDate | null => {
  const [, year, , month = '00', day = '00'] = shape.exec(text) ?? [];
  if (year === undefined || !plausibleYear(Number(year))) return null;
  // Registries fill what they do not know with zeros: 1980-00-00.
  if (month === '00' && day === '00') return { precision: 'year', value: year, imprecise: false };
  if (!isMonth(month)) return null;
  if (day === '00') return { precision: 'month', value: `${year}-${month}`, imprecise: false };
  return readWhole(year, month, day);
};

/**
 * Reads a date without inventing a month or a day.
 *
 * @param text `YYYY-MM-DD`, `YYYY/MM/DD`, `YYYYMMDD`, `YYYY-MM`, `YYYY`, in any decimal digits; a time after it is ignored
 * @returns null for no text; precision `unknown` with the text kept for anything that is not a date, such as 2023-02-29
 *   or a date in an order that cannot be told (03/04/1990). 1 January is marked imprecise: registries write it when they
 *   know the year alone. Never throws.
 * @see HL7 FHIR R4 `date`, https://hl7.org/fhir/R4/datatypes.html#date (partial dates)
 */
export const readDate = (text: string | null): PartialDate | null => {
  const shown = displayText(text);
  if (shown === null) return null;
  return readPrecisely(latinDigits(shown)) ?? { precision: 'unknown', value: shown, imprecise: false };
};

/**
 * Reads a date of which only a whole day is of use: an expiry, the start or end of a membership.
 *
 * @returns `YYYY-MM-DD`, or null when the text is not known to the day
 */
export const readDay = (text: string | null): string | null => {
  const date = readDate(text);
  return date?.precision === 'day' ? date.value : null;
};

/** The day of a moment, UTC, as `YYYY-MM-DD`; moments outside the calendar of ECMAScript give its first day. */
export const dayOf = (milliseconds: number): string => {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? '0000-01-01' : date.toISOString().slice(0, 10);
};
