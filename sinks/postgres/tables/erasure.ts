import type { RowWrite, WriteTable } from '../../../core/streamProcessor.ts';

/**
 * Tables that hold rows of a registrant, with the columns that name it. Those of its memberships belong to the group's
 * event otherwise: nobody lists there any more who was erased, and what the group ended earlier it never tells again.
 */
const ownedRows: Readonly<Record<string, readonly string[]>> = {
  registrant: ['id'],
  registrant_identifier: ['registrant_id'],
  registrant_phone: ['registrant_id'],
  registrant_source: ['registrant_id'],
  group_membership: ['group_id', 'individual_id'],
  group_membership_kind: ['group_id', 'individual_id'],
  registrant_relation: ['group_id', 'source_id'],
  program_membership: ['registrant_id'],
};

const columns = { id: 'uuid' } as const;

const removal = ([table, owners]: readonly [string, readonly string[]]): WriteTable => ({
  name: `erased_${table}`,
  columns,
  upsert: (rows, claimed) =>
    `delete from registry.${table} t using ${rows} ` +
    `where (${owners.map((owner) => `t.${owner} = r.id`).join(' or ')}) and ${claimed}`,
});

const forgottenAudit = 'erased_audit_log';

/**
 * The statements that remove all rows of a registrant, caseworkers' enrolments among them, and the values from its audit
 * log. They reach rows that no statement names one by one, so that an erasure has a batch of its own.
 */
export const erasureTables: readonly WriteTable[] = [
  ...Object.entries(ownedRows).map(removal),
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
