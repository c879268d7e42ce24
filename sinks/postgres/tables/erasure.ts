import type { RowWrite, WriteTable } from '../../../core/streamProcessor.ts';
import { membershipKindTable, membershipTable, relationTable } from './group.ts';
import { programMembershipTable } from './operation.ts';
import { identifierTable, phoneTable, registrantTable, sourceTable } from './registrant.ts';
import { registrantsOf, type OwnedTable } from './table.ts';

/** Tables that hold rows of a registrant. */
const owned: readonly OwnedTable[] = [
  registrantTable,
  identifierTable,
  phoneTable,
  sourceTable,
  membershipTable,
  membershipKindTable,
  relationTable,
  programMembershipTable,
];

const columns = { id: 'uuid' } as const;

const removal = (table: OwnedTable): WriteTable => ({
  name: `erased_${table.name}`,
  columns,
  upsert: (rows, claimed) =>
    `delete from registry.${table.name} t using ${rows} ` +
    `where (${registrantsOf(table)
      .map((column) => `t.${column} = r.id`)
      .join(' or ')}) and ${claimed}`,
});

const forgottenAudit = 'erased_audit_log';

/**
 * The statements that remove all rows of a registrant, caseworkers' enrolments among them, and the values from its audit
 * log. They reach rows that no statement names one by one, so that an erasure has a batch of its own.
 */
export const erasureTables: readonly WriteTable[] = [
  ...owned.map(removal),
  {
    name: forgottenAudit,
    columns,
    upsert: (rows, claimed) =>
      `update registry.audit_log t set changes = '[]' from ${rows} where t.subject_id = r.id and ${claimed}`,
  },
];

/** Takes the values out of a registrant's audit log: that something happened stays, what it was goes. */
export const forgetAudit = (id: string): RowWrite => ({ table: forgottenAudit, key: id, row: { id } });

/** Removes all rows of a registrant, and the values from its audit log. */
export const eraseRegistrant = (id: string): RowWrite[] =>
  erasureTables.map(({ name }) => ({ table: name, key: id, row: { id } }));
