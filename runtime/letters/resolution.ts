import { topicName } from '../deployment/topics.ts';
import { partitionCount, partitionFor, readToEnd, transactionalPublisher } from '../kafka/index.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { DEAD_LETTERS, RESOLVED_BELOW } from './letterLog.ts';
import type { LetterKafka } from './letterLog.ts';

/** How a letter was resolved, for whoever reads the topic while the tombstone is there. */
export interface Resolution {
  readonly how: 'redriven' | 'superseded' | 'discarded';
  /** Why, in an operator's words. */
  readonly reason?: string;
}

/** Makes the tombstone that resolves a letter: it takes the person's data that the letter holds with it. */
export type Resolve = (key: string, resolution: Resolution) => OutgoingMessage;

/**
 * Learns how many partitions the topic has, and makes tombstones for it.
 *
 * @param ends where the topic ended, by partition, when the letters were read: what came later is not resolved
 */
export const resolver = async (
  { connection, topicPrefix }: LetterKafka,
  ends: ReadonlyMap<number, number>,
): Promise<Resolve> => {
  const topic = topicName(topicPrefix, DEAD_LETTERS);
  const partitions = await partitionCount(connection, topic);
  return (key, { how, reason }) => {
    const partition = partitionFor(key, partitions);
    const below = String(ends.get(partition) ?? 0);
    const headers = { resolution: how, [RESOLVED_BELOW]: below, ...(reason === undefined ? {} : { reason }) };
    return { topic, partition, key, value: null, headers };
  };
};

/** Publishes under an id that only the dead letters have. */
export const publishLetters = async (
  { connection }: LetterKafka,
  deployment: string,
  messages: readonly OutgoingMessage[],
): Promise<void> => {
  if (messages.length === 0) return;
  const publisher = transactionalPublisher(connection, `${deployment}.${DEAD_LETTERS}`);
  await publisher.open();
  try {
    for (let from = 0; from < messages.length; from += 1000) await publisher.publish(messages.slice(from, from + 1000));
  } finally {
    await publisher.close();
  }
};

/** What came for some letters since they were read. */
interface Since {
  /** Letters that came before the tombstone that was meant for their predecessor: it hides them. */
  readonly hidden: readonly OutgoingMessage[];
  /** Keys of letters that have come after it: the same record, rejected again. */
  readonly returned: ReadonlySet<string>;
}

/** Reads what came for some letters since they were read. @param ends where the topic ended then, by partition */
const readSince = async (
  { connection, topicPrefix }: LetterKafka,
  keys: ReadonlySet<string>,
  ends: ReadonlyMap<number, number>,
): Promise<Since> => {
  const topic = topicName(topicPrefix, DEAD_LETTERS);
  const open = new Map<string, OutgoingMessage>();
  const hidden = new Map<string, OutgoingMessage>();
  await readToEnd(connection, {
    topic,
    from: ends,
    onMessages: (partition, messages) => {
      for (const { key, value, headers } of messages) {
        if (key === null || !keys.has(key)) continue;
        const before = open.get(key);
        if (value !== null) {
          open.set(key, { topic, partition, key, value: Buffer.from(value), headers });
          hidden.delete(key);
        } else {
          if (before !== undefined) hidden.set(key, before);
          open.delete(key);
        }
      }
    },
  });
  return { hidden: [...hidden.values()], returned: new Set(open.keys()) };
};

/**
 * Makes sure that no letter is lost that came between reading the topic and resolving: the tombstone was meant for the
 * letter that was read, so one that came in between is published again. Readers know by {@link RESOLVED_BELOW} that it is
 * still open, should this not come about; compaction does not.
 *
 * @returns keys of the letters that are there again, for one of either reason
 */
export const putBackHidden = async (
  kafka: LetterKafka,
  deployment: string,
  keys: ReadonlySet<string>,
  ends: ReadonlyMap<number, number>,
): Promise<ReadonlySet<string>> => {
  if (keys.size === 0) return new Set();
  const { hidden, returned } = await readSince(kafka, keys, ends);
  await publishLetters(kafka, deployment, hidden);
  return new Set([...returned, ...hidden.map(({ key }) => key ?? '')]);
};
