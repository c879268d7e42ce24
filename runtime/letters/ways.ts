import type { SourceIndexEntry } from '../../schemas/generated/types.ts';
import { topicName } from '../deployment/topics.ts';
import { readToEnd } from '../kafka/index.ts';
import { sourceTopics } from '../source/messages.ts';
import type { LetterKafka, StoredLetter } from './letterLog.ts';
import type { LetterOutcome } from './outcome.ts';
import { sourceOf } from './selection.ts';

/** The ways back that some letters have. */
export interface Ways {
  /** Entries that a source could not map, by source. */
  readonly entries: ReadonlyMap<string, readonly StoredLetter[]>;
  /** Source records that a stage refused, by the source that published them. */
  readonly sourceRecords: ReadonlyMap<string, readonly StoredLetter[]>;
  /** Records of the resolver that a sink refused, by logical topic. */
  readonly resolved: ReadonlyMap<string, readonly StoredLetter[]>;
  readonly none: readonly LetterOutcome[];
}

/** Logical names of the topics that the resolver publishes states to. */
const resolvedTopics: readonly string[] = ['registrants', 'groups'];

const add = (map: Map<string, StoredLetter[]>, name: string, stored: StoredLetter): void => {
  const list = map.get(name);
  if (list === undefined) map.set(name, [stored]);
  else list.push(stored);
};

const needsOwner = (stored: StoredLetter): boolean =>
  stored.letter.position?.topic === sourceTopics.records && sourceOf(stored) === undefined;

/** Which source publishes under the key of a record that does not say it: its index knows. */
const readOwners = async (
  { codec, connection, topicPrefix }: LetterKafka,
  letters: readonly StoredLetter[],
): Promise<ReadonlyMap<string, string>> => {
  const keys = new Set(letters.filter(needsOwner).map(({ letter }) => letter.originalKey?.toString() ?? ''));
  const owners = new Map<string, string>();
  if (keys.size === 0) return owners;
  await readToEnd(connection, {
    topic: topicName(topicPrefix, sourceTopics.index),
    onMessages: async (_, messages) => {
      const ours = messages.filter(({ key, value }) => key !== null && value !== null && keys.has(key));
      await codec.load(ours.map(({ value }) => value));
      for (const { key, value } of ours)
        if (key !== null && value !== null) owners.set(key, (codec.decode(value).value as SourceIndexEntry).source);
    },
  });
  return owners;
};

const noWay = (topic: string | undefined): string =>
  topic === undefined
    ? 'the letter does not say where it comes from'
    : `nobody of this deployment is known to have published it to ${topic}: correct its producer, and discard the letter`;

/**
 * Finds the way back of each letter: to the source that mapped it, or to the topic that a stage took it from.
 *
 * @throws EtlError `transient` when Kafka or the schema registry cannot be reached
 */
export const waysOf = async (kafka: LetterKafka, letters: readonly StoredLetter[]): Promise<Ways> => {
  const owners = await readOwners(kafka, letters);
  const entries = new Map<string, StoredLetter[]>();
  const sourceRecords = new Map<string, StoredLetter[]>();
  const resolved = new Map<string, StoredLetter[]>();
  const none: LetterOutcome[] = [];
  for (const stored of letters) {
    const { key, letter } = stored;
    const topic = letter.position?.topic;
    const source = sourceOf(stored) ?? owners.get(letter.originalKey?.toString() ?? '');
    if (topic !== undefined && resolvedTopics.includes(topic)) add(resolved, topic, stored);
    else if (source === undefined || (topic !== undefined && topic !== sourceTopics.records))
      none.push({ key, outcome: 'impossible', detail: noWay(topic) });
    else add(topic === undefined ? entries : sourceRecords, source, stored);
  }
  return { entries, sourceRecords, resolved, none };
};
