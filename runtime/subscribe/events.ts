import type { AuditEvent, Group, Registrant } from '../../schemas/generated/types.ts';

/** Where an event stands in its topic, and what its headers tell. */
export interface EventPlace {
  /** Logical name of the topic, without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Kafka key. */
  readonly key: string;
  /** `ce_id`: the same event never gets another one; null when a tombstone of somebody else's making has none. */
  readonly eventId: string | null;
  /** When what the event tells happened, milliseconds since 1970 UTC. */
  readonly time: number;
}

/**
 * What became of a registrant or group.
 *
 * - `updated`: `state` is its complete new state. What it does not list any more has ended.
 * - `split`: as `updated`, for an id that was a redirect: the merge that it told of was taken back.
 * - `merged`: it is one with `into` from now on. Keep the id as a redirect and let go of its data, which stand with `into`.
 * - `erased`: remove all that you have of it, wherever it is, and what you derived from it.
 * - `confirmed`: in a snapshot only: what you have is as new as the topic, or newer. Note that it was met, and no more.
 */
export type EntityChange<State> =
  | {
      readonly change: 'updated' | 'split';
      readonly version: number;
      readonly state: State;
      /** True: it follows from an erasure; remove what the state does not list, and what you had before, instead of ending it. */
      readonly forget: boolean;
    }
  | { readonly change: 'merged'; readonly version: number; readonly into: string; readonly forget: boolean }
  | {
      readonly change: 'erased';
      /** The version that the erasure takes: older states that come late are dropped. Null when nobody has said. */
      readonly version: number | null;
    }
  | { readonly change: 'confirmed' };

/** An event of the topic `registrants`. */
export type RegistrantEvent = EventPlace & {
  readonly kind: 'registrant';
  readonly id: string;
} & EntityChange<Registrant>;

/** An event of the topic `groups`. */
export type GroupEvent = EventPlace & {
  readonly kind: 'group';
  readonly id: string;
  /** Ids of current members of which no registrant is known yet: `registrants` and `groups` are not ordered among each other. */
  readonly unmetMembers: readonly string[];
  /** A member that this state lists no more because a record was erased: forget that it ever did. */
  readonly erasedMember: string | null;
} & EntityChange<Group>;

/** What every state of a view has, beside the fields that the view was configured with. */
export interface ViewState {
  readonly registrantId: string;
  readonly version: number;
  readonly status: 'active' | 'withdrawn' | 'merged';
  readonly mergedInto: string | null;
  readonly mergedFrom: readonly string[];
  readonly [field: string]: unknown;
}

/** An event of a view for partners, which says `erased` also of those whom the view shows no more. */
export type ViewEvent = EventPlace & { readonly kind: 'view'; readonly id: string } & EntityChange<ViewState>;

/** An event of the topic `audit`; its key is unique, so storing it under its key once more changes nothing. */
export type AuditTold = EventPlace & {
  readonly kind: 'audit';
  /** The change that happened; null: the entry is erased, remove what you have under its key. */
  readonly entry: AuditEvent | null;
};

/** Anything that a subscription hands over; tell them apart by `kind`. */
export type SubscribedEvent = RegistrantEvent | GroupEvent | ViewEvent | AuditTold;

/**
 * How far a partition has been read. Store it in the transaction that applies the batch it comes with: together they
 * make an effect of exactly once. It is plain data: it may be kept as JSON or in columns.
 */
export interface ReadPosition {
  /** Logical name of the topic. */
  readonly topic: string;
  readonly partition: number;
  /** The offset to go on from. */
  readonly next: number;
  /** Counts the snapshots of this partition; 1 is the first. */
  readonly epoch: number;
  /** While a snapshot is being read: the offset at which it ends. Null once what comes is live. */
  readonly snapshotUntil: number | null;
  /** When it was handed over, milliseconds since 1970 UTC, by this machine's clock. */
  readonly savedAt: number;
}

/** Events of one partition, in their order. */
export interface EventBatch {
  /** Logical name of the topic. */
  readonly topic: string;
  readonly partition: number;
  /** Without what is older than what is known. May be empty: the position is to be stored all the same. */
  readonly events: readonly SubscribedEvent[];
  /**
   * The position that was stored last, null when there was none. Where the stored one is another, another process has gone
   * on with this partition meanwhile: apply nothing, and throw.
   */
  readonly previous: ReadPosition | null;
  /** What to store together with what the events change. */
  readonly position: ReadPosition;
  /** True while the beginning is read: the events tell a state, not what has just happened. */
  readonly isSnapshot: boolean;
  /** Offsets that were left behind this batch when it was fetched. */
  readonly lag: number;
}

/** Why a partition is read from its beginning. */
export type SnapshotReason =
  /** There is no position. */
  | 'new'
  /** The position is older than Kafka keeps tombstones: erasures may have come and gone. */
  | 'away-too-long'
  /** The topic's beginning was removed beyond the position. */
  | 'log-shortened';

/** A snapshot of one partition that has been read. */
export interface SnapshotEnd extends Snapshot {
  /** As of a batch. */
  readonly previous: ReadPosition | null;
  /** What to store when everything is removed that was not met. */
  readonly position: ReadPosition;
}

/** A snapshot of one partition. */
export interface Snapshot {
  /** Logical name of the topic. */
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
}
