import { EtlError } from '../../core/errors.ts';
import type {
  Erasure,
  SourceCheckpoint,
  SourceGroup,
  SourceIndexEntry,
  SourcePerson,
} from '../../schemas/generated/types.ts';
import { topicName } from '../deployment/topics.ts';
import { readToEnd } from '../kafka/index.ts';
import type { Codec, IncomingMessage, KafkaConnection } from '../kafka/index.ts';
import { sourceTopics } from './messages.ts';
import { SourceIndex } from './sourceIndex.ts';

/** Kafka as a source uses it. */
export interface SourceKafka {
  readonly connection: KafkaConnection;
  /** Prepared: it knows the schemas of what a source writes. */
  readonly codec: Codec;
  /** Goes before every topic's name. */
  readonly topicPrefix: string;
}

const readTopic = (
  { connection, codec, topicPrefix }: SourceKafka,
  topic: string,
  take: (messages: readonly IncomingMessage[]) => void,
): Promise<unknown> =>
  readToEnd(connection, {
    topic: topicName(topicPrefix, topic),
    onMessages: async (_, messages) => {
      await codec.load(messages.map(({ value }) => value));
      take(messages);
    },
  });

/** Splits `<record key>/<import>`. */
const namesOf = (key: string | null): readonly [recordKey: string, importName: string] => {
  const text = key ?? '';
  const slash = text.indexOf('/');
  return [text.slice(0, slash), text.slice(slash + 1)];
};

/**
 * Rebuilds what a source knows of the records that it has published, from the compacted topic `source.index`, and whom it
 * must not bring again, from `erasures`.
 *
 * @throws EtlError `transient` when Kafka or the schema registry cannot be reached
 */
export const readIndex = async (kafka: SourceKafka, source: string): Promise<SourceIndex> => {
  const index = new SourceIndex();
  await readTopic(kafka, sourceTopics.index, (messages) => {
    for (const { key, value } of messages) {
      if (value === null) index.remove(...namesOf(key));
      else {
        const entry = kafka.codec.decode(value).value as SourceIndexEntry;
        if (entry.source === source) index.restore(entry);
      }
    }
  });
  await readTopic(kafka, sourceTopics.erasures, (messages) => {
    for (const { key, value } of messages) {
      if (value === null) index.erased.delete(key ?? '');
      else {
        const erasure = kafka.codec.decode(value).value as Erasure;
        if (erasure.source === source) index.erased.set(erasure);
      }
    }
  });
  return index;
};

/** The newest checkpoint of each import of a source, by the import's name. Throws as {@link readIndex} does. */
export const readCheckpoints = async (kafka: SourceKafka, source: string): Promise<Map<string, SourceCheckpoint>> => {
  const checkpoints = new Map<string, SourceCheckpoint>();
  await readTopic(kafka, sourceTopics.checkpoints, (messages) => {
    for (const { key, value } of messages) {
      if (key?.startsWith(`${source}/`) !== true) continue;
      if (value === null) checkpoints.delete(key.slice(source.length + 1));
      else {
        const checkpoint = kafka.codec.decode(value).value as SourceCheckpoint;
        checkpoints.set(checkpoint.import, checkpoint);
      }
    }
  });
  return checkpoints;
};

/** Finds the last published state of a record; `undefined` for one that was not asked for. */
export type LastState = (name: string) => SourcePerson | SourceGroup;

/**
 * The last published states of some records: one read of the log, however many they are.
 *
 * @param names keys in `source.records`
 * @returns a look-up that throws EtlError `config` `SOURCE_RECORD_LOST` for a record that the log has lost
 * @throws EtlError as {@link readIndex} does
 */
export const readLastStates = async (kafka: SourceKafka, names: ReadonlySet<string>): Promise<LastState> => {
  // Encoded, for they may be many and each is wanted once.
  const values = new Map<string, Buffer>();
  const versions = new Map<string, number>();
  if (names.size > 0)
    await readTopic(kafka, sourceTopics.records, (messages) => {
      for (const { key, value, headers } of messages) {
        if (key === null || !names.has(key)) continue;
        if (value === null) {
          // Erased: what was is not told again, and versions begin anew.
          values.delete(key);
          versions.delete(key);
          continue;
        }
        // An old state that stands in the log once more is not the newest one.
        const version = Number(headers['version'] ?? 0);
        if (version < (versions.get(key) ?? 0)) continue;
        versions.set(key, version);
        values.set(key, Buffer.from(value));
      }
    });
  return (name) => {
    const value = values.get(name);
    if (value !== undefined) return kafka.codec.decode(value).value as SourcePerson | SourceGroup;
    const [recordKey] = namesOf(name);
    throw new EtlError(
      'SOURCE_RECORD_LOST',
      'config',
      'the index knows a record that source.records has lost; restore the topic, or remove source.index and source.checkpoints with it',
      { component: 'runtime/source', recordKey },
    );
  };
};
