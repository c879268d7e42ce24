const dayMs = 86_400_000;

/** The day of a date, or of a date and time, in ISO 8601; undefined for anything else. */
export const dayOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] : undefined;

const fromMs = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/**
 * Where an incremental scan may stop: the watermark less the overlap, which makes up for clocks that differ,
 * transactions that commit late and dates without time.
 *
 * @param watermark `YYYY-MM-DD`; anything else, as nothing at all, means that everything is new
 * @returns `YYYY-MM-DD`
 */
export const cutoff = (watermark: string | undefined, overlapDays: number): string | undefined => {
  const day = dayOf(watermark);
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? undefined : fromMs(ms - overlapDays * dayMs);
};

/**
 * The newest write date of some records, but not later than today: a record written by a clock that runs ahead must
 * not keep the scans from looking at the days until then.
 *
 * @param dates as the registry gives them
 * @param now milliseconds since 1970 UTC
 */
export const newestDay = (dates: readonly unknown[], now: number): string | undefined => {
  const today = fromMs(now);
  const newest = dates.map(dayOf).reduce<string | undefined>((highest, day) => {
    return day !== undefined && (highest === undefined || day > highest) ? day : highest;
  }, undefined);
  return newest !== undefined && newest > today ? today : newest;
};
