/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
 *
 * @param value the header as it came; undefined when there is none
 * @param now milliseconds since 1970 UTC, to subtract from a date
 * @param capMs longest pause that is granted, milliseconds
 * @returns milliseconds to wait, 0 to `capMs`; undefined when there is no header or it cannot be read
 */
export const readRetryAfter = (value: string | undefined, now: number, capMs: number): number | undefined => {
  if (value === undefined) return undefined;
  const text = value.trim();
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), capMs);
};
