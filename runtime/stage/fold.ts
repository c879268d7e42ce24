import { EtlError } from '../../core/errors.ts';
import type { RowWrite, WriteTable } from '../../core/streamProcessor.ts';

type Row = RowWrite['row'];

/** What a batch writes to one table: each row once, in the order of the keys. */
export interface TableRows {
  readonly table: WriteTable;
  readonly upserts: readonly Row[];
  readonly removals: readonly Row[];
}

const failure = (code: string, message: string, table: string): EtlError =>
  new EtlError(code, 'bug', message, { component: 'runtime/stage', details: { table } });

const byKey = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : left > right ? 1 : 0;

const rowsOf = (table: WriteTable, last: ReadonlyMap<string, RowWrite>): TableRows => {
  const writes = [...last].sort(byKey).map(([, write]) => write);
  const removals = writes.filter(({ remove }) => remove === true);
  if (removals.length > 0 && table.remove === undefined) {
    throw failure(
      'TABLE_CANNOT_REMOVE',
      'a row is to be removed from a table that has no remove statement',
      table.name,
    );
  }
  return {
    table,
    upserts: writes.filter(({ remove }) => remove !== true).map(({ row }) => row),
    removals: removals.map(({ row }) => row),
  };
};

/**
 * Folds the writes of a batch to the last one of each row, since one statement cannot touch a row twice, and sorts them
 * by key, so that two writers cannot deadlock. Tables without rows are left out.
 *
 * @throws EtlError `bug` for a table that the processor does not have, or that cannot remove
 */
export const foldWrites = (tables: readonly WriteTable[], writes: readonly RowWrite[]): readonly TableRows[] => {
  const lastOf = new Map<string, Map<string, RowWrite>>(tables.map(({ name }) => [name, new Map()]));
  for (const write of writes) {
    const last = lastOf.get(write.table);
    if (last === undefined)
      throw failure('TABLE_UNKNOWN', 'a row is for a table that the processor does not name', write.table);
    last.set(write.key, write);
  }
  return tables
    .map((table) => rowsOf(table, lastOf.get(table.name) ?? new Map<string, RowWrite>()))
    .filter(({ upserts, removals }) => upserts.length + removals.length > 0);
};
