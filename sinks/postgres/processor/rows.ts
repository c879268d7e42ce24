import { childNames, childTables, type Children, type ChildName } from '../state/children.ts';
import { instant } from '../state/values.ts';
import { rowKey, type Json, type Row, type TableSpecification } from '../tables/table.ts';

/** The column that names the registrant whose row it is. */
const ownerOf = (table: TableSpecification): string => table.key[0] ?? '';

/** One SQL column for each list of rows; `$1` are the ids of the registrants. */
export const childColumns = childNames
  .map((name) => {
    const table = childTables[name];
    return `(select coalesce(json_agg(row_to_json(t)), '[]') from registry.${table.name} t
  where t.${ownerOf(table)} = any($1::uuid[])) as ${name}`;
  })
  .join(', ');

/** The SQL column for enrolments; `$2` are the ids of the registrants. */
export const enrolmentColumn = `(select coalesce(json_agg(json_build_object(
  'registrant_id', t.registrant_id, 'program_id', t.program_id)), '[]')
  from registry.program_membership t where t.registrant_id = any($2::uuid[])) as enrolments`;

/** The SQL column for the rows of the registrants themselves; `$1` are their ids. */
export const registrantColumn = `(select coalesce(json_agg(row_to_json(t)), '[]') from registry.registrant t
  where t.id = any($1::uuid[])) as rows`;

const storedValue = (type: string, value: Json): Json => {
  if (type === 'bigint' && typeof value === 'string') return Number(value);
  if (type !== 'timestamptz' || value === null) return value;
  return typeof value === 'number' ? instant(Math.round(value * 1000)) : new Date(value as string).toISOString();
};

/** A row as the database gives it, its times as text or in seconds since 1970, in the form in which it was written: columns of others left out, times in UTC. */
export const storedRow = (table: TableSpecification, row: Row): Row => {
  const stored: Record<string, Json> = {};
  for (const name in table.columns) stored[name] = storedValue(table.columns[name] ?? '', row[name] ?? null);
  return stored;
};

const emptyChildren = (): Record<ChildName, Map<string, Row>> => ({
  identifiers: new Map(),
  phones: new Map(),
  sources: new Map(),
  memberships: new Map(),
  kinds: new Map(),
  relations: new Map(),
});

/** The rows that {@link childColumns} found, by the registrant whose they are. */
export const childrenByOwner = (
  found: Readonly<Record<string, unknown>> | undefined,
): ReadonlyMap<string, Children> => {
  const owners = new Map<string, Record<ChildName, Map<string, Row>>>();
  for (const name of childNames) {
    const table = childTables[name];
    for (const raw of (found?.[name] ?? []) as readonly Row[]) {
      const row = storedRow(table, raw);
      const owner = row[ownerOf(table)] as string;
      const children = owners.get(owner) ?? emptyChildren();
      owners.set(owner, children);
      children[name].set(rowKey(table, row), row);
    }
  }
  return owners;
};
