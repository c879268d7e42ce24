import type { PartialDate } from '../../../schemas/generated/PartialDate.ts';
import { canonical } from './hash.ts';
import type { Json } from '../tables/table.ts';

/**
 * A day as PostgreSQL's `date` takes it.
 *
 * @returns the text when it is a real day `YYYY-MM-DD` (proleptic Gregorian), else null, so that a bad day never
 *   rejects the person; the source's text stays in the log
 */
export const isoDay = (text: string | null): string | null => {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return null;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : null;
};

/** The UTC day of a moment, as `YYYY-MM-DD`. */
export const dayOf = (milliseconds: number): string => instant(milliseconds).slice(0, 10);

/** A moment as PostgreSQL's `timestamptz` takes it, in UTC with milliseconds. */
export const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();

const firstDay = (date: PartialDate): string | null => {
  if (date.precision === 'day') return isoDay(date.value);
  if (date.precision === 'month') return isoDay(`${date.value}-01`);
  return date.precision === 'year' ? isoDay(`${date.value}-01-01`) : null;
};

/** The four columns of a date that may be known only in part; `prefix` is the name of its date column. */
export const dateColumns = (prefix: string, date: PartialDate | null): Record<string, Json> => ({
  [prefix]: date === null ? null : firstDay(date),
  [`${prefix}_precision`]: date?.precision ?? null,
  [`${prefix}_text`]: date?.value ?? null,
  [`${prefix}_imprecise`]: date?.imprecise ?? null,
});

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
export const sortedEntries = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(
    Object.keys(entries)
      .sort()
      .map((name) => [name, entries[name] as T]),
  );

/**
 * Attributes as one JSON object with sorted keys. A text that is not JSON, or a number that JavaScript cannot hold
 * exactly, stays the text it is.
 */
export const attributeValues = (attributes: Readonly<Record<string, string>>): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(sortedEntries(attributes)).map(([name, text]) => [name, readJson(text)]));
