/** Kafka and the schema registry, behind types that name no client library (DESIGN: replaceable in one folder). */
export { cloudEventHeaders } from './cloudEvents.ts';
export { kafkaConnection } from './connection.ts';
export type { KafkaConfig, KafkaConnection } from './connection.ts';
export type { KafkaLog, LogContext } from './log.ts';
export { partitionFor } from './partitioner.ts';
export { Fenced, PublishOutcomeUnknown } from './errors.ts';
export { schemaIds } from './schemaIds.ts';
export type { SchemaIds, SchemaRegistryConfig } from './schemaIds.ts';
export { codec } from './codec.ts';
export type { CatalogueType, Codec } from './codec.ts';
export type { Decoded } from './valueReader.ts';
export {
  deleteTopics,
  ensureTopics,
  groupMembers,
  groupOffset,
  groupOffsets,
  largestBatch,
  missingTopics,
  partitionCount,
  topicSetting,
  watermarks,
} from './topics.ts';
export type { TopicDifference, TopicSpecification, Watermarks } from './topics.ts';
export type { IncomingMessage, OutgoingMessage } from './message.ts';
export { transactionalPublisher } from './transaction.ts';
export type { PublishedOffset, PublisherOptions, TransactionalPublisher } from './transaction.ts';
export { readToEnd } from './logReader.ts';
export type { ReadToEnd } from './logReader.ts';
export { newestFirstReader } from './newestFirst.ts';
export type { KeyedMessage, NewestFirstReader } from './newestFirst.ts';
export { followLog } from './logFollower.ts';
export type { FollowedMessage, LogFollower } from './logFollower.ts';
export { partitionConsumer } from './partitionConsumer.ts';
export type {
  Assignment,
  ConsumedBatch,
  ConsumerListener,
  ConsumerOptions,
  OwnedPartition,
  PartitionConsumer,
} from './consumerContract.ts';
export type { TopicPartition } from './assigner.ts';
