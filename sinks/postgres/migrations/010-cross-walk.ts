import type { Migration } from '../../../core/migration.ts';

/**
 * By which ids the owner of an adopted registry knows people. The id stands with the source record that brought it, so that
 * it goes wherever the record goes: through merges, splits, a rebuild and an erasure.
 */
export const crossWalk: Migration = {
  name: '010-cross-walk',
  sql: /* sql */ `
alter table registry.registrant_source add column own_id text;
create index registrant_source_own_id on registry.registrant_source (source, own_id) where own_id is not null;
comment on column registry.registrant_source.own_id is 'Id of the record in the registry that was adopted; empty for what is polled. Read the view cross_walk.';

create view registry.cross_walk as
  select s.source, r.kind, s.own_id, s.registrant_id, r.status, r.sealed, s.state, s.record_key, s.import, s.observed_at,
    s.import_run
  from registry.registrant_source s
  join registry.registrant r on r.id = s.registrant_id
  where s.own_id is not null;
comment on view registry.cross_walk is 'For each record of an adopted registry its own id and the registrant that it belongs to now, whatever was merged or split since. While a merge is being applied, an id may for a moment stand with both registrants, or with none.';
comment on column registry.cross_walk.source is 'Name under which the registry was adopted.';
comment on column registry.cross_walk.own_id is 'Id in that registry; individuals and groups are counted apart.';
comment on column registry.cross_walk.sealed is 'True when the registrant is sealed off: show the id to nobody who has no right to it of their own.';
comment on column registry.cross_walk.state is 'State of the record: present, withdrawn or out_of_scope.';

create view registry.cross_walk_duplicate as
  select source, kind, registrant_id, array_agg(own_id order by own_id) as own_ids, bool_or(sealed) as sealed
  from registry.cross_walk
  group by source, kind, registrant_id
  having count(distinct own_id) > 1;
comment on view registry.cross_walk_duplicate is 'Registrants for whom an adopted registry has more than one id: it has them twice, or records of two people were made one. explain tells why.';
`,
};
