import type { Migration } from '../../../core/migration.ts';

/** Import runs and the audit log. */
export const history: Migration = {
  name: '004-history',
  sql: /* sql */ `
create table registry.import_run_partition (
  run_id text not null,
  stage text not null,
  topic text not null,
  partition integer not null,
  source text not null,
  import text not null,
  mode text not null check (mode in ('incremental', 'complete')),
  phase text not null check (phase in ('started', 'completed', 'interrupted')),
  started_at timestamptz not null,
  ended_at timestamptz,
  published bigint not null,
  skipped_unchanged bigint not null,
  skipped_without_identifier bigint not null,
  withdrawals_pending bigint not null,
  withdrawals_held bigint not null,
  dead_lettered bigint not null,
  primary key (run_id, stage, topic, partition)
);
comment on table registry.import_run_partition is 'The marker of each import run that has passed each partition last. Read the view import_run.';

create table registry.audit_log (
  id bigint generated always as identity primary key,
  event_id uuid not null unique,
  subject_id uuid not null,
  subject_kind text not null check (subject_kind in ('individual', 'group')),
  action text not null
    check (action in ('created', 'updated', 'merged', 'split', 'withdrawn', 'restored', 'enrolled')),
  changes jsonb not null,
  sources text[] not null,
  import_run text not null,
  cause_topic text not null,
  cause_partition integer not null,
  cause_offset bigint not null,
  ordinal integer not null,
  event_time timestamptz not null,
  recorded_time timestamptz not null
);
create index audit_log_subject on registry.audit_log (subject_id);
create index audit_log_run on registry.audit_log (import_run);
comment on table registry.audit_log is 'One row for each change that really happened. It holds personal data; the topic audit holds hashes of them, unless configured otherwise.';
comment on column registry.audit_log.id is 'Order of recording.';
comment on column registry.audit_log.event_id is 'Id of the event in the topic audit.';
comment on column registry.audit_log.subject_id is 'The registrant.';
comment on column registry.audit_log.changes is 'List of {field, before, after} with full values; of a list such as identifiers, only the entries that differ.';
comment on column registry.audit_log.sources is 'Sources behind the registrant.';
comment on column registry.audit_log.cause_topic is 'Topic, partition and offset of the event that was applied.';
comment on column registry.audit_log.ordinal is 'Index among the changes that the event caused.';
comment on column registry.audit_log.event_time is 'When a source was seen to tell it.';
comment on column registry.audit_log.recorded_time is 'When it was recorded here.';
`,
};
