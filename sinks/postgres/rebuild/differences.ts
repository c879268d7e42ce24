import type { Query } from '../../../core/streamProcessor.ts';
import { same } from '../state/hash.ts';
import { registrantsOf, type Json, type Row } from '../tables/table.ts';
import { SHADOW, sameKey, stateColumns, stateTables, type StateTable } from './stateTables.ts';

/** How a table of the registry compares with what its topics say. */
export interface TableDifference {
  readonly table: string;
  /** Rows of state: in the registry, and built from the topics. */
  readonly live: number;
  readonly rebuilt: number;
  /** Hexadecimal; equal, whatever the order of the rows, when all rows of state are the same. */
  readonly liveHash: string;
  readonly rebuiltHash: string;
  /** Rows that the topics say should be there, and that are not. */
  readonly missing: number;
  /** Rows that are there, and of which the topics know nothing. */
  readonly extra: number;
  /** Rows that are in both and differ. */
  readonly changed: number;
  /** Rows that ended because a source no longer listed them: history, of which the topics need not know any more. */
  readonly ended: number;
  /** Rows of which the registry has a newer version than the topics. */
  readonly ahead: number;
  /** In how many of the changed rows a column differs. */
  readonly columns: Readonly<Record<string, number>>;
}

/** One row that differs. It holds personal data. */
export interface DifferingRow {
  readonly table: string;
  readonly kind: 'missing' | 'extra' | 'changed';
  /** Registrant or group whose row it is. */
  readonly id: string;
  /** It tells of somebody who is sealed off, in the registry or by the topics: nobody is to see its values. */
  readonly sealed: boolean;
  readonly fields: readonly { readonly field: string; readonly live: Json; readonly rebuilt: Json }[];
}

/** Ids that are left out: `$1`, those of whom an event is still to come. */
const LEFT_OUT = '$1::uuid[]';

const side = (table: StateTable, schema: string): string => {
  const { specification, owner, end, rising } = table;
  const columns = stateColumns(table);
  return `(select ${specification.key.join(', ')}, ${end === undefined ? 'false' : `${end} is not null`} as is_ended,
    ${rising ?? '0'} as rising, hash_record_extended(row(${columns.join(', ')}), 0) as hash
  from ${schema}.${specification.name} where ${owner} <> all(${LEFT_OUT}))`;
};

const countSql = (table: StateTable): string => {
  const key = table.owner;
  const inLive = `l.${key} is not null and not (s.${key} is null and l.is_ended)`;
  const both = `l.${key} is not null and s.${key} is not null`;
  return `select count(*) filter (where ${inLive}) as live, count(s.${key}) as rebuilt,
  to_hex(coalesce(bit_xor(l.hash) filter (where ${inLive}), 0)) as "liveHash",
  to_hex(coalesce(bit_xor(s.hash), 0)) as "rebuiltHash",
  count(*) filter (where l.${key} is null) as missing,
  count(*) filter (where s.${key} is null and not l.is_ended) as extra,
  count(*) filter (where s.${key} is null and l.is_ended) as ended,
  count(*) filter (where ${both} and (l.hash <> s.hash or l.rising > s.rising)) as changed,
  count(*) filter (where ${both} and l.rising > s.rising) as ahead
from ${side(table, 'registry')} l full join ${side(table, SHADOW)} s on ${sameKey(table, 'l', 's')}`;
};

const differs = (table: StateTable): string => {
  const columns = stateColumns(table);
  const row = (of: string): string => `(${columns.map((name) => `${of}.${name}`).join(', ')})`;
  const newer = table.rising === undefined ? '' : ` or l.${table.rising} > s.${table.rising}`;
  return `(${row('l')} is distinct from ${row('s')}${newer})`;
};

const columnSql = (table: StateTable): string => {
  const counted = stateColumns(table).map(
    (name) => `count(*) filter (where l.${name} is distinct from s.${name}) as ${name}`,
  );
  const { rising } = table;
  if (rising !== undefined) counted.push(`count(*) filter (where l.${rising} > s.${rising}) as ${rising}`);
  const { name } = table.specification;
  return `select ${counted.join(', ')}
from registry.${name} l join ${SHADOW}.${name} s on ${sameKey(table, 'l', 's')}
where l.${table.owner} <> all(${LEFT_OUT}) and ${differs(table)}`;
};

/** SQL: a row tells of somebody who is sealed off. */
const isSealed = (table: StateTable): string => {
  const whose = registrantsOf(table.specification).flatMap((column) => [`l.${column}`, `s.${column}`]);
  const sealedIn = (schema: string): string =>
    `exists (select 1 from ${schema}.registrant p where p.sealed and p.id in (${whose.join(', ')}))`;
  return `${sealedIn('registry')} or ${sealedIn(SHADOW)}`;
};

