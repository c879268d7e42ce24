import { childTables, type Children, type ChildName } from '../state/children.ts';
import { rowKey, type Json, type Row, type TableSpecification } from '../tables/table.ts';

const names = Object.keys(childTables) as ChildName[];

/** The column that names the registrant whose row it is. */
const ownerOf = (table: TableSpecification): string => table.key[0] ?? '';

/** One SQL column for each list of rows; `$1` are the ids of the registrants. */
export const childColumns = names
  .map((name) => {
    const table = childTables[name];
    return `(select coalesce(jsonb_agg(to_jsonb(t)), '[]') from registry.${table.name} t
  where t.${ownerOf(table)} = any($1::uuid[])) as ${name}`;
  })
  .join(', ');

/** The SQL column for enrolments; `$2` are the ids of the registrants. */
export const enrolmentColumn = `(select coalesce(jsonb_agg(jsonb_build_object(
  'registrant_id', t.registrant_id, 'program_id', t.program_id)), '[]')
  from registry.program_membership t where t.registrant_id = any($2::uuid[])) as enrolments`;

const storedValue = (type: string, value: Json): Json =>
  type === 'timestamptz' && typeof value === 'string' ? new Date(value).toISOString() : value;

/** A row as `to_jsonb` gives it, in the form in which it was written: columns of others left out, times in UTC. */
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
  for (const name of names) {
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
