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

/** The tables of the stage itself, in schema `registry_stream`. */
export const stageMigrations: MigrationSet = {
  component: 'runtime/stage',
  schemas: ['registry_stream'],
  migrations: [
    { name: '001-stage', sql: tables },
    { name: '002-tombstones', sql: tombstones },
  ],
};
