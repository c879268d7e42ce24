import { reclusteringKey, slicesOf } from '../../processors/index.ts';
import type { AreaRelease, ChangeGuard, HoldSwitch, Reclustering, SourceLinks } from '../../schemas/generated/types.ts';
import type { LogRecord } from '../models/logPublisher.ts';

const named = (key: string, type: string, value: object, time: number): LogRecord => ({
  key,
  type: `org.registrystream.${type}`,
  value,
  time,
});

/** An operator's switch as a record of the log. */
export const switchRecord = (value: HoldSwitch): LogRecord =>
  named(`hold/${value.kind}`, 'HoldSwitch', value, value.decidedAt);

/** The release of an area as a record of the log. */
export const releaseRecord = (value: AreaRelease): LogRecord =>
  named(`hold/area/${value.area}`, 'AreaRelease', value, value.decidedAt);

/** Which sources may be linked, as a record of the log. */
export const linksRecord = (value: SourceLinks): LogRecord =>
  named('policy/sources', 'SourceLinks', value, value.statedAt);

/** The rate guard, as a record of the log. */
export const guardRecord = (value: ChangeGuard): LogRecord =>
  named('policy/guard', 'ChangeGuard', value, value.statedAt);

/**
 * The steps by which records are clustered anew, slice by slice.
 *
 * @param records of how many records about; one slice at least
 * @param requestedAt milliseconds since 1970 UTC
 */
export const reclusteringRecords = (
  scope: Reclustering['scope'],
  records: number,
  requestedAt: number,
): LogRecord[] => {
  const of = slicesOf(records);
  return Array.from({ length: of }, (_, slice) => {
    const value: Reclustering = { scope, slice, of, requestedAt };
    return named(reclusteringKey(value), 'Reclustering', value, requestedAt);
  });
};
