import type { Query } from '../../../core/streamProcessor.ts';

/** How many rows a table has of somebody. */
interface RowsOf {
  /** With its schema. */
  readonly table: string;
  readonly rows: number;
}

/** Tables with rows of registrants and groups, and the columns that name whose they are. */
const owned: Readonly<Record<string, readonly string[]>> = {
  registrant: ['id'],
  registrant_identifier: ['registrant_id'],
  registrant_phone: ['registrant_id'],
  registrant_source: ['registrant_id'],
  group_membership: ['group_id', 'individual_id'],
  group_membership_kind: ['group_id', 'individual_id'],
  registrant_relation: ['group_id', 'source_id'],
  program_membership: ['registrant_id'],
};

const isOf = (columns: readonly string[]): string =>
  columns.map((column) => `t.${column} = any($1::uuid[])`).join(' or ');

const countSql = [
  ...Object.entries(owned).map(
    ([table, columns]) =>
      `select 'registry.${table}' as "table", count(*)::int as rows from registry.${table} t where ${isOf(columns)}`,
  ),
  `select 'registry.registrant_source (of others)', count(*)::int from registry.registrant_source t
    where t.record_key = any($2) and t.registrant_id <> all($1::uuid[])`,
  `select 'registry.audit_log', count(*)::int from registry.audit_log t where t.subject_id = any($1::uuid[]) and changes <> '[]'`,
  `select 'registry_stream.enrolment_change', count(*)::int from registry_stream.enrolment_change t where ${isOf(['registrant_id'])}`,
].join('\nunion all\n');

/**
 * Rows that the registry keeps of some registrants and groups, by table; of the audit log those that hold values.
 *
 * @param recordKeys of the records behind them, for what these told of others
 */
export const registryRowsOf = async (
  query: Query,
  ids: readonly string[],
  recordKeys: readonly string[],
): Promise<readonly RowsOf[]> =>
  (await query(countSql, [ids, recordKeys])).map((row) => ({ table: String(row['table']), rows: Number(row['rows']) }));

/** The newest entry of the audit log, by its number; 0 when it is empty. */
export const newestAuditEntry = async (query: Query): Promise<number> => {
  const [row] = await query('select coalesce(max(id), 0)::float8 as newest from registry.audit_log', []);
  return Number(row?.['newest'] ?? 0);
};

const isGone = (id: string): string =>
  `not exists (select from registry.registrant r where r.id = t.${id} and r.version > $2::bigint)`;

const sweepSql = `with
${Object.entries(owned)
  .map(
    ([table, columns]) =>
      `swept_${table} as (delete from registry.${table} t where ${columns
        .map((column) => `(t.${column} = any($1::uuid[]) and ${isGone(column)})`)
        .join(' or ')} returning 1)`,
  )
  .join(',\n')},
forgotten as (
  update registry.audit_log t set changes = '[]'
   where t.subject_id = any($3::uuid[]) and t.id <= $4::bigint and t.changes <> '[]' returning 1)
select ${[...Object.keys(owned).map((table) => `swept_${table}`), 'forgotten']
  .map((name) => `(select count(*) from ${name})`)
  .join(' + ')} as rows`;

/** What is to be swept out of the registry. */
export interface Sweep {
  /** Registrants and groups of which nobody is left. */
  readonly gone: readonly string[];
  /** Whoever has come again under such an id has a version above this one, and stays. */
  readonly belowVersion: number;
  /** Registrants and groups whose audit log knows what an erased record told. */
  readonly told: readonly string[];
  /** Entries of the audit log up to this one lose their values. */
  readonly auditUpTo: number;
}

/**
 * Takes out of the registry what its sink did not: rows that a restored backup has brought again, and values in the audit
 * logs of registrants to which an erased record belonged before it moved on. The sink may run meanwhile.
 *
 * @returns rows that were removed or emptied
 */
export const sweepRegistry = async (query: Query, { gone, belowVersion, told, auditUpTo }: Sweep): Promise<number> => {
  const [row] = await query(sweepSql, [gone, belowVersion, told, auditUpTo]);
  return Number(row?.['rows'] ?? 0);
};

const activeSql = `
select distinct m.registrant_id::text as id
  from registry.program_membership m
 where m.registrant_id = any($1::uuid[]) and m.state in ('enrolled', 'paused')`;

/** Who of some registrants or groups is in a programme now: enrolled, or paused. */
export const activelyEnrolled = async (query: Query, ids: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set((await query(activeSql, [ids])).map((row) => String(row['id'])));
