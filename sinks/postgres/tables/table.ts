import type { ColumnType, RowWrite, WriteTable } from '../../../core/streamProcessor.ts';

/** A value as JSON carries it between this process and PostgreSQL. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A row as JSON: read from the database as `row_to_json` gives it, and written in the same shape. */
export type Row = Readonly<Record<string, Json>>;

/** A table of the registry as the sink writes it. */
export interface TableSpecification {
  /** Name within the schema `registry`. */
  readonly name: string;
  /** Columns that identify a row, in the order of a unique index. */
  readonly key: readonly string[];
  /** All columns that are written, with their SQL types. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** `update`: the new row replaces the old one; `nothing`: a row that is there stays as it is. */
  readonly conflict: 'update' | 'nothing';
  readonly removable?: boolean;
}

/** A table that holds rows of registrants and groups. */
export interface OwnedTable extends TableSpecification {
  /** Column that names the registrant or group whose row it is. */
  readonly owner: string;
  /** Column that names the individual of whom a group's row tells. */
  readonly member?: string;
}

/**
 * The columns that name the registrants of whom a row tells, and with any of whom it is erased. Rows of memberships belong to the group's event
 * otherwise: nobody lists there any more who was erased, and what the group ended earlier it never tells again.
 */
export const registrantsOf = ({ owner, member }: OwnedTable): readonly string[] =>
  member === undefined ? [owner] : [owner, member];

const recordset = (rows: string, columns: readonly (readonly [string, string])[]): string =>
  `json_to_recordset(${rows}) as r(${columns.map(([name, type]) => `${name} ${type}`).join(', ')})`;

const upsert = (table: TableSpecification, rows: string, claimed: string): string => {
  const names = Object.keys(table.columns);
  const changed = names.filter((name) => !table.key.includes(name));
  const action =
    table.conflict === 'nothing'
      ? 'do nothing'
      : `do update set ${changed.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  return `insert into registry.${table.name} (${names.join(', ')})
select ${names.map((name) => `r.${name}`).join(', ')} from ${rows} where ${claimed}
on conflict (${table.key.join(', ')}) ${action}`;
};

const remove = (table: TableSpecification, rows: string, claimed: string): string => {
  const columns = Object.entries(table.columns).filter(([name]) => table.key.includes(name));
  const same = table.key.map((name) => `t.${name} is not distinct from r.${name}`).join(' and ');
  return `delete from registry.${table.name} t using ${recordset(rows, columns)} where ${same} and ${claimed}`;
};

/** The statements by which the stage writes a table: one for all rows of a batch. */
export const writeTable = (table: TableSpecification): WriteTable => ({
  name: table.name,
  columns: table.columns,
  upsert: (rows, claimed) => upsert(table, rows, claimed),
  ...(table.removable === true ? { remove: (rows: string, claimed: string) => remove(table, rows, claimed) } : {}),
});

/** The text that identifies a row within its table; also the key of its write. */
export const rowKey = (table: TableSpecification, row: Row): string =>
  JSON.stringify(table.key.map((name) => row[name] ?? null));

/** A write of the complete new row. */
export const writeRow = (table: TableSpecification, row: Row): RowWrite => ({
  table: table.name,
  key: rowKey(table, row),
  row,
});

/** A write that removes the row; the whole row is given, its key columns count. */
export const removeRow = (table: TableSpecification, row: Row): RowWrite => ({
  ...writeRow(table, row),
  remove: true,
});
