import type { Message, TopicMessages } from 'kafkajs';
import { failure } from './errors.ts';
import type { OutgoingMessage } from './message.ts';

/**
 * Bytes of a topic's messages that are sent at once. kafkajs makes one record batch of all that a call sends to a
 * partition, and a broker takes a batch of 1 MiB unless told otherwise (`message.max.bytes`); what is sent in several
 * calls of one transaction is still published as one.
 */
const LARGEST_SEND = 960_000;

/** What a record takes besides key, value and headers, generously. */
const OVERHEAD = 40;

const sizeOf = ({ key, value, headers }: OutgoingMessage): number => {
  let size = OVERHEAD + (key === null ? 0 : Buffer.byteLength(key)) + (value?.length ?? 0);
  for (const name in headers) size += name.length + Buffer.byteLength(headers[name] ?? '') + 4;
  return size;
};

/**
 * Cuts messages into sends that a broker takes, in their order within each topic. A message that is too large on its own
 * is left to the broker to refuse.
 *
 * @throws EtlError `bug` for a message that has neither a key nor a partition
 */
export const batchesOf = (messages: readonly OutgoingMessage[], largest = LARGEST_SEND): TopicMessages[][] => {
  const batches: Map<string, Message[]>[] = [];
  const places = new Map<string, { batch: number; size: number }>();
  for (const message of messages) {
    const { topic, partition, key, value, headers } = message;
    if (key === null && partition === undefined) {
      const text = 'a message without a key needs an explicit partition';
      throw failure('KAFKA_MESSAGE_WITHOUT_PLACE', 'bug', text, { topic });
    }
    const size = sizeOf(message);
    const place = places.get(topic) ?? { batch: 0, size: 0 };
    const full = place.size > 0 && place.size + size > largest;
    const next = full ? { batch: place.batch + 1, size } : { batch: place.batch, size: place.size + size };
    places.set(topic, next);
    const batch = (batches[next.batch] ??= new Map<string, Message[]>());
    const list = batch.get(topic) ?? [];
    list.push({ key, value, headers, ...(partition === undefined ? {} : { partition }) });
    batch.set(topic, list);
  }
  return batches.map((batch) => [...batch].map(([topic, list]) => ({ topic, messages: list })));
};
