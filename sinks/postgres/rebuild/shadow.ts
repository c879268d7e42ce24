import { EtlError } from '../../../core/errors.ts';
import type { Query } from '../../../core/streamProcessor.ts';
import { component } from '../processor/check.ts';
import { registrantsOf } from '../tables/table.ts';
import { SHADOW, stateTables, type StateTable } from './stateTables.ts';

/** How far a partition of the input is built. */
export interface ShadowPartition {
  /** Logical name. */
  readonly topic: string;
  readonly partition: number;
  /** Everything below is built. */
  readonly next: number;
  /** False until all that it had at first is in the shadow. */
  readonly loaded: boolean;
}

/** A shadow that an earlier run has left. */
export interface FoundShadow {
  /** Says what it was made for: another one does not go on with it. */
  readonly fingerprint: string;
  /** True when every row and every index is there. */
  readonly built: boolean;
  /** Seconds since the shadow last moved. */
  readonly age: number;
  readonly partitions: readonly ShadowPartition[];
}

/** A table of the registry is not as the sink's migrations have made it. */
const altered = (message: string, table: string, column: string): EtlError =>
  new EtlError('REGISTRY_ALTERED', 'config', message, { component, field: `registry.${table}.${column}` });

interface FoundColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

const types: Readonly<Record<string, string>> = { timestamptz: 'timestamp with time zone' };

/**
 * Makes sure that the registry has the tables and columns that the sink writes, with their types and keys.
 *
 * @throws EtlError `config` `REGISTRY_ALTERED` naming the first table and column that is not so
 */
export const checkRegistry = async (query: Query): Promise<void> => {
  const columns = (await query(
    `select c.relname as "table", a.attname as name, format_type(a.atttypid, null) as type
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'registry'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`,
    [],
  )) as unknown as readonly FoundColumn[];
  const found = new Map(columns.map(({ table, name, type }) => [`${table}.${name}`, type]));
  for (const { specification } of stateTables)
    for (const [name, type] of Object.entries(specification.columns)) {
      const is = found.get(`${specification.name}.${name}`);
      const wanted = types[type] ?? type;
      const place = `registry.${specification.name}.${name}`;
      if (is === undefined)
        throw altered(`${place} is missing: the table was altered by hand; add it again`, specification.name, name);
      if (is !== wanted)
        throw altered(`${place} is ${is}, not ${wanted}: the table was altered by hand`, specification.name, name);
    }
  const keys = (await query(
    `select c.relname as "table", array_agg(a.attname::text order by a.attname) as columns
from pg_index i join pg_class c on c.oid = i.indrelid
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
where c.relnamespace = 'registry'::regnamespace and i.indisunique and i.indpred is null
group by i.indexrelid, c.relname`,
    [],
  )) as unknown as readonly { readonly table: string; readonly columns: readonly string[] }[];
  for (const { specification } of stateTables) {
    const wanted = [...specification.key].sort().join();
    if (!keys.some(({ table, columns: of }) => table === specification.name && [...of].sort().join() === wanted))
      throw altered(
        `registry.${specification.name} has no unique key (${specification.key.join(', ')}): the table was altered by hand; add it again`,
        specification.name,
        specification.key[0] ?? '',
      );
  }
};

/** What an earlier run has left; undefined when there is nothing, or nothing that can be read. */
export const findShadow = async (query: Query): Promise<FoundShadow | undefined> => {
  const [there] = await query(`select to_regclass('${SHADOW}.rebuild_partition') is not null as there`, []);
  if (there?.['there'] !== true) return undefined;
  const [row] = await query(
    `select fingerprint, built, extract(epoch from clock_timestamp() - moved_at)::float8 as age from ${SHADOW}.rebuild`,
    [],
  );
  if (row === undefined) return undefined;
  const partitions = await query(
    `select topic, partition, next_offset as next, loaded from ${SHADOW}.rebuild_partition order by topic, partition`,
    [],
  );
  return { ...row, partitions } as unknown as FoundShadow;
};

/** Whether anything of a shadow is there, complete or not. */
export const shadowExists = async (query: Query): Promise<boolean> => {
  const [row] = await query(`select to_regnamespace('${SHADOW}') is not null as there`, []);
  return row?.['there'] === true;
};

/** SQL that removes a shadow with all it holds. */
export const dropShadow = `drop schema if exists ${SHADOW} cascade`;

/** With the columns and rules that others have added, so that the shadow can take the table's place. */
const likeRegistry = ({ specification: { name } }: StateTable): string =>
  `create table ${SHADOW}.${name} (like registry.${name} including defaults including constraints including comments
  including storage including compression including generated including identity including statistics);`;

