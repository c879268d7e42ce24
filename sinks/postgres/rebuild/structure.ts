import type { Query } from '../../../core/streamProcessor.ts';
import { SHADOW, stateTables } from './stateTables.ts';

/** What is built on a table of the shadow after its rows are in: a statement for each index and constraint. */
export interface TableStructure {
  readonly table: string;
  readonly statements: readonly string[];
}

interface FoundStructure {
  readonly table: string;
  readonly statement: string;
}

/** Only what the shadow does not have yet, so that a run that was killed goes on where it was. */
const missing = `select c.relname as "table", s.statement
from pg_class c
cross join lateral (
  select 1 as rank, con.conname as name, format('alter table ${SHADOW}.%I add constraint %I %s', c.relname, con.conname,
      pg_get_constraintdef(con.oid)) as statement, con.oid, 'constraint' as kind
  from pg_constraint con where con.conrelid = c.oid and con.contype in ('p', 'u', 'x')
  union all
  select 2, i.relname, regexp_replace(pg_get_indexdef(i.oid), ' ON registry\\.', ' ON ${SHADOW}.'), i.oid, 'index'
  from pg_index x join pg_class i on i.oid = x.indexrelid
  where x.indrelid = c.oid and x.indisvalid
    and not exists (select 1 from pg_constraint con where con.conindid = x.indexrelid and con.contype in ('p', 'u', 'x'))
) s
where c.relnamespace = 'registry'::regnamespace and c.relname = any($1::text[])
  and not exists (
    select 1 from pg_class t where t.relnamespace = '${SHADOW}'::regnamespace and t.relname = s.name
  )
order by pg_table_size(format('${SHADOW}.%I', c.relname)::regclass) desc, c.relname, s.rank, s.name`;

/**
 * The indexes and constraints that the registry's tables have and the shadow's do not: also those that others have added.
 * They keep their names, for the shadow is a schema of its own.
 *
 * @returns by table, the largest first: tables can be worked on side by side, the statements of one cannot
 */
export const missingStructure = async (query: Query): Promise<readonly TableStructure[]> => {
  const found = (await query(missing, [
    stateTables.map(({ specification }) => specification.name),
  ])) as unknown as readonly FoundStructure[];
  return [...new Set(found.map(({ table }) => table))].map((table) => ({
    table,
    statements: found.filter((one) => one.table === table).map(({ statement }) => statement),
  }));
};
