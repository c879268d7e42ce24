import { EtlError } from '../../core/errors.ts';
import type { Watermarks } from '../kafka/index.ts';
import { COMPONENT } from './context.ts';
import type { StagePartition } from './offsetStore.ts';

/** What the database and Kafka say of a partition that is taken over. */
export interface KnownPosition {
  /** Next offset to process, from the database. */
  readonly next: number;
  /** Offset below which everything is published: the larger of what Kafka and the database say. */
  readonly published: number;
  readonly watermarks: Watermarks;
}

const ADVICE = 'nothing was skipped or repeated; see docs/operating.md on restoring';

/**
 * Refuses a position that cannot be right: published ≤ next ≤ high and low ≤ next must hold, or the log and the
 * database do not belong together. Going on would lose or repeat records without a trace.
 *
 * @throws EtlError `config`: `TOPIC_SHORTER_THAN_STATE`, `RECORDS_GONE_UNPROCESSED`, `STATE_OLDER_THAN_LOG`
 */
export const checkPosition = (
  at: StagePartition,
  { next, published, watermarks: { low, high } }: KnownPosition,
): void => {
  const refuse = (code: string, happened: string): never => {
    const details = { stage: at.stage, topic: at.topic, partition: at.partition, next, published, low, high };
    throw new EtlError(code, 'config', `${happened}; ${ADVICE}`, { component: COMPONENT, details });
  };
  const place = `stage ${at.stage}, topic ${at.topic}, partition ${String(at.partition)}`;
  if (next > high) {
    const found = `processed up to ${String(next)}, but the topic ends at ${String(high)}`;
    const why = 'the topic was deleted and made anew, or Kafka was restored from an older backup';
    refuse(
      'TOPIC_SHORTER_THAN_STATE',
      `${place}: ${found}: ${why}; restore the topic, or start with an empty database`,
    );
  }
  if (next < low) {
    const found = `offsets ${String(next)} to ${String(low - 1)} are gone before they were processed`;
    const why = "the topic's retention removed them, or the database was restored from an older backup";
    refuse(
      'RECORDS_GONE_UNPROCESSED',
      `${place}: ${found}: ${why}; set cleanup.policy=compact and restore what is missing`,
    );
  }
  if (published > next) {
    const found = `events are published up to ${String(published)}, but the database has only processed up to ${String(next)}`;
    const why = 'the database was restored from an older backup, or the topic was made anew';
    refuse('STATE_OLDER_THAN_LOG', `${place}: ${found}: ${why}; restore a newer backup of the database`);
  }
};
