import type { EtlError } from '../../core/errors.ts';
import type { TopicPartition } from './assigner.ts';
import type { IncomingMessage } from './message.ts';

/** Settings of a consumer; times in milliseconds. */
export interface ConsumerOptions {
  readonly group: string;
  /** Full topic names. */
  readonly topics: readonly string[];
  /** `balanced`: spread over the members; `longest-standing`: whoever has a partition keeps it when others join. */
  readonly assign?: 'balanced' | 'longest-standing';
  /** A dead member's partitions are given away after this; 6000, the least that a broker takes by default. */
  readonly sessionTimeout?: number;
  readonly heartbeatInterval?: number;
  /** How long a rebalance waits for members that are busy with a batch; 8000. */
  readonly rebalanceTimeout?: number;
  /** The longest that a fetch waits for new records, and that a consumer with everything paused sleeps; 250. */
  readonly maxWait?: number;
  /** Bytes that a fetch brings of one partition; 1 MiB. */
  readonly maxBytesPerPartition?: number;
  /** Bytes that a fetch brings of all partitions together; 10 MiB. */
  readonly maxBytes?: number;
  /** How many partitions are worked on at once; 8. Give it the number of partitions. */
  readonly concurrency?: number;
}

/** The partitions that this member has from now on. */
export interface Assignment {
  /** Counts this consumer's joins; everything that was begun in an older one must end. */
  readonly generation: number;
  readonly partitions: readonly TopicPartition[];
  /**
   * Those that it also had before, without a gap as far as it can tell. A hint for keeping what was loaded: ask the
   * store's epoch whether somebody else was there in between.
   */
  readonly retained: readonly TopicPartition[];
}

/** A partition in a generation. */
export interface OwnedPartition extends TopicPartition {
  readonly generation: number;
}

/** The records of one fetch, at least one. */
export interface ConsumedBatch extends OwnedPartition {
  /** The offset that was fetched from: always where the partition was told to go on. */
  readonly firstOffset: number;
  /** The last offset that the fetch covers; it may belong to a control record or one that compaction removed. */
  readonly lastOffset: number;
  readonly highWatermark: number;
  readonly messages: readonly IncomingMessage[];
  /**
   * Tells the broker that this member lives, at most once an interval. Call it at least every few seconds, and before
   * each publish. When it rejects, let the rejection leave `onBatch` unchanged: the membership is gone or in doubt.
   */
  heartbeat(): Promise<void>;
  /** True when the batch is no longer this member's: stop, write nothing more, and return. */
  isStale(): boolean;
}

/** What a consumer tells. What a method throws, or rejects with, ends in `onFatal`. */
export interface ConsumerListener {
  /** Everything is paused; call `consume` for each partition once it is known where to go on. */
  onAssigned(assignment: Assignment): void | Promise<void>;
  /**
   * Works on a batch; when it resolves the whole batch counts as done and the next one is fetched. Batches of one
   * partition come one after the other.
   *
   * Only a rejection of the batch's own `heartbeat()` may leave it. Anything else, above all an error of the database,
   * must be retried inside, with heartbeats between: kafkajs would come back within the same generation and go on with
   * positions that nobody has checked. What leaves all the same ends in `onFatal`, the partition paused.
   */
  onBatch(batch: ConsumedBatch): Promise<void>;
  /** A fetch held only control records, aborted records or gaps; the partition now stands at `toOffset`. */
  onSkipped(skipped: OwnedPartition & { readonly toOffset: number }): void;
  /**
   * A batch was left by a failed heartbeat; the partition is paused. If no new assignment follows, it is still this
   * member's: take it over again and call `consume`.
   */
  onInterrupted(partition: OwnedPartition): void;
  /** Nothing goes on: report the error and end the process. */
  onFatal(error: EtlError): void;
}

/**
 * A member of a consumer group. Offsets are the caller's: nothing is committed to Kafka, and a fetch that does not
 * start at the offset it should ends in `onFatal` instead of a jump.
 */
export interface PartitionConsumer {
  /**
   * Joins the group; resolves after the first assignment.
   *
   * @throws EtlError when Kafka cannot be reached or refuses
   */
  start(): Promise<void>;
  /** The current generation; 0 before the first assignment. It also moves when the membership is lost. */
  generation(): number;
  /**
   * Consumes a partition from an offset on (seek and resume).
   *
   * @returns false, without effect, when the generation is over
   */
  consume(topic: string, partition: number, generation: number, offset: number): boolean;
  /** Stops fetching a partition; the batch that is being worked on becomes stale. */
  pause(topic: string, partition: number): void;
  /** Waits for batches at work (they become stale at once), leaves the group and disconnects. */
  stop(): Promise<void>;
}
