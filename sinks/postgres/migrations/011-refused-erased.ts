import type { Migration } from '../../../core/migration.ts';

/** What import runs have refused because it was erased. */
export const refusedErased: Migration = {
  name: '011-refused-erased',
  sql: /* sql */ `
alter table registry.import_run_partition add column refused_erased bigint not null default 0;

create or replace view registry.import_run as
  with marker as (
    select run_id, min(source) as source, min(import) as import, min(mode) as mode,
      coalesce(max(phase) filter (where phase <> 'started'), 'started') as phase,
      min(started_at) as started_at, max(ended_at) as ended_at, max(published) as published,
      max(skipped_unchanged) as skipped_unchanged,
      max(skipped_without_identifier) as skipped_without_identifier,
      max(withdrawals_pending) as withdrawals_pending, max(withdrawals_held) as withdrawals_held,
      max(dead_lettered) as dead_lettered, count(*) filter (where phase <> 'started') as partitions_passed,
      max(refused_erased) as refused_erased
    from registry.import_run_partition
    where stage = 'registry'
    group by run_id
  ), outcome as (
    select run_id, jsonb_object_agg(stage, counts) as outcomes
    from (
      select run_id, stage, jsonb_object_agg(outcome, total) as counts
      from (
        select run_id, stage, outcome, sum(count)::bigint as total
        from registry_stream.import_run_outcome
        group by run_id, stage, outcome
      ) as summed
      group by run_id, stage
    ) as staged
    group by run_id
  ), expected as (
    select count(*) as partitions from registry_stream.stream_offset where stage = 'registry'
  )
  select m.run_id, m.source, m.import, m.mode, m.phase, m.started_at, m.ended_at, m.published, m.skipped_unchanged,
    m.skipped_without_identifier, m.withdrawals_pending, m.withdrawals_held, m.dead_lettered, m.partitions_passed,
    e.partitions, m.partitions_passed >= e.partitions and e.partitions > 0 as complete,
    coalesce(o.outcomes, '{}') as outcomes, m.refused_erased
  from marker m
  cross join expected e
  left join outcome o on o.run_id = m.run_id;
comment on column registry.import_run.refused_erased is 'Records that were erased, that the registry still shows, and that were not taken in again.';
`,
};
