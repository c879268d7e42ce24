import type { Watermarks } from '../kafka/index.ts';
import type { ReadPosition, SnapshotReason } from './events.ts';
import { failure } from './errors.ts';

/** Where a partition is read from. */
export interface Beginning {
  readonly next: number;
  readonly epoch: number;
  readonly snapshotUntil: number | null;
  /** Absent when reading goes on where it was. */
  readonly reason?: SnapshotReason;
}

/** What a partition and its topic say. */
export interface PartitionFacts {
  readonly topic: string;
  readonly partition: number;
  readonly marks: Watermarks;
  /** How long Kafka keeps tombstones for those who read (`delete.retention.ms`), milliseconds. */
  readonly tombstonesKept: number;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

/**
 * Decides from where a partition is read. A reader that was away for longer than Kafka keeps tombstones may have missed
 * an erasure, of which nothing in the topic tells any more: it takes a new snapshot, and what it does not meet in it has
 * to go.
 *
 * @param stored what the reader has; undefined for a partition that it has not read yet
 * @throws EtlError `config` `TOPIC_SHORTER_THAN_POSITION` when the topic ends before the position
 */
export const beginningOf = (stored: ReadPosition | undefined, facts: PartitionFacts): Beginning => {
  const { topic, partition, marks, tombstonesKept, now } = facts;
  const anew = (reason: SnapshotReason): Beginning => ({
    next: marks.low,
    epoch: (stored?.epoch ?? 0) + 1,
    snapshotUntil: marks.high,
    reason,
  });
  if (stored === undefined) return anew('new');
  if (stored.next > marks.high)
    throw failure(
      'TOPIC_SHORTER_THAN_POSITION',
      'config',
      'the topic ends before the stored position: it was made anew or restored from a backup; ask its operators, then remove ' +
        'the positions of this topic to read it from its beginning',
      { topic, partition, position: stored.next, end: marks.high },
    );
  if (stored.next < marks.low) return anew('log-shortened');
  const missedNothing = stored.next === marks.high && stored.snapshotUntil === null;
  if (!missedNothing && now - stored.savedAt > tombstonesKept) return anew('away-too-long');
  return { next: stored.next, epoch: stored.epoch, snapshotUntil: stored.snapshotUntil };
};
