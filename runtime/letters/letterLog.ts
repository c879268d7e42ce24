import { EtlError } from '../../core/errors.ts';
import type { DeadLetter } from '../../schemas/generated/types.ts';
import { topicName } from '../deployment/topics.ts';
import { readToEnd } from '../kafka/index.ts';
import type { Codec, KafkaConnection } from '../kafka/index.ts';

/** Logical name of the topic. */
export const DEAD_LETTERS = 'dead-letters';

/**
 * Header of a tombstone: it resolves letters below this offset of its partition. A later one had not been read by whoever
 * resolved its predecessor, and stays open.
 */
export const RESOLVED_BELOW = 'resolved-below';

/** Kafka as the dead letters need it. */
export interface LetterKafka {
  readonly connection: KafkaConnection;
  /** Prepared: it knows the schemas of what a source and the stages write. */
  readonly codec: Codec;
  /** Goes before every topic's name. */
  readonly topicPrefix: string;
}

/** A letter that nobody has resolved yet, in its newest state. */
export interface StoredLetter {
  /** Its key in the topic: `<record key>/<import>/<component>/<code>`. */
  readonly key: string;
  /** Without `originalValue` unless the values were asked for. */
  readonly letter: DeadLetter;
  /** Bytes of the original value that the letter keeps. */
  readonly bytes: number;
}

/** What the topic holds. */
export interface LetterLog {
  readonly letters: ReadonlyMap<string, StoredLetter>;
  /** Where the topic ended, by partition. */
  readonly ends: ReadonlyMap<number, number>;
}

/** Which letters to read, and how much of them. */
export interface ReadLetters {
  /** Which keys to keep; all when absent. */
  readonly wanted?: (key: string) => boolean;
  /** Whether the original bytes are kept, half a megabyte each at most; not when absent. */
  readonly values?: boolean;
  /** Only what has come since, by partition: `ends` of an earlier call. */
  readonly from?: ReadonlyMap<number, number>;
}

/** Stands for a letter that this release cannot read, so that it is listed and can be discarded. */
const unreadable = (error: EtlError, timestamp: number): DeadLetter => ({
  component: error.context.component,
  code: error.code,
  message: `the letter itself cannot be read: ${error.message}`,
  field: null,
  recordKey: null,
  source: null,
  import: null,
  importRun: null,
  target: null,
  position: null,
  originalKey: null,
  originalValue: null,
  truncated: false,
  originalHeaders: {},
  version: 0,
  attempt: 1,
  time: timestamp,
});

const decodeLetter = (codec: Codec, value: Buffer, timestamp: number): DeadLetter => {
  try {
    return codec.decode(value).value as DeadLetter;
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.fault === 'record') return unreadable(thrown, timestamp);
    throw thrown;
  }
};

/**
 * Reads the letters that nobody has resolved yet: the newest state of each key that no tombstone follows.
 *
 * @throws EtlError `transient` when Kafka or the schema registry cannot be reached
 */
export const readLetters = async (
  { connection, codec, topicPrefix }: LetterKafka,
  { wanted = () => true, values = false, from }: ReadLetters,
): Promise<LetterLog> => {
  const letters = new Map<string, StoredLetter>();
  const offsets = new Map<string, number>();
  const ends = await readToEnd(connection, {
    topic: topicName(topicPrefix, DEAD_LETTERS),
    ...(from === undefined ? {} : { from }),
    onMessages: async (_, messages) => {
      await codec.load(messages.map(({ value }) => value));
      for (const { key, value, timestamp, headers, offset } of messages) {
        if (key === null || !wanted(key)) continue;
        if (value === null) {
          const below = Number(headers[RESOLVED_BELOW] ?? offset);
          if ((offsets.get(key) ?? 0) < below) letters.delete(key);
          continue;
        }
        offsets.set(key, offset);
        const letter = decodeLetter(codec, value, timestamp);
        const { originalValue } = letter;
        // A copy: a part of a fetched batch would keep all of it in memory.
        const kept = values && originalValue !== null ? Buffer.from(originalValue) : null;
        letters.set(key, { key, letter: { ...letter, originalValue: kept }, bytes: originalValue?.length ?? 0 });
      }
    },
  });
  return { letters, ends };
};
