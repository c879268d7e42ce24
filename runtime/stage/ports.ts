import type {
  ConsumerListener,
  ConsumerOptions,
  PartitionConsumer,
  TransactionalPublisher,
  Watermarks,
} from '../kafka/index.ts';

/** What the stage needs of Kafka; every topic by its full name. `kafkaForStage` makes it from a connection. */
export interface StageKafka {
  watermarks(topic: string): Promise<ReadonlyMap<number, Watermarks>>;
  partitionCount(topic: string): Promise<number>;
  groupOffset(group: string, topic: string, partition: number): Promise<number | undefined>;
  partitionFor(key: string, partitions: number): number;
  publisher(transactionalId: string): TransactionalPublisher;
  consumer(options: ConsumerOptions, listener: ConsumerListener): PartitionConsumer;
}

/** A partition of an input topic, by its logical name. */
export interface InputPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Hears what a stage does, for metrics and progress; nothing it gets holds a person's data. Must not throw. */
export interface StageObserver {
  /** Input records were decided on and their effect is committed. */
  processed(at: InputPartition, records: number, deadLetters: number): void;
  /** Events were published. */
  published(at: InputPartition, events: number): void;
  /** The partition's next offset to process, and how many offsets are left before the high watermark. */
  position(at: InputPartition, next: number, lag: number): void;
  /** A partition was taken over. */
  tookOver(at: InputPartition, milliseconds: number, drained: number): void;
}
