import type { SourceIndexEntry } from '../../schemas/generated/types.ts';
import { firstPart, newest } from './newest.ts';
import type { Reading } from './newest.ts';
import { nameOf } from './proofs.ts';
import type { Targets } from './proofs.ts';

/**
 * Leaves out of earlier erasures what has come again since, because it may: first seen after it was erased. What a
 * restored backup has brought again was first seen before.
 *
 * @returns the targets that are left, and the record keys of those that have come again
 * @throws EtlError `transient` when Kafka or the schema registry cannot be reached
 */
export const withoutReturned = async (
  reading: Reading,
  targets: Targets,
): Promise<{ readonly left: Targets; readonly returned: readonly string[] }> => {
  if (targets.proofs.length === 0) return { left: targets, returned: [] };
  const erasedAt = new Map(targets.proofs.map((proof) => [nameOf(proof), proof.erasedAt]));
  const returned = await newest(
    reading,
    'source.index',
    (key) => erasedAt.has(key),
    ({ key, value }) => {
      const { firstSeen } = reading.codec.decode(value).value as SourceIndexEntry;
      return firstSeen.time > (erasedAt.get(key) ?? 0) ? true : undefined;
    },
  );
  const keys = new Set([...returned.keys()].map(firstPart));
  return {
    left: { ...targets, proofs: targets.proofs.filter(({ recordKey }) => !keys.has(recordKey)) },
    returned: [...keys].sort(),
  };
};
