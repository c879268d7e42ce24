import type { Migration } from '../../../core/migration.ts';

/** What operators and caseworkers read. */
export const views: Migration = {
  name: '005-views',
  sql: /* sql */ `
create view registry.missing_member as
  select m.group_id, m.individual_id, m.start_date
  from registry.group_membership m
  where m.end_date is null
    and not exists (select 1 from registry.registrant r where r.id = m.individual_id);
comment on view registry.missing_member is 'Current members of groups that have not arrived as registrants. Empty when all events have been applied.';

create view registry.registrant_survivor as
  with recursive step (id, survivor_id) as (
    select id, merged_into from registry.registrant where status = 'merged' and merged_into is not null
    union
    select s.id, r.merged_into
    from step s
    join registry.registrant r on r.id = s.survivor_id
    where r.status = 'merged' and r.merged_into is not null
  )
  select s.id, s.survivor_id
  from step s
  left join registry.registrant r on r.id = s.survivor_id
  where r.id is null or r.status <> 'merged' or r.merged_into is null;
comment on view registry.registrant_survivor is 'For each merged registrant the one that goes on, through any number of merges.';

create view registry.program_membership_current as
  select p.name as program, m.program_id, coalesce(s.survivor_id, m.registrant_id) as registrant_id,
    m.registrant_id as enrolled_as,
    case
      when row_number() over (
        partition by m.program_id, coalesce(s.survivor_id, m.registrant_id)
        order by array_position(array['enrolled', 'paused', 'exited', 'not_eligible', 'draft', 'duplicated'], m.state),
          s.survivor_id nulls first, m.created_at, m.registrant_id
      ) = 1 then m.state
      else 'duplicated'
    end as state,
    m.state as recorded_state, m.enrollment_date, m.exit_date, m.created_at
  from registry.program_membership m
  join registry.program p on p.id = m.program_id
  left join registry.registrant_survivor s on s.id = m.registrant_id;
comment on view registry.program_membership_current is 'Enrolments of the registrants that go on: of several that merges bring together, the furthest counts (enrolled, paused, exited, not_eligible, draft) and the others show as duplicated. Nothing is changed by it, so a split gives each its own back.';
comment on column registry.program_membership_current.enrolled_as is 'The registrant whose row it is.';
comment on column registry.program_membership_current.recorded_state is 'The state that the caseworkers gave.';

create view registry.missing_draft as
  select r.id as registrant_id, r.kind, wanted.name as program,
    case when p.id is null then 'unknown programme' else 'added after the registrant' end as reason
  from registry.registrant r
  cross join lateral unnest(r.proposed_programs) as wanted (name)
  left join registry.program p on p.name = wanted.name
  where r.status = 'active'
    and (p.id is null or p.target_type = r.kind)
    and not exists (
      select 1 from registry.program_membership m where m.registrant_id = r.id and m.program_id = p.id
    );
comment on view registry.missing_draft is 'Enrolments that imports propose and that could not be made, because the programme was not there. Add it to the configuration and run migrate; the draft is made with the next event of the registrant.';

create view registry.import_run_registrant as
  select import_run, subject_id as registrant_id, bool_or(action = 'created') as created,
    bool_or(action not in ('created', 'enrolled')) as updated, bool_or(action = 'enrolled') as enrolled
  from registry.audit_log
  group by import_run, subject_id;
comment on view registry.import_run_registrant is 'Which registrants a run created, updated or proposed for a programme.';

create view registry.import_run as
  with marker as (
    select run_id, min(source) as source, min(import) as import, min(mode) as mode,
      coalesce(max(phase) filter (where phase <> 'started'), 'started') as phase,
      min(started_at) as started_at, max(ended_at) as ended_at, max(published) as published,
      max(skipped_unchanged) as skipped_unchanged,
      max(skipped_without_identifier) as skipped_without_identifier,
      max(withdrawals_pending) as withdrawals_pending, max(withdrawals_held) as withdrawals_held,
      max(dead_lettered) as dead_lettered, count(*) filter (where phase <> 'started') as partitions_passed
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
  select m.*, e.partitions, m.partitions_passed >= e.partitions and e.partitions > 0 as complete,
    coalesce(o.outcomes, '{}') as outcomes
  from marker m
  cross join expected e
  left join outcome o on o.run_id = m.run_id;
comment on view registry.import_run is 'Import runs: when, how they ended, what became of their records by stage.';
comment on column registry.import_run.phase is 'started, completed or interrupted.';
comment on column registry.import_run.complete is 'True when the end of the run has passed every partition: all that it brought is in the registry.';
comment on column registry.import_run.outcomes is 'Counts by stage: identity in source records, registry in registrants and groups.';

create view registry.last_synced as
  select source, import, max(started_at) as last_synced_on
  from registry.import_run
  where complete and phase = 'completed'
  group by source, import;
comment on view registry.last_synced is 'Start of the newest complete run of each import: the registry holds all that the source knew then.';
`,
};
