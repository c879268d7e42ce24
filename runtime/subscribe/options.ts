import type { EtlError } from '../../core/errors.ts';
import type { KafkaConfig, KafkaLog, SchemaRegistryConfig } from '../kafka/index.ts';
import type { EventBatch, ReadPosition, Snapshot, SnapshotEnd, SnapshotReason } from './events.ts';
import type { KnownStates } from './known.ts';

/** Topics of the product that a reader may subscribe to, by their logical names. */
export type SubscribedTopic = 'registrants' | 'groups' | 'audit';

/** A partition by its topic's logical name. */
export interface SubscribedPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What a reader wants, and what it does with it. */
export interface SubscribeOptions {
  /** The deployment's Kafka. The client id names the process in the broker's logs; `registry-stream-reader` when absent. */
  readonly kafka: Omit<KafkaConfig, 'clientId'> & { readonly clientId?: string };
  /** The deployment's schema registry. */
  readonly schemaRegistry: SchemaRegistryConfig;
  /** Goes before every topic's name, as the deployment has it; `registry.` when absent. */
  readonly topicPrefix?: string;
  /** At least one of these or of the views. */
  readonly topics?: readonly SubscribedTopic[];
  /** Views for partners, by the topic that the deployment gives them, without its prefix. */
  readonly views?: readonly string[];
  /**
   * Consumer group whose processes share the partitions; needs {@link positions}. Without it this process reads all of
   * them, in a group of its own (`<client id>.read.<random>`).
   */
  readonly group?: string;
  /**
   * The positions that were stored of these partitions, with those of which there are none left out. Asked whenever
   * partitions are given to this process. Without it everything is read from the beginning each time.
   */
  readonly positions?: (partitions: readonly SubscribedPartition[]) => Promise<readonly ReadPosition[]>;
  /**
   * What the reader has applied. Without it this process keeps in memory what it has met since it began, which drops
   * what comes twice within its life, and cannot know of splits and members from before.
   */
  readonly known?: KnownStates;
  /**
   * Applies a batch and stores its position, best both in one transaction. Batches of a partition come one after the
   * other; those of different partitions may overlap. What it throws ends the subscription: nothing that was not stored
   * is lost. While it works the broker is told that this process lives.
   */
  readonly onBatch: (batch: EventBatch) => Promise<void>;
  /** A partition is about to be read from its beginning. */
  readonly onSnapshotStart?: (snapshot: Snapshot & { readonly reason: SnapshotReason }) => void | Promise<void>;
  /**
   * A partition was read as far as it reached when it was begun. Remove what you have from this partition and what was not
   * met since the snapshot began (whose epoch is lower), and store the position, both in one transaction.
   */
  readonly onSnapshotEnd?: (snapshot: SnapshotEnd) => Promise<void>;
  /** Everything is read that was there when this process began; called once. */
  readonly onCaughtUp?: () => void;
  /**
   * A message cannot be read, and is passed over when this returns. Without it the subscription ends with the error, which
   * is the safe thing to do: what is passed over may be somebody's newest state.
   */
  readonly onUnreadable?: (error: EtlError, at: SubscribedPartition & { readonly offset: number }) => void;
  /** Milliseconds without events after which a batch without any comes, so that its position is stored; 600000. */
  readonly quiet?: number;
  /** Milliseconds without a sign of life after which another process of the group takes over; 30000. */
  readonly sessionTimeout?: number;
  /** Takes the Kafka client's log lines; they hold nobody's data. None are kept when absent. */
  readonly log?: KafkaLog;
  /** Ends the subscription in order. */
  readonly signal: AbortSignal;
}
