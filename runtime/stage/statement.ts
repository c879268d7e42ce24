import { columnSource } from './columnArrays.ts';
import type { TableRows } from './fold.ts';
import type { OutboxMessage } from './outboxMessage.ts';
import { outboxRow } from './outboxRow.ts';

/** A part of the input of a partition that is committed as a whole: offsets `from` to `to`, the latter not included. */
export interface Claim {
  readonly stage: string;
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
}

/** How often an outcome occurred in a run. */
export interface CountedOutcome {
  readonly run: string;
  readonly outcome: string;
  readonly count: number;
}

/** A start or end of an import run that passed. */
export interface PassedMarker {
  readonly run: string;
  readonly phase: string;
  readonly offset: number;
}

/** All that follows from a part of the input. */
export interface Effects {
  readonly tables: readonly TableRows[];
  readonly messages: readonly OutboxMessage[];
  readonly outcomes: readonly CountedOutcome[];
  readonly markers: readonly PassedMarker[];
}

/** SQL and its parameters, `$1` first. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const CLAIMED = 'exists (select 1 from claim)';

const claim = `claim as (
  update registry_stream.stream_offset
  set next_offset = $5::bigint, published_offset = $4::bigint, moved_at = clock_timestamp()
  where stage = $1::text and topic = $2::text and partition = $3::int and next_offset = $4::bigint and epoch = $6::bigint
  returning 1
)`;

// What is published is below $4, always: nothing is claimed before everything claimed earlier is published.
const cleared = `cleared as (
  delete from registry_stream.outbox
  where stage = $1::text and topic = $2::text and partition = $3::int and up_to <= $4::bigint and ${CLAIMED}
)`;

const outboxed = (messages: string, payload: string): string => `outboxed as (
  insert into registry_stream.outbox (stage, topic, partition, up_to, messages, payload)
  select $1::text, $2::text, $3::int, $5::bigint, ${messages}::text, ${payload}::bytea where ${CLAIMED}
)`;

const counted = (rows: string): string => `counted as (
  insert into registry_stream.import_run_outcome as c (run_id, stage, topic, partition, outcome, count)
  select r.run, $1::text, $2::text, $3::int, r.outcome, r.count
  from json_to_recordset(${rows}) as r(run text, outcome text, count bigint) where ${CLAIMED}
  on conflict (run_id, stage, topic, partition, outcome) do update set count = c.count + excluded.count
)`;

const marked = (rows: string): string => `marked as (
  insert into registry_stream.import_run_marker (run_id, stage, topic, partition, phase, "offset")
  select r.run, $1::text, $2::text, $3::int, r.phase, min(r."offset")
  from json_to_recordset(${rows}) as r(run text, phase text, "offset" bigint) where ${CLAIMED}
  group by r.run, r.phase
  on conflict (run_id, stage, topic, partition, phase) do nothing
)`;

/**
 * The statements that write rows, as items of a WITH clause.
 *
 * @param parameter adds a value to the parameters; gives its `$n`
 * @param claimed SQL condition under which they write
 * @throws EtlError `POSTGRES_DATA` (record) for a value that is none of its column's type
 */
export const tableStatements = (
  tables: readonly TableRows[],
  parameter: (value: unknown) => string,
  claimed: string,
): readonly string[] => {
  const json = (rows: readonly unknown[]): string => `${parameter(JSON.stringify(rows))}::json`;
  return tables.flatMap(({ table, upserts, removals }, index) => {
    const name = `write_${String(index)}`;
    const parts: string[] = [];
    if (upserts.length > 0) {
      const rows = table.columns === undefined ? json(upserts) : columnSource(table.columns, upserts, parameter);
      parts.push(`${name} as (${table.upsert(rows, claimed)})`);
    }
    if (removals.length > 0 && table.remove !== undefined)
      parts.push(`${name}_removed as (${table.remove(json(removals), claimed)})`);
    return parts;
  });
};

/**
 * The one statement that moves a partition on and writes all that follows, or, when the partition is not where the
 * claim says or somebody else has taken it over, writes nothing. Its one row has `claimed`, 1 or 0.
 *
 * The text depends only on which kinds of effects and which tables there are, so that it can be prepared.
 */
export const claimStatement = (of: Claim, effects: Effects): Statement => {
  const values: unknown[] = [of.stage, of.topic, of.partition, of.from, of.to, of.epoch];
  const parameter = (value: unknown): string => `$${String(values.push(value))}`;
  const json = (rows: readonly unknown[]): string => `${parameter(JSON.stringify(rows))}::json`;
  const parts = [claim, cleared];
  if (effects.messages.length > 0) {
    const { messages, payload } = outboxRow(effects.messages);
    parts.push(outboxed(parameter(messages), parameter(payload)));
  }
  if (effects.outcomes.length > 0) parts.push(counted(json(effects.outcomes)));
  if (effects.markers.length > 0) parts.push(marked(json(effects.markers)));
  parts.push(...tableStatements(effects.tables, parameter, CLAIMED));
  return { text: `with ${parts.join(',\n')}\nselect count(*)::int as claimed from claim`, values };
};
