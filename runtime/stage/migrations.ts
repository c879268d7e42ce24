import type { MigrationSet } from '../../core/migration.ts';

const tables = `
create table registry_stream.stream_offset (
  stage text not null,
  topic text not null,
  partition int not null,
  -- The next input offset to process; moved only by compare-and-set together with what follows from the input.
  next_offset bigint not null,
  -- Raised by every takeover: an older owner can write nothing any more.
  epoch bigint not null,
  -- Everything below is published.
  published_offset bigint not null,
  owner text not null,
  taken_over_at timestamptz not null,
  moved_at timestamptz,
  primary key (stage, topic, partition),
  check (published_offset <= next_offset)
) with (fillfactor = 50);

create table registry_stream.outbox (
  stage text not null,
  topic text not null,
  partition int not null,
  "offset" bigint not null,
  ordinal int not null,
  target_topic text not null,
  target_partition int not null,
  key text not null,
  -- json, not jsonb: a drained event must be the very one, headers in their order.
  headers json not null,
  value bytea not null,
  event_id uuid not null,
  "time" timestamptz not null,
  primary key (stage, topic, partition, "offset", ordinal)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- What became of the records of an import run, by outcome.
create table registry_stream.import_run_outcome (
  run_id text not null,
  stage text not null,
  topic text not null,
  partition int not null,
  outcome text not null,
  count bigint not null,
  primary key (run_id, stage, topic, partition, outcome)
) with (fillfactor = 70);

-- Markers of an import run that have passed; once a run's end has passed every partition, its counts are complete.
create table registry_stream.import_run_marker (
  run_id text not null,
  stage text not null,
  topic text not null,
  partition int not null,
  phase text not null,
  "offset" bigint not null,
  primary key (run_id, stage, topic, partition, phase)
);
`;

const tombstones = `
alter table registry_stream.outbox alter column value drop not null;
comment on column registry_stream.outbox.value is 'The message as it will be published; null: a tombstone.';
`;

const outboxOfClaims = `
alter table registry_stream.outbox rename to outbox_of_events;
alter table registry_stream.outbox_of_events rename constraint outbox_pkey to outbox_of_events_pkey;

create table registry_stream.outbox (
  stage text not null,
  topic text not null,
  partition int not null,
  up_to bigint not null,
  messages text not null,
  payload bytea not null,
  primary key (stage, topic, partition, up_to)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 20000);
-- Rows live for less than a second: compressing them costs more than writing them.
alter table registry_stream.outbox alter column messages set storage external, alter column payload set storage external;
comment on table registry_stream.outbox is 'What is committed and not published yet, a row for each claim.';
comment on column registry_stream.outbox.up_to is 'Input offset below which all is processed that the messages follow from; what is published up to here can go.';
comment on column registry_stream.outbox.messages is 'JSON, text by text the very one: for each message offset, ordinal, topic, partition, key, headers, length of its value (null: a tombstone).';
comment on column registry_stream.outbox.payload is 'Values of the messages, one after the other.';

insert into registry_stream.outbox (stage, topic, partition, up_to, messages, payload)
select stage, topic, partition, max("offset") + 1,
  json_agg(json_build_array("offset", ordinal, target_topic, target_partition, key, headers, octet_length(value))
    order by "offset", ordinal)::text,
  coalesce(string_agg(value, ''::bytea order by "offset", ordinal), ''::bytea)
from registry_stream.outbox_of_events
group by stage, topic, partition;

drop table registry_stream.outbox_of_events;
`;

/** The tables of the stage itself, in schema `registry_stream`. */
export const stageMigrations: MigrationSet = {
  component: 'runtime/stage',
  schemas: ['registry_stream'],
  migrations: [
    { name: '001-stage', sql: tables },
    { name: '002-tombstones', sql: tombstones },
    { name: '003-outbox-of-claims', sql: outboxOfClaims },
  ],
};
