import type { StageContext } from './context.ts';
import { relayChunks } from './outboxMessage.ts';
import type { OutboxMessage } from './outboxMessage.ts';
import { relayGroup } from './session.ts';
import type { Session } from './session.ts';

/** What relaying takes. */
export type RelayContext = Pick<
  StageContext<unknown>,
  'deployment' | 'topicPrefix' | 'settings' | 'points' | 'observer'
>;

/**
 * Publishes what follows from a part of the input, in the order of offset and ordinal: one Kafka transaction a chunk,
 * which also carries how far the input is published. Moves `session.published`.
 *
 * Without messages nothing is sent: a takeover finds nothing in the outbox either.
 *
 * @param messages everything that follows from the offsets between `session.published` and `upTo`
 * @param proceed runs before each transaction; throws when the partition is not this worker's any more
 * @throws EtlError when publishing fails; the publisher is closed then, and only a takeover can tell what is published
 */
export const relay = async (
  session: Session,
  messages: readonly OutboxMessage[],
  upTo: number,
  context: RelayContext,
  proceed: () => Promise<void>,
): Promise<void> => {
  const { deployment, topicPrefix, settings, points, observer } = context;
  const { topic, partition, stage } = session.at;
  const limits = { messages: settings.relayMessages, bytesPerPartition: settings.relayBytes };
  for (const chunk of relayChunks(messages, upTo, limits)) {
    await proceed();
    await points('relay.before-send');
    await session.publisher.publish(
      chunk.messages.map((message) => ({
        topic: message.topic,
        partition: message.partition,
        key: message.key,
        value: message.value,
        headers: message.headers,
      })),
      { group: relayGroup(deployment, stage), topic: `${topicPrefix}${topic}`, partition, offset: chunk.upTo },
    );
    await points('relay.after-send');
    session.published = chunk.upTo;
    observer.published({ topic, partition }, chunk.messages.length);
  }
  session.published = upTo;
};
