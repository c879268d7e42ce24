import { EtlError, asEtlError } from '../../../core/errors.ts';
import type { InputRecord } from '../../../core/streamProcessor.ts';
import { component, problemOf, unexpected } from '../processor/check.ts';
import { desiredOf } from '../processor/facts.ts';
import { applied, type Stored } from '../state/apply.ts';
import { childTables, type ChildName } from '../state/children.ts';
import type { Desired } from '../state/desired.ts';
import { rowText } from './copyText.ts';
import { stateTables } from './stateTables.ts';

/** What a record of `registrants` or `groups` says about the state of its key. */
export type Rebuilt =
  /** The rows of the registrant, as COPY's text by table name; a table without rows is absent. */
  | { readonly kind: 'state'; readonly id: string; readonly rows: readonly TableText[] }
  /** A tombstone: the registrant is erased. */
  | { readonly kind: 'erased'; readonly id: string }
  /** A run's marker: history, not state. */
  | { readonly kind: 'marker' }
  /** The sink refuses it as well: what went before it counts. */
  | { readonly kind: 'refused'; readonly error: EtlError };

/** Lines of COPY's text format for one table. */
export interface TableText {
  /** Index of the table among {@link stateTables}. */
  readonly table: number;
  readonly text: string;
  readonly rows: number;
}

const encoders = stateTables.map(({ specification }) => rowText(specification));
const indexOf = new Map(stateTables.map(({ specification }, index) => [specification.name, index]));
const children = (Object.keys(childTables) as ChildName[]).map(
  (name) => [name, indexOf.get(childTables[name].name) ?? 0] as const,
);

const markerKey = /^run\//;

/** The constraint `group_membership_kind_once`, of which COPY would end at the first breach. */
const twoHolders = ({ children: { kinds } }: Stored): boolean => {
  const held = new Set<unknown>();
  for (const row of kinds.values()) {
    if (row['is_unique'] !== true || row['end_date'] !== null) continue;
    if (held.has(row['kind'])) return true;
    held.add(row['kind']);
  }
  return false;
};

const textsOf = (stored: Stored): readonly TableText[] => {
  const texts: TableText[] = [{ table: 0, text: encoders[0]?.(stored.row) ?? '', rows: 1 }];
  for (const [name, table] of children) {
    const rows = stored.children[name];
    if (rows.size === 0) continue;
    let text = '';
    for (const row of rows.values()) text += encoders[table]?.(row) ?? '';
    texts.push({ table, text, rows: rows.size });
  }
  return texts;
};

const rowsOf = (desired: Desired, at: InputRecord['at']): Rebuilt => {
  const problem = problemOf(desired, at);
  if (problem !== undefined) return { kind: 'refused', error: problem };
  // The very rows that the sink writes for somebody whom it meets for the first time.
  const stored = applied(undefined, desired);
  if (twoHolders(stored)) {
    const text = 'a kind of membership that only one member may have is given to two: correct it at the source';
    return { kind: 'refused', error: new EtlError('KIND_NOT_UNIQUE', 'record', text, { component, field: 'members' }) };
  }
  try {
    return { kind: 'state', id: desired.id, rows: textsOf(stored) };
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.fault === 'record') return { kind: 'refused', error: thrown };
    throw asEtlError(thrown, {
      code: 'ROWS_NOT_MADE',
      fault: 'bug',
      message: 'the rows of a registrant could not be made',
      context: { component, details: { topic: at.topic, partition: at.partition, offset: at.offset } },
    });
  }
};

/**
 * The rows that a record of `registrants` or `groups` leads to in an empty registry, by the functions that the sink
 * decides with. Nothing but the record counts: no clock, no order, no other record.
 *
 * @param uniqueKinds membership kinds that at most one current member of a group has, the head's kind first
 */
export const rebuiltRows = (input: InputRecord, uniqueKinds: readonly string[]): Rebuilt => {
  if (markerKey.test(input.key)) return { kind: 'marker' };
  if (input.value === null) return { kind: 'erased', id: input.key };
  const desired = desiredOf(input, uniqueKinds);
  return desired === undefined ? { kind: 'refused', error: unexpected(input) } : rowsOf(desired, input.at);
};
