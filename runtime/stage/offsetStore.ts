import type { Pool } from 'pg';
import { postgresError } from '../postgres/index.ts';
import type { OutboxMessage } from './outboxMessage.ts';
import { messagesOfRow } from './outboxRow.ts';
import type { OutboxRow } from './outboxRow.ts';

/** An input partition of a stage, by the topic's logical name: the key of its row in `stream_offset`. */
export interface StagePartition {
  readonly stage: string;
  readonly topic: string;
  readonly partition: number;
}

/** Where a partition stands, as the database says. */
export interface StoredPosition {
  readonly next: number;
  readonly published: number;
  /** Every takeover has its own, higher than all before. */
  readonly epoch: number;
}

const run = async <Row>(
  pool: Pool,
  doing: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> => {
  try {
    return (await pool.query({ text, values: [...values] })).rows as Row[];
  } catch (thrown) {
    throw postgresError(thrown, doing);
  }
};

const raise = `
insert into registry_stream.stream_offset as s
  (stage, topic, partition, next_offset, epoch, published_offset, owner, taken_over_at)
values ($1, $2, $3, $5, 1, $5, $4, clock_timestamp())
on conflict (stage, topic, partition) do update
  set epoch = s.epoch + 1, owner = excluded.owner, taken_over_at = excluded.taken_over_at
returning next_offset as next, published_offset as published, epoch`;

/**
 * Raises the epoch of a partition: whoever had it can write nothing any more.
 *
 * @param owner names this process, for the operator
 * @param first where a partition begins that no worker ever had
 */
export const raiseEpoch = async (
  pool: Pool,
  { stage, topic, partition }: StagePartition,
  owner: string,
  first: number,
): Promise<StoredPosition> => {
  const doing = 'taking a partition over';
  const rows = await run<StoredPosition>(pool, doing, raise, [stage, topic, partition, owner, first]);
  const [position] = rows;
  if (position === undefined) throw postgresError(new TypeError('no row'), doing);
  return position;
};

const unpublished = `
select messages, payload from registry_stream.outbox
where stage = $1 and topic = $2 and partition = $3 and up_to > $4
order by up_to`;

/** What is committed and perhaps not published: at most what one claim wrote, in the order of publication. */
export const readOutbox = async (
  pool: Pool,
  { stage, topic, partition }: StagePartition,
  from: number,
): Promise<readonly OutboxMessage[]> => {
  const rows = await run<OutboxRow>(pool, 'reading the outbox', unpublished, [stage, topic, partition, from]);
  return rows.flatMap(messagesOfRow).filter(({ offset }) => offset >= from);
};

const mark = `
with marked as (
  update registry_stream.stream_offset set published_offset = greatest(published_offset, $4)
  where stage = $1 and topic = $2 and partition = $3 and epoch = $5 and next_offset >= $4
  returning 1
), cleared as (
  delete from registry_stream.outbox
  where stage = $1 and topic = $2 and partition = $3 and up_to <= $4 and exists (select 1 from marked)
)
select count(*)::int as marked from marked`;

/**
 * Notes how far a partition is published and clears the outbox up to there.
 *
 * @param upTo input offset below which everything is published
 * @returns false, without effect, when the partition has been taken over
 */
export const markPublished = async (
  pool: Pool,
  { stage, topic, partition }: StagePartition,
  epoch: number,
  upTo: number,
): Promise<boolean> => {
  const values = [stage, topic, partition, upTo, epoch];
  const [row] = await run<{ readonly marked: number }>(pool, 'marking what is published', mark, values);
  return row?.marked === 1;
};
