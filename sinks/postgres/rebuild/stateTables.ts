import { membershipKindTable, membershipTable, relationTable } from '../tables/group.ts';
import { identifierTable, phoneTable, registrantTable, sourceTable } from '../tables/registrant.ts';
import type { OwnedTable } from '../tables/table.ts';

/** The schema in which a registry is built anew, beside the one that programmes read. */
export const SHADOW = 'registry_shadow';

/** A table that follows from the topics alone, so that it can be built from them. */
export interface StateTable {
  readonly specification: OwnedTable;
  /** Column that names the registrant or group whose row it is: the key of the event that the row comes from. */
  readonly owner: string;
  /**
   * Column that says since when a row is no longer listed. A row that has it and that the newest event does not list is
   * history: the topics may have lost what it comes from, so it is neither built nor missed, but carried over.
   */
  readonly end?: string;
  /** Columns that tell how the row came about, and not what it is: carried over, never compared. */
  readonly history: readonly string[];
  /** A column that may stand behind in the registry, and never ahead: the version of a state that was repeated. */
  readonly rising?: string;
}

const table = (
  specification: OwnedTable,
  more: Partial<Pick<StateTable, 'end' | 'history' | 'rising'>> = {},
): StateTable => ({ history: [], ...more, specification, owner: specification.owner });

/**
 * The tables that a rebuild makes, the owners of all rows first. Enrolments, runs and the audit log are not among them:
 * they are caseworkers' or history.
 */
export const stateTables: readonly StateTable[] = [
  table(registrantTable, {
    history: ['version', 'last_synced_at', 'created_at', 'updated_at'],
    rising: 'version',
  }),
  table(identifierTable, { end: 'end_date' }),
  table(phoneTable, { end: 'disabled' }),
  table(sourceTable),
  table(membershipTable, { end: 'end_date' }),
  table(membershipKindTable, { end: 'end_date' }),
  table(relationTable, { end: 'end_date' }),
];

/** Columns by which a row of the registry and a row of the shadow are compared, in their order. */
export const stateColumns = ({ specification, history }: StateTable): readonly string[] =>
  Object.keys(specification.columns).filter((name) => !history.includes(name));

/** Columns that may be null within a key: compared as `is not distinct from`, in a form that can be hashed. */
const nullable = new Set(['issuer']);

/** SQL: row `left` and row `right` have the same key. */
export const sameKey = ({ specification }: StateTable, left: string, right: string): string =>
  specification.key
    .map((name) =>
      nullable.has(name)
        ? `coalesce(${left}.${name}, '') = coalesce(${right}.${name}, '') and (${left}.${name} is null) = (${right}.${name} is null)`
        : `${left}.${name} = ${right}.${name}`,
    )
    .join(' and ');
