import { randomUUID } from 'node:crypto';
import type { Consumer } from 'kafkajs';
import { withAdmin } from './admin.ts';
import { clientOf, consumerRetry } from './connection.ts';
import type { KafkaConnection } from './connection.ts';

/** A consumer in a group of its own, which Kafka wants for fetching through kafkajs. */
export interface TemporaryConsumer {
  readonly consumer: Consumer;
  /** Leaves the group, disconnects, and has Kafka forget the group. */
  readonly end: () => Promise<void>;
}

const forgetGroup = async (connection: KafkaConnection, group: string): Promise<void> => {
  try {
    await withAdmin(connection, 'deleting a temporary group', { group }, (admin) => admin.deleteGroups([group]));
  } catch {
    // An empty group without offsets is forgotten by Kafka itself; the right to delete it is not worth asking for.
    connection.log('debug', 'a temporary group was left to Kafka to forget', { groupId: group });
  }
};

/**
 * Makes a read_committed consumer that belongs to one call; it is not connected yet.
 *
 * @param groupPrefix first part of the group's name, for deployments whose rights name groups
 * @param bytesPerPartition of one fetch
 */
export const temporaryConsumer = (
  connection: KafkaConnection,
  groupPrefix: string,
  bytesPerPartition: number,
): TemporaryConsumer => {
  const group = `${groupPrefix}.read.${randomUUID()}`;
  const consumer = clientOf(connection).consumer({
    groupId: group,
    sessionTimeout: 30_000,
    heartbeatInterval: 3000,
    rebalanceTimeout: 30_000,
    maxWaitTimeInMs: 100,
    minBytes: 1,
    maxBytesPerPartition: bytesPerPartition,
    maxBytes: 4 * bytesPerPartition,
    allowAutoTopicCreation: false,
    readUncommitted: false,
    // Restarted by kafkajs it would wait for its own former member's session to end; and disconnected at the moment of
    // a crash it would come back to life and keep the process from ending.
    retry: { ...consumerRetry, restartOnFailure: () => Promise.resolve(false) },
  });
  return {
    consumer,
    end: async () => {
      await consumer.disconnect();
      await forgetGroup(connection, group);
    },
  };
};
