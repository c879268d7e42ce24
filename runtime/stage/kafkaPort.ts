import {
  groupOffset,
  partitionConsumer,
  partitionCount,
  partitionFor,
  transactionalPublisher,
  watermarks,
} from '../kafka/index.ts';
import type { KafkaConnection, PublisherOptions } from '../kafka/index.ts';
import type { StageKafka } from './ports.ts';

/** Kafka as a stage uses it. */
export const kafkaForStage = (connection: KafkaConnection, publisher: PublisherOptions = {}): StageKafka => ({
  watermarks: (topic) => watermarks(connection, topic),
  partitionCount: (topic) => partitionCount(connection, topic),
  groupOffset: (group, topic, partition) => groupOffset(connection, group, topic, partition),
  partitionFor,
  publisher: (transactionalId) => transactionalPublisher(connection, transactionalId, publisher),
  consumer: (options, listener) => partitionConsumer(connection, options, listener),
});
