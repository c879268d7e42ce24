import type { Migration } from '../../../core/migration.ts';

/** Erasure: its entry in the audit log, and who may remove enrolments. */
export const erasure: Migration = {
  name: '009-erasure',
  sql: /* sql */ `
alter table registry.audit_log drop constraint audit_log_action_check;
alter table registry.audit_log add constraint audit_log_action_check
  check (action in ('created', 'updated', 'merged', 'split', 'withdrawn', 'restored', 'enrolled', 'erased'));
comment on column registry.audit_log.changes is 'List of {field, before, after} with full values; of a list such as identifiers, only the entries that differ. Empty once the registrant, or a record behind it, was erased.';
comment on table registry.program_membership is 'Enrolments. registry-stream adds drafts, and removes the enrolments of a registrant that is erased; every state past the draft is the caseworker''s.';
`,
};
