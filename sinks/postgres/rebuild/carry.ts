import type { Query } from '../../../core/streamProcessor.ts';
import { registrantsOf } from '../tables/table.ts';
import { removeOwners } from './shadow.ts';
import { SHADOW, sameKey, stateTables, type StateTable } from './stateTables.ts';

/** A column that somebody else has given a table of the registry: what is in it is theirs. */
export interface OthersColumn {
  readonly table: string;
  readonly column: string;
}

/** Columns of the registry's tables that are neither the sink's nor computed by PostgreSQL. */
export const othersColumns = async (query: Query): Promise<readonly OthersColumn[]> => {
  const found = (await query(
    `select c.relname as "table", quote_ident(a.attname) as column
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'registry'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
  and a.attgenerated = '' order by c.relname, a.attnum`,
    [],
  )) as unknown as readonly OthersColumn[];
  return found.filter(({ table, column }) => {
    const specification = stateTables.find((one) => one.specification.name === table)?.specification;
    return specification !== undefined && !(column in specification.columns);
  });
};

/** SQL for the ids that are carried over: all when `$1` is null. */
const chosen = (column: string): string => `($1::uuid[] is null or ${column} = any($1))`;

/** When a registrant first came and last changed: only the registry knows, for the topics keep the newest event alone. */
const times = `update ${SHADOW}.registrant s
set created_at = l.created_at,
  updated_at = case when l.content_hash = s.content_hash then l.updated_at else s.updated_at end
from registry.registrant l
where l.id = s.id and ${chosen('s.id')}
  and (s.created_at <> l.created_at or (l.content_hash = s.content_hash and s.updated_at <> l.updated_at))`;

/** SQL: row `l` does not tell of a member who is in the registry and not in the shadow, and so was erased. */
const hasItsMember = ({ specification: { member } }: StateTable): string =>
  member === undefined
    ? 'true'
    : `not exists (select 1 from registry.registrant m
    where m.id = l.${member} and not exists (select 1 from ${SHADOW}.registrant k where k.id = m.id))`;

const ended = (table: StateTable): string => {
  const { owner, specification, end = '' } = table;
  const whose = registrantsOf(specification).map((column) => chosen(`l.${column}`));
  const columns = Object.keys(specification.columns).join(', ');
  return `insert into ${SHADOW}.${specification.name} (${columns})
select ${columns} from registry.${specification.name} l
where l.${end} is not null and (${whose.join(' or ')}) and ${hasItsMember(table)}
  and exists (select 1 from ${SHADOW}.registrant r where r.id = l.${owner})
  and not exists (select 1 from ${SHADOW}.${specification.name} s where ${sameKey(table, 's', 'l')})`;
};

/**
 * Carries history over from the registry into the shadow: the times of registrants, and rows that have ended and that the
 * topics no longer know, of everybody who is in the shadow. Repeating it changes nothing. Of who is in the registry alone
 * nothing is carried, as a member neither: a registry of an older backup still has who was erased since.
 *
 * @param ids only of these registrants; of all when undefined
 */
export const carryHistory = async (query: Query, ids?: readonly string[]): Promise<void> => {
  await query(times, [ids ?? null]);
  for (const table of stateTables) if (table.end !== undefined) await query(ended(table), [ids ?? null]);
};

/** Carries over what others have written into columns of their own. The registry must not change meanwhile. */
export const carryOthers = async (query: Query, columns: readonly OthersColumn[]): Promise<void> => {
  for (const table of stateTables) {
    const { name } = table.specification;
    const theirs = columns.filter((one) => one.table === name).map(({ column }) => column);
    if (theirs.length === 0) continue;
    const row = (of: string): string => theirs.map((column) => `${of}.${column}`).join(', ');
    await query(
      `update ${SHADOW}.${name} s set ${theirs.map((column) => `${column} = l.${column}`).join(', ')}
from registry.${name} l where ${sameKey(table, 's', 'l')} and row(${row('s')}) is distinct from row(${row('l')})`,
      [],
    );
  }
};

/**
 * Leaves some registrants as the registry has them: an event of theirs is not applied yet, and compaction may have
 * removed what the registry shows of them until it is.
 */
export const keepAsTheyAre = async (query: Query, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  await removeOwners(query, ids);
  for (const table of stateTables) {
    const { specification, owner } = table;
    const columns = Object.keys(specification.columns).join(', ');
    await query(
      `insert into ${SHADOW}.${specification.name} (${columns})
select ${columns} from registry.${specification.name} l where ${owner} = any($1::uuid[]) and ${hasItsMember(table)}`,
      [ids],
    );
  }
};
