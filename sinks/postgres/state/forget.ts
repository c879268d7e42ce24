import { rowKey } from '../tables/table.ts';
import type { Stored } from './apply.ts';
import { childTables, type Children, type ChildName, type RowSet } from './children.ts';
import type { Desired } from './desired.ts';

const names = Object.keys(childTables) as ChildName[];

const filtered = (rows: RowSet, isKept: (key: string, member: unknown) => boolean): RowSet =>
  new Map([...rows].filter(([key, row]) => isKept(key, row['individual_id'] ?? row['source_id'])));

const mapped = (children: Children, of: (name: ChildName, rows: RowSet) => RowSet): Children =>
  Object.fromEntries(names.map((name) => [name, of(name, children[name])])) as Record<ChildName, RowSet>;

/**
 * A registrant without what a state does not list any more. Without an erasure an identifier that is gone would end with a
 * date and stay: but who told it is to be forgotten.
 */
export const listedOnly = ({ row, children }: Stored, { listed }: Desired): Stored => ({
  row,
  children: mapped(children, (name, rows) => filtered(rows, (key) => listed[name].has(key))),
});

const ofMembers: readonly ChildName[] = ['memberships', 'kinds', 'relations'];

/** A group as if it had never had a member, unless its state still lists that registrant. */
export const withoutMember = ({ row, children }: Stored, member: string, { id, listed }: Desired): Stored => {
  const key = rowKey(childTables.memberships, { group_id: id, individual_id: member });
  if (listed.memberships.has(key)) return { row, children };
  const isKept = (_: string, whose: unknown): boolean => whose !== member;
  return {
    row,
    children: mapped(children, (name, rows) => (ofMembers.includes(name) ? filtered(rows, isKept) : rows)),
  };
};
