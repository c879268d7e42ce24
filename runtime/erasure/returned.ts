import type { SourceIndexEntry } from '../../schemas/generated/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readToEnd } from '../kafka/index.ts';
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
  { codec, kafka, topic }: Pick<Deployment, 'codec' | 'kafka' | 'topic'>,
  targets: Targets,
): Promise<{ readonly left: Targets; readonly returned: readonly string[] }> => {
  if (targets.proofs.length === 0) return { left: targets, returned: [] };
  const erasedAt = new Map(targets.proofs.map((proof) => [nameOf(proof), proof.erasedAt]));
  const returned = new Set<string>();
  await readToEnd(kafka, {
    topic: topic('source.index'),
    onMessages: async (_, messages) => {
      const ours = messages.filter(({ key }) => erasedAt.has(key ?? ''));
      await codec.load(ours.map(({ value }) => value));
      for (const { key, value } of ours) {
        const name = key ?? '';
        const entry = value === null ? undefined : (codec.decode(value).value as SourceIndexEntry);
        if (entry !== undefined && entry.firstSeen.time > (erasedAt.get(name) ?? 0)) returned.add(name);
        else returned.delete(name);
      }
    },
  });
  const keys = new Set([...returned].map((name) => name.slice(0, name.indexOf('/'))));
  return {
    left: { ...targets, proofs: targets.proofs.filter(({ recordKey }) => !keys.has(recordKey)) },
    returned: [...keys].sort(),
  };
};
