import { InvalidArgumentError } from 'commander';
import { durationOf } from '../config/pace.ts';

/**
 * Reads the option `--since`: a date, a date and time, or how long ago, such as `30d`.
 *
 * @param now milliseconds since 1970 UTC
 * @returns milliseconds since 1970 UTC; a date is its beginning in UTC, and so is a time without a zone
 * @throws InvalidArgumentError when it is none of them, or in the future
 */
export const readSince = (text: string, now = Date.now()): number => {
  const ago = durationOf(text);
  const [, date, time = 'T00:00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:([T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text) ?? [];
  const at = ago === undefined ? Date.parse(`${date ?? ''}${time.replace(' ', 'T')}${zone}`) : now - ago;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('must be a date such as 2026-01-31, a time such as 2026-01-31T08:00Z, or 30d.');
  if (at > now) throw new InvalidArgumentError('must not be in the future.');
  return at;
};