/**
 * SQL that makes an empty shadow: the tables as they are in the registry, without indexes, and how far it is.
 * Nobody but its owner may read it.
 */
export const createShadow = `create schema ${SHADOW};
revoke all on schema ${SHADOW} from public;
comment on schema ${SHADOW} is 'The registry, built anew from the topics by registry-stream rebuild. It holds personal data: remove it with registry-stream rebuild --drop.';
${stateTables.map(likeRegistry).join('\n')}
create table ${SHADOW}.rebuild (
  fingerprint text not null,
  built boolean not null default false,
  moved_at timestamptz not null default clock_timestamp()
);
create table ${SHADOW}.rebuild_partition (
  topic text not null,
  partition integer not null,
  next_offset bigint not null,
  loaded boolean not null default false,
  primary key (topic, partition)
);`;

/** Notes what the shadow is made for and how far it is to be read at first. */
export const beginShadow = async (
  query: Query,
  fingerprint: string,
  partitions: readonly Pick<ShadowPartition, 'topic' | 'partition' | 'next'>[],
): Promise<void> => {
  await query(`insert into ${SHADOW}.rebuild (fingerprint) values ($1)`, [fingerprint]);
  await query(
    `insert into ${SHADOW}.rebuild_partition (topic, partition, next_offset)
select r.topic, r.partition, r.next from json_to_recordset($1::json) as r(topic text, partition integer, next bigint)`,
    [JSON.stringify(partitions)],
  );
};

/** Notes that all of a partition is in the shadow; in the transaction that has put it there. */
export const markLoaded = async (query: Query, topic: string, partition: number): Promise<void> => {
  await query(`update ${SHADOW}.rebuild_partition set loaded = true where topic = $1 and partition = $2`, [
    topic,
    partition,
  ]);
  await touch(query);
};

/** Notes that the shadow has everything, indexes too. */
export const markBuilt = async (query: Query): Promise<void> => {
  await query(`update ${SHADOW}.rebuild set built = true, moved_at = clock_timestamp()`, []);
};

const touch = async (query: Query): Promise<void> => {
  await query(`update ${SHADOW}.rebuild set moved_at = clock_timestamp()`, []);
};

/** Notes how far partitions have been caught up; in the transaction that has done it. */
export const markCaughtUp = async (
  query: Query,
  partitions: readonly Pick<ShadowPartition, 'topic' | 'partition' | 'next'>[],
): Promise<void> => {
  await query(
    `update ${SHADOW}.rebuild_partition p set next_offset = r.next
from json_to_recordset($1::json) as r(topic text, partition integer, next bigint)
where p.topic = r.topic and p.partition = r.partition`,
    [JSON.stringify(partitions)],
  );
  await touch(query);
};

/** SQL that tells the planner about the shadow's rows, a statement for each table. */
export const analyseShadow: readonly string[] = stateTables.map(
  ({ specification: { name } }) => `analyze ${SHADOW}.${name}`,
);

/**
 * Describes the registry's tables, apart from their rows, indexes and rights: a shadow made of other ones cannot take their
 * place.
 */
export const registryShape = async (query: Query): Promise<string> => {
  const [row] = await query(
    `select md5(string_agg(shape, e'\\n' order by shape)) as shape from (
  select concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) as shape
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'registry'::regnamespace and c.relname = any($1::text[])
  union all
  select concat_ws(' ', c.relname, con.conname, pg_get_constraintdef(con.oid))
  from pg_constraint con join pg_class c on c.oid = con.conrelid
  where con.contype = 'c' and c.relnamespace = 'registry'::regnamespace and c.relname = any($1::text[])
) shapes`,
    [stateTables.map(({ specification }) => specification.name)],
  );
  return String(row?.['shape']);
};

/** SQL of one COPY into a table of the shadow. */
export const copyInto = ({ specification: { name, columns } }: StateTable): string =>
  `copy ${SHADOW}.${name} (${Object.keys(columns).join(', ')}) from stdin`;

/** Removes all rows of some registrants from the shadow, so that their newer state can go in. */
export const removeOwners = async (query: Query, ids: readonly string[]): Promise<void> => {
  for (const { specification, owner } of stateTables)
    await query(`delete from ${SHADOW}.${specification.name} where ${owner} = any($1::uuid[])`, [ids]);
};

/** Removes from the shadow what the sink removes when registrants are erased: also what others tell of them as members. */
export const removeErased = async (query: Query, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  for (const { specification } of stateTables) {
    const names = registrantsOf(specification).map((column) => `${column} = any($1::uuid[])`);
    await query(`delete from ${SHADOW}.${specification.name} where ${names.join(' or ')}`, [ids]);
  }
};
