import { expect } from 'chai';
import { describe, it } from 'mocha';
import { idOf } from '../../unit/sinks/postgres/events.ts';
import { uniqueName } from '../../support/stack.ts';
import { onRebuildGround, type RebuildGround } from './fixture.ts';
import { history } from './people.ts';

const structure = async (ground: RebuildGround): Promise<unknown> => ({
  indexes: await ground.rows(
    "select tablename, indexname, indexdef from pg_indexes where schemaname = 'registry' order by 1, 2",
  ),
  constraints:
    await ground.rows(`select c.relname, con.conname, pg_get_constraintdef(con.oid) as is, obj_description(con.oid) as told
    from pg_constraint con join pg_class c on c.oid = con.conrelid
    where con.connamespace = 'registry'::regnamespace order by 1, 2`),
  views:
    await ground.rows(`select viewname, definition, viewowner, obj_description(format('%I.%I', schemaname, viewname)::regclass) as told
    from pg_views where schemaname in ('registry', 'public') order by 1`),
  triggers: await ground.rows(`select pg_get_triggerdef(g.oid) as is, g.tgenabled from pg_trigger g
    join pg_class c on c.oid = g.tgrelid where c.relnamespace = 'registry'::regnamespace and not g.tgisinternal order by 1`),
  rights: await ground.rows(`select c.relname, c.relowner::regrole::text as owner, c.reloptions, c.relreplident,
      (select array_agg(format('%s %s %s', a.grantee::regrole, a.privilege_type, a.is_grantable) order by 1)
        from aclexplode(c.relacl) a where a.grantee <> c.relowner) as rights
    from pg_class c where c.relnamespace = 'registry'::regnamespace and c.relkind in ('r', 'v') order by 1`),
  columns:
    await ground.rows(`select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull, a.attacl::text as rights,
      pg_get_expr(d.adbin, d.adrelid) as by_default, col_description(c.oid, a.attnum) as told
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'registry'::regnamespace and c.relkind = 'r' order by 1, 2`),
  told: await ground.rows(`select c.relname, obj_description(c.oid, 'pg_class') as told from pg_class c
    where c.relnamespace = 'registry'::regnamespace order by 1`),
  publications: await ground.rows('select pubname, schemaname, tablename from pg_publication_tables order by 1, 2, 3'),
});

describe('an exchange of tables', () => {
  it('keeps views, triggers, rights, options, comments, indexes and the columns of others', async () => {
    const role = uniqueName('caseworker').replaceAll('-', '_');
    await onRebuildGround(async (ground) => {
      await ground.publish(...history);
      await ground.sink();
      await ground.rows(`create role ${role}`);
      try {
        await ground.rows(`grant select on registry.registrant to ${role} with grant option;
grant select (id, name), update (name) on registry.registrant to ${role};
grant select on registry.group_membership to public;
alter table registry.registrant set (autovacuum_vacuum_scale_factor = 0.01);
alter table registry.registrant replica identity full;
alter table registry.registrant add column notes text not null default 'none';
comment on column registry.registrant.notes is 'What caseworkers write.';
create index notes on registry.registrant (notes) where notes <> 'none';
comment on index registry.notes is 'For searching.';
create view public.household_names with (security_barrier = true) as
  select r.id, r.name, m.individual_id from registry.registrant r join registry.group_membership m on m.group_id = r.id;
create view public.counted as select count(*) as n from public.household_names;
grant select on public.household_names to ${role};
create function public.touched() returns trigger language plpgsql as 'begin return new; end';
create trigger touched before update on registry.registrant for each row execute function public.touched();
alter table registry.registrant disable trigger touched;
create publication people for table registry.registrant`);
        await ground.rows(`update registry.registrant set notes = 'call back on Monday' where id = '${idOf(3)}'`);
        await ground.rows(`update registry.registrant set name = 'Altered' where id = '${idOf(5)}'`);
        const before = await structure(ground);
        const { swapped } = await ground.rebuild('swap');
        expect(swapped).not.to.equal(undefined);
        expect(await structure(ground)).to.deep.equal(before);
        expect(
          await ground.rows(
            `select name, notes from registry.registrant where id in ('${idOf(3)}', '${idOf(5)}') order by id`,
          ),
        ).to.deep.equal([
          { name: 'Amina Example 3', notes: 'call back on Monday' },
          { name: 'Amina Example 5', notes: 'none' },
        ]);
        // The views read the new tables: what is written now shows in them.
        await ground.rows(`update registry.registrant set name = 'Seen' where id = '${idOf(10)}'`);
        expect(await ground.rows('select distinct name from public.household_names')).to.deep.equal([{ name: 'Seen' }]);
        expect(await ground.rows('select n::int from public.counted')).to.deep.equal([{ n: 3 }]);
        // What caseworkers change still reaches the log.
        await ground.rows("update registry.program_membership set state = 'enrolled'");
        const waiting = await ground.rows('select state from registry_stream.enrolment_change');
        expect(waiting).to.have.length(6);
      } finally {
        await ground.rows(`drop owned by ${role}; drop role ${role}`);
      }
    });
  });
});