const sampleSql = (table: StateTable): string => {
  const { specification, owner, end } = table;
  const { name } = specification;
  const key = specification.key.map((column) => `coalesce(l.${column}, s.${column})`).join(', ');
  const isEnded = end === undefined ? 'false' : `l.${end} is not null`;
  return `select coalesce(l.${owner}, s.${owner})::text as id,
  case when l.${owner} is null then 'missing' when s.${owner} is null then 'extra' else 'changed' end as kind,
  ${isSealed(table)} as sealed,
  case when l.${owner} is not null then to_jsonb(l) end as live,
  case when s.${owner} is not null then to_jsonb(s) end as rebuilt
from (select * from registry.${name} where ${owner} <> all(${LEFT_OUT})) l
full join (select * from ${SHADOW}.${name} where ${owner} <> all(${LEFT_OUT})) s on ${sameKey(table, 'l', 's')}
where l.${owner} is null or (s.${owner} is null and not ${isEnded})
  or (l.${owner} is not null and s.${owner} is not null and ${differs(table)})
order by ${key}
limit $2`;
};

/**
 * Compares the registry with the shadow, table by table: every row by a hash of its columns of state. Rows that have
 * ended and that the topics no longer know are history and counted apart.
 *
 * @param query sees both at one moment
 * @param leftOut registrants that are not compared, because an event of theirs is not applied yet
 * @param compared told after each table
 */
export const compareRegistry = async (
  query: Query,
  leftOut: readonly string[],
  compared: (tables: number, of: number) => void = () => undefined,
): Promise<readonly TableDifference[]> => {
  const differences: TableDifference[] = [];
  for (const table of stateTables) {
    const [counts] = (await query(countSql(table), [leftOut])) as unknown as readonly Omit<
      TableDifference,
      'table' | 'columns'
    >[];
    if (counts === undefined) throw new TypeError('a count without a row');
    const [columns] = counts.changed === 0 ? [{}] : await query(columnSql(table), [leftOut]);
    differences.push({
      ...counts,
      table: table.specification.name,
      columns: Object.fromEntries(
        Object.entries((columns ?? {}) as Record<string, number>).filter(([, count]) => count > 0),
      ),
    });
    compared(differences.length, stateTables.length);
  }
  return differences;
};

const fieldsOf = (table: StateTable, live: Row, rebuilt: Row): DifferingRow['fields'] => {
  const names = [...stateColumns(table), ...(table.rising === undefined ? [] : [table.rising])];
  return names
    .map((field) => ({ field, live: live[field] ?? null, rebuilt: rebuilt[field] ?? null }))
    .filter((one) => !same(one.live, one.rebuilt));
};

/**
 * Some of the rows that differ, in the order of their keys; of each table that has any at most so many.
 *
 * @param query as of {@link compareRegistry}
 */
export const differingRows = async (
  query: Query,
  leftOut: readonly string[],
  differences: readonly TableDifference[],
  limit: number,
): Promise<readonly DifferingRow[]> => {
  const rows: DifferingRow[] = [];
  if (limit === 0) return rows;
  for (const table of stateTables) {
    const { name } = table.specification;
    const difference = differences.find((one) => one.table === name);
    if (difference === undefined || difference.missing + difference.extra + difference.changed === 0) continue;
    for (const row of await query(sampleSql(table), [leftOut, limit])) {
      const { id, kind, sealed } = row as unknown as Pick<DifferingRow, 'id' | 'kind' | 'sealed'>;
      const fields = fieldsOf(table, (row['live'] ?? {}) as Row, (row['rebuilt'] ?? {}) as Row);
      rows.push({ table: name, kind, id, sealed, fields });
    }
  }
  return rows;
};

/** True when the registry is what its topics say. */
export const isEqual = (differences: readonly TableDifference[]): boolean =>
  differences.every(
    (one) =>
      one.missing + one.extra + one.changed === 0 && one.live === one.rebuilt && one.liveHash === one.rebuiltHash,
  );

/** Registrants and groups that an exchange would take away, or set back to an older state. */
export const lossesOf = (
  differences: readonly TableDifference[],
): { readonly gone: number; readonly older: number } => {
  const registrants = differences.find(({ table }) => table === stateTables[0]?.specification.name);
  return { gone: registrants?.extra ?? 0, older: registrants?.ahead ?? 0 };
};
