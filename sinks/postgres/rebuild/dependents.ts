import { EtlError } from '../../../core/errors.ts';
import type { Query } from '../../../core/streamProcessor.ts';
import { component } from '../processor/check.ts';
import { SHADOW, stateTables } from './stateTables.ts';

/** Statements that give the new tables what belonged to the old ones. */
export interface Dependents {
  /** While the new tables are still in the shadow. */
  readonly before: readonly string[];
  /** When the new tables have the old ones' names, and the old ones are still there. */
  readonly renamed: readonly string[];
  /** When the old ones are gone. */
  readonly after: readonly string[];
}

const names = stateTables.map(({ specification }) => specification.name);

const tables = `t as (
  select c.oid, c.relname, c.relowner, c.relacl, c.reloptions, c.relreplident, c.relrowsecurity
  from pg_class c where c.relnamespace = 'registry'::regnamespace and c.relname = any($1::text[])
)`;

/** What an exchange of tables would lose without a word, or cannot carry over. */
const refusedSql = `with ${tables}
select format('foreign key %s on %s', con.conname, con.conrelid::regclass) as what
  from pg_constraint con where con.contype = 'f' and (con.conrelid in (select oid from t) or con.confrelid in (select oid from t))
union all
select format('row security policy %s on registry.%s', p.polname, t.relname) from pg_policy p join t on t.oid = p.polrelid
union all
select format('row security of registry.%s', t.relname) from t where t.relrowsecurity
union all
select format('rule %s on registry.%s', r.rulename, t.relname) from pg_rewrite r join t on t.oid = r.ev_class
union all
select format('inheritance of registry.%s', t.relname) from t join pg_inherits i on t.oid in (i.inhrelid, i.inhparent)
union all
select format('materialised view %s', c.oid::regclass) from pg_depend d join t on t.oid = d.refobjid
  join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  join pg_class c on c.oid = r.ev_class and c.relkind = 'm'
union all
select format('replica identity of registry.%s by an index', t.relname) from t where t.relreplident = 'i'
union all
select format('publication %s of some columns or rows of registry.%s', p.pubname, t.relname)
  from pg_publication_rel x join pg_publication p on p.oid = x.prpubid join t on t.oid = x.prrelid
  where x.prqual is not null or x.prattrs is not null
order by 1 limit 1`;

const beforeSql = `with ${tables}
select 1 as rank, format('alter table ${SHADOW}.%I set (%s)', relname, array_to_string(reloptions, ', ')) as statement
  from t where reloptions is not null
union all
select 2, format('alter table ${SHADOW}.%I replica identity %s', relname, case relreplident when 'f' then 'full' else 'nothing' end)
  from t where relreplident in ('f', 'n')
union all
select 3, format('comment on table ${SHADOW}.%I is %L', relname, obj_description(oid, 'pg_class'))
  from t where obj_description(oid, 'pg_class') is not null
union all
select 4, format('comment on constraint %I on ${SHADOW}.%I is %L', con.conname, t.relname, obj_description(con.oid, 'pg_constraint'))
  from pg_constraint con join t on t.oid = con.conrelid
  where con.contype in ('p', 'u', 'x') and obj_description(con.oid, 'pg_constraint') is not null
union all
select 5, format('comment on index ${SHADOW}.%I is %L', i.relname, obj_description(i.oid, 'pg_class'))
  from pg_index x join t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
  where obj_description(i.oid, 'pg_class') is not null
union all
-- Default privileges may have given rights to the new table that the old one does not give.
select distinct 6, format('revoke all on ${SHADOW}.%I from %s', n.relname, case a.grantee when 0 then 'public' else quote_ident(a.grantee::regrole::text) end)
  from pg_class n cross join lateral aclexplode(n.relacl) a
  where n.relnamespace = '${SHADOW}'::regnamespace and n.relname = any($1::text[]) and a.grantee <> n.relowner
union all
select 7, format('grant %s on ${SHADOW}.%I to %s%s', a.privilege_type, t.relname,
    case a.grantee when 0 then 'public' else quote_ident(a.grantee::regrole::text) end,
    case when a.is_grantable then ' with grant option' else '' end)
  from t cross join lateral aclexplode(t.relacl) a where a.grantee <> t.relowner
union all
select 8, format('grant %s (%I) on ${SHADOW}.%I to %s%s', a.privilege_type, c.attname, t.relname,
    case a.grantee when 0 then 'public' else quote_ident(a.grantee::regrole::text) end,
    case when a.is_grantable then ' with grant option' else '' end)
  from t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
  cross join lateral aclexplode(c.attacl) a
union all
select 9, format('alter table ${SHADOW}.%I owner to %I', t.relname, t.relowner::regrole::text)
  from t join pg_class n on n.relnamespace = '${SHADOW}'::regnamespace and n.relname = t.relname and n.relowner <> t.relowner
order by 1, 2`;

const renamedSql = `with ${tables}, v as (
  select distinct c.oid, c.relnamespace::regnamespace::text as schema, c.relname, c.reloptions
  from pg_depend d join t on t.oid = d.refobjid
  join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  join pg_class c on c.oid = r.ev_class and c.relkind = 'v'
)
-- Replaced by its own text a view keeps its rights, comments and dependents, and reads the tables that have the names now.
select 1 as rank, format('create or replace view %s.%I%s as %s', quote_ident(v.schema), v.relname,
    case when v.reloptions is null then '' else format(' with (%s)', array_to_string(v.reloptions, ', ')) end,
    pg_get_viewdef(v.oid)) as statement
  from v
union all
select 2, pg_get_triggerdef(g.oid) from pg_trigger g join t on t.oid = g.tgrelid where not g.tgisinternal
union all
select 3, format('alter table registry.%I %s trigger %I', t.relname,
    case g.tgenabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, g.tgname)
  from pg_trigger g join t on t.oid = g.tgrelid where not g.tgisinternal and g.tgenabled <> 'O'
order by 1, 2`;

const afterSql = `with ${tables}
select format('alter publication %I add table registry.%I', p.pubname, t.relname) as statement
  from pg_publication_rel x join pg_publication p on p.oid = x.prpubid join t on t.oid = x.prrelid
order by 1`;

const statements = async (query: Query, sql: string): Promise<readonly string[]> =>
  (await query(sql, [names])).map(({ statement }) => statement as string);

/**
 * Makes sure that nothing hangs on the registry's tables that an exchange could not carry over.
 *
 * @throws EtlError `config` `EXCHANGE_REFUSED` naming the first that does
 */
export const checkDependents = async (query: Query): Promise<void> => {
  const [refused] = await query(refusedSql, [names]);
  if (refused === undefined) return;
  const what = String(refused['what']);
  throw new EtlError(
    'EXCHANGE_REFUSED',
    'config',
    `${what} hangs on a table that is to be exchanged and cannot be carried over: drop it, and make it again afterwards`,
    { component, details: { what } },
  );
};

/**
 * All that belongs to the registry's tables and not to their rows: rights, owners, options, comments, triggers,
 * publications, and the views that read them, whoever has made them.
 *
 * @param query the tables must not change afterwards until the statements have run; `search_path` must be empty, so that
 *   names are complete
 */
export const readDependents = async (query: Query): Promise<Dependents> => ({
  before: await statements(query, beforeSql),
  renamed: await statements(query, renamedSql),
  after: await statements(query, afterSql),
});
