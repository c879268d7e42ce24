import type { RowWrite } from '../../../core/streamProcessor.ts';
import { registrantTable } from '../tables/registrant.ts';
import { removeRow, rowKey, writeRow, type Row, type TableSpecification } from '../tables/table.ts';
import { childNames, childTables, noChildren, type Children, type RowSet } from './children.ts';
import type { Desired } from './desired.ts';
import { same } from './hash.ts';
import { dayOf } from './values.ts';

/** A registrant as it stands in the registry: its row and the rows that belong to it. */
export interface Stored {
  readonly row: Row;
  readonly children: Children;
}

type WhenGone = (row: Row) => Row | undefined;

const endedOn =
  (column: string, day: string): WhenGone =>
  (row) =>
    row[column] === null ? { ...row, [column]: day } : row;

const merge = (before: RowSet, listed: RowSet, whenGone: WhenGone): RowSet => {
  if (before.size === 0) return listed;
  const after = new Map(listed);
  for (const [key, row] of before) {
    if (listed.has(key)) continue;
    const kept = whenGone(row);
    if (kept !== undefined) after.set(key, kept);
  }
  return after;
};

/** The kinds of a member that is gone stay, with its end; a kind that a listed member no longer has is removed. */
const kindGone =
  (listed: RowSet, memberships: RowSet): WhenGone =>
  (row) => {
    const membership = rowKey(childTables.memberships, row);
    if (listed.has(membership)) return undefined;
    return { ...row, end_date: memberships.get(membership)?.['end_date'] ?? row['end_date'] ?? null };
  };

const applyChildren = (before: Children, listed: Children, observedAt: number): Children => {
  if (before === noChildren) return listed;
  const day = dayOf(observedAt);
  const ended = endedOn('end_date', day);
  const memberships = merge(before.memberships, listed.memberships, ended);
  return {
    identifiers: merge(before.identifiers, listed.identifiers, ended),
    phones: merge(before.phones, listed.phones, endedOn('disabled', day)),
    sources: merge(before.sources, listed.sources, () => undefined),
    memberships,
    kinds: merge(before.kinds, listed.kinds, kindGone(listed.memberships, memberships)),
    relations: merge(before.relations, listed.relations, ended),
  };
};

/**
 * What a registrant becomes when an event is applied. An identifier, phone, member or relation that the event no longer
 * lists ends on the day on which the source was seen; one that comes back is current again.
 *
 * Its row is marked as changed when the source was seen; {@link unmoved} takes that back.
 */
export const applied = (before: Stored | undefined, desired: Desired): Stored => ({
  row:
    before === undefined
      ? desired.columns
      : { ...desired.columns, created_at: before.row['created_at'] ?? desired.columns['created_at'] ?? null },
  children: applyChildren(before?.children ?? noChildren, desired.listed, desired.observedAt),
});

/** The same with the `updated_at` of before: nothing has changed that programmes see. */
export const unmoved = (before: Stored, after: Stored): Stored => ({
  ...after,
  row: { ...after.row, updated_at: before.row['updated_at'] ?? null },
});

const noWrites: readonly RowWrite[] = [];

const childWrites = (table: TableSpecification, before: RowSet, after: RowSet): readonly RowWrite[] => {
  if (before.size === 0 && after.size === 0) return noWrites;
  const writes: RowWrite[] = [];
  for (const [key, row] of after) if (!same(before.get(key), row)) writes.push(writeRow(table, row));
  for (const [key, row] of before) if (!after.has(key)) writes.push(removeRow(table, row));
  return writes;
};

/** The writes that lead from one state to the other: rows that are the same in both are not written. */
export const writesBetween = (before: Stored | undefined, after: Stored): readonly RowWrite[] => {
  const children = childNames.flatMap((name) =>
    childWrites(childTables[name], before?.children[name] ?? noChildren[name], after.children[name]),
  );
  return same(before?.row, after.row) ? children : [writeRow(registrantTable, after.row), ...children];
};
