import type { ColumnType } from '../../core/streamProcessor.ts';

/** True for types whose values travel as text. */
export const isTextual = (type: ColumnType): boolean => type === 'text' || type === 'jsonb' || type === 'text[]';

const UUID_LENGTH = 36;
const DASH = 45;
const digits = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value += 1) {
  const digit = value.toString(16);
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}

const uuid = new Uint8Array(16);

/**
 * The bytes of a UUID in its usual form, valid until the next call.
 *
 * @returns undefined when it is none
 */
export const uuidBytes = (text: string): Uint8Array | undefined => {
  if (text.length !== UUID_LENGTH) return undefined;
  let at = 0;
  for (let index = 0; index < UUID_LENGTH; index += 2) {
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (text.charCodeAt(index) !== DASH) return undefined;
      index += 1;
    }
    const high = digits[text.charCodeAt(index)] ?? -1;
    const low = digits[text.charCodeAt(index + 1)] ?? -1;
    if (high < 0 || low < 0) return undefined;
    uuid[at] = high * 16 + low;
    at += 1;
  }
  return uuid;
};

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

const MONTHS = 12;
/** Days from 1 March of the year 0 to 1 January 1970. */
const TO_1970 = 719_468;

/**
 * Days since 1970 of a real day `YYYY-MM-DD` in the proleptic Gregorian calendar; NaN when it is none.
 *
 * @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil
 */
export const dayOf = (text: string): number => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return NaN;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  if (month < 1 || month > MONTHS || day < 1 || day > daysIn(year, month)) return NaN;
  // Years that begin in March, so that the leap day is the last.
  const shifted = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + ofYear - TO_1970;
};

let lastText = '';
let lastInstant = NaN;

/**
 * Milliseconds since 1970 of a moment in ISO 8601; NaN when it is none. The same text often comes several times in a row:
 * a row's times, the rows of a page.
 */
export const instantOf = (text: string): number => {
  if (text !== lastText) {
    lastText = text;
    lastInstant = /^(\d{4}|[+-]\d{6})-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : NaN;
  }
  return lastInstant;
};

/** A list of texts as an array literal. @see https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
export const arrayLiteral = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
