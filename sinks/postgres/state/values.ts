import type { PartialDate } from '../../../schemas/generated/PartialDate.ts';
import { canonical } from './hash.ts';
import type { Json } from '../tables/table.ts';

/** True for the first 28 days of a real month: nothing more need be asked of the calendar. */
const isInEveryMonth = (text: string): boolean => {
  const month = text.slice(5, 7);
  const day = text.slice(8);
  return month >= '01' && month <= '12' && day >= '01' && day <= '28';
};

/**
 * A day as PostgreSQL's `date` takes it.
 *
 * @returns the text when it is a real day `YYYY-MM-DD` (proleptic Gregorian), else null, so that a bad day never
 *   rejects the person; the source's text stays in the log
 */
export const isoDay = (text: string | null): string | null => {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return null;
  if (isInEveryMonth(text)) return text;
  // The engine reads 31 April as 1 May: a day that is not its own is none.
  return new Date(text).getUTCDate() === Number(text.slice(8)) ? text : null;
};

/** The UTC day of a moment, as `YYYY-MM-DD`. */
export const dayOf = (milliseconds: number): string => instant(milliseconds).slice(0, 10);

/** A moment as PostgreSQL's `timestamptz` takes it, in UTC with milliseconds. */
export const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The first day of what is known of a date; null when that is not even a year. */
export const firstDay = (date: PartialDate | null): string | null => {
  if (date === null || date.precision === 'unknown') return null;
  if (date.precision === 'day') return isoDay(date.value);
  return isoDay(date.precision === 'month' ? `${date.value}-01` : `${date.value}-01-01`);
};

const readJson = (text: string): Json => {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  if (typeof value === 'object' && value !== null) return JSON.parse(canonical(value)) as Json;
  return JSON.stringify(value) === text ? value : text;
};

/** The same entries with sorted keys. */
export const sortedEntries = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> => {
  const names = Object.keys(entries);
  return names.length < 2 ? entries : Object.fromEntries(names.sort().map((name) => [name, entries[name] as T]));
};

/**
 * Attributes as one JSON object with sorted keys. A text that is not JSON, or a number that JavaScript cannot hold
 * exactly, stays the text it is.
 */
export const attributeValues = (attributes: Readonly<Record<string, string>>): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(sortedEntries(attributes)).map(([name, text]) => [name, readJson(text)]));
