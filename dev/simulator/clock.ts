const dayInMilliseconds = 86_400_000;

/** What the simulated registry takes for the time; it stamps `create_date` and `write_date`. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Moves the clock on by whole or part days. */
  advanceDays(days: number): void;
}

/**
 * Makes the clock of a simulated registry.
 *
 * @param start ISO date or time at which the clock stands still until it is moved; without it, real time runs on
 * @throws RangeError when `start` is no date
 */
export const createClock = (start?: string): Clock => {
  const frozenAt = start === undefined ? undefined : Date.parse(start);
  if (Number.isNaN(frozenAt)) throw new RangeError(`"${String(start)}" is not an ISO date, such as 2026-01-31`);
  let advanced = 0;
  return {
    now: () => (frozenAt ?? Date.now()) + advanced,
    advanceDays: (days) => {
      advanced += days * dayInMilliseconds;
    },
  };
};

const days = new Map<number, string>();

/** The day of a time in UTC, `YYYY-MM-DD`: the precision with which the registry shows its dates. */
export const dayOf = (milliseconds: number): string => {
  // A page of 1,000 households has some 20,000 dates and few different days; formatting each anew shows in a profile.
  const number = Math.floor(milliseconds / dayInMilliseconds);
  const known = days.get(number);
  if (known !== undefined) return known;
  const day = new Date(milliseconds).toISOString().slice(0, 10);
  days.set(number, day);
  return day;
};

/** The day that lies so many days after (or, negative, before) a time. */
export const dayAfter = (milliseconds: number, days: number): string => dayOf(milliseconds + days * dayInMilliseconds);
