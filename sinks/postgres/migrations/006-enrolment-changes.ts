import type { Migration } from '../../../core/migration.ts';

/**
 * Enrolments past the draft on their way to the log: triggers write them down, whoever changes them, and
 * `runtime/enrolments` publishes them.
 *
 * The conditions stand at the triggers, where PostgreSQL checks them without calling anything: a draft that the sink
 * inserts costs one comparison. The function runs with the rights of its owner, so that a caseworker's role needs none
 * in `registry_stream`. Two changes of one enrolment wait for each other's row, so their ids are in their order;
 * the ids of different enrolments may become visible in another order, so nobody may take a larger id for a later one.
 */
export const enrolmentChanges: Migration = {
  name: '006-enrolment-changes',
  sql: /* sql */ `
create table registry_stream.enrolment_change (
  id bigint generated always as identity primary key,
  registrant_id uuid not null,
  program text not null,
  state text not null,
  -- Not the beginning of the transaction: one that began first may have waited for the other's row.
  changed_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
create index enrolment_change_enrolment on registry_stream.enrolment_change (registrant_id, program, id);
comment on table registry_stream.enrolment_change is 'Changes of enrolments past the draft that are not in the log yet. Written by the triggers of registry.program_membership, emptied by a process that runs the sink.';
comment on column registry_stream.enrolment_change.id is 'In the order of the changes of one enrolment.';
comment on column registry_stream.enrolment_change.state is 'As in registry.program_membership; none: the row is gone.';

create function registry_stream.note_enrolment(uuid, bigint, text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $function$
begin
  insert into registry_stream.enrolment_change (registrant_id, program, state)
  select $1, p.name, $3 from registry.program p where p.id = $2;
  if not found then
    raise exception 'the programme % of an enrolment is not visible to this transaction, so the change cannot be passed on', $2
      using hint = 'Delete enrolments in a statement before the one that deletes their programme; repeat the transaction if the programme is new.';
  end if;
end
$function$;

create function registry_stream.enrolment_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $function$
begin
  if tg_op = 'INSERT' then
    perform registry_stream.note_enrolment(new.registrant_id, new.program_id, new.state);
  elsif tg_op = 'DELETE' then
    perform registry_stream.note_enrolment(old.registrant_id, old.program_id, 'none');
  elsif (old.registrant_id, old.program_id) = (new.registrant_id, new.program_id) then
    perform registry_stream.note_enrolment(new.registrant_id, new.program_id, new.state);
  else
    if old.state <> 'draft' then
      perform registry_stream.note_enrolment(old.registrant_id, old.program_id, 'none');
    end if;
    if new.state <> 'draft' then
      perform registry_stream.note_enrolment(new.registrant_id, new.program_id, new.state);
    end if;
  end if;
  return null;
end
$function$;
comment on function registry_stream.enrolment_changed() is 'Writes changes of enrolments past the draft to registry_stream.enrolment_change, with the rights of its owner.';
-- Whoever may use them could write what never was an enrolment; the triggers below need no right.
revoke execute on function registry_stream.note_enrolment(uuid, bigint, text) from public;
revoke execute on function registry_stream.enrolment_changed() from public;

create trigger enrolment_inserted after insert on registry.program_membership for each row
  when (new.state <> 'draft')
  execute function registry_stream.enrolment_changed();
create trigger enrolment_updated after update on registry.program_membership for each row
  when ((old.state <> 'draft' or new.state <> 'draft')
    and (old.registrant_id, old.program_id, old.state) is distinct from (new.registrant_id, new.program_id, new.state))
  execute function registry_stream.enrolment_changed();
create trigger enrolment_deleted after delete on registry.program_membership for each row
  when (old.state <> 'draft')
  execute function registry_stream.enrolment_changed();

-- The triggers' lock is held until this is committed: nothing changes in between.
insert into registry_stream.enrolment_change (registrant_id, program, state)
  select m.registrant_id, p.name, m.state
  from registry.program_membership m
  join registry.program p on p.id = m.program_id
  where m.state <> 'draft'
  order by m.registrant_id, p.name;
`,
};
