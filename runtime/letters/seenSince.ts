import { EtlError } from '../../core/errors.ts';
import type { ImportRun, SourceGroup, SourcePerson } from '../../schemas/generated/types.ts';
import { topicName } from '../deployment/topics.ts';
import { readToEnd } from '../kafka/index.ts';
import type { Codec } from '../kafka/index.ts';
import { sourceTopics } from '../source/messages.ts';
import { typeNames } from '../source/records.ts';
import type { LetterKafka } from './letterLog.ts';

/** What a source has published since the oldest of some letters. */
export interface SeenSince {
  /** When a state that has been published since was observed, by `<record key>/<import>`; milliseconds since 1970 UTC. */
  readonly observed: ReadonlyMap<string, number>;
  /** When the newest finished complete scan of an import began; milliseconds since 1970 UTC. */
  readonly scanned: ReadonlyMap<string, number>;
}

const decoded = (codec: Codec, value: Buffer): { readonly type: string; readonly value: unknown } | undefined => {
  try {
    return codec.decode(value);
  } catch (thrown) {
    // What cannot be read says nothing about when it was observed; the resolver sends it to the dead letters.
    if (thrown instanceof EtlError && thrown.fault === 'record') return undefined;
    throw thrown;
  }
};

/**
 * Reads the log for what is newer than some letters of a source.
 *
 * @param since when the oldest of the letters was met, milliseconds since 1970 UTC
 */
export const readSeenSince = async (
  { codec, connection, topicPrefix }: LetterKafka,
  source: string,
  since: number,
): Promise<SeenSince> => {
  const observed = new Map<string, number>();
  const scanned = new Map<string, number>();
  const note = (key: string, type: string, value: unknown): void => {
    if (type === typeNames.run) {
      const run = value as ImportRun;
      const finished = run.source === source && run.phase === 'completed' && run.mode === 'complete';
      if (finished) scanned.set(run.import, Math.max(run.startedAt, scanned.get(run.import) ?? 0));
      return;
    }
    const record = value as SourcePerson | SourceGroup;
    if (record.source === source && record.observedAt >= since) observed.set(key, record.observedAt);
  };
  await readToEnd(connection, {
    topic: topicName(topicPrefix, sourceTopics.records),
    onMessages: async (_, messages) => {
      await codec.load(messages.map(({ value }) => value));
      for (const { key, value } of messages) {
        const found = key === null || value === null ? undefined : decoded(codec, value);
        if (found !== undefined) note(key ?? '', found.type, found.value);
      }
    },
  });
  return { observed, scanned };
};
