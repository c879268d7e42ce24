import type { OwnedTable, TableSpecification } from './table.ts';

/** Enrolments: the sink adds drafts, everything else is a caseworker's. */
export const programMembershipTable: OwnedTable = {
  name: 'program_membership',
  key: ['registrant_id', 'program_id'],
  owner: 'registrant_id',
  conflict: 'nothing',
  columns: {
    registrant_id: 'uuid',
    program_id: 'bigint',
    state: 'text',
    import_run: 'text',
    created_at: 'timestamptz',
  },
};

/** Run markers that have passed a partition. */
export const runPartitionTable: TableSpecification = {
  name: 'import_run_partition',
  key: ['run_id', 'stage', 'topic', 'partition'],
  conflict: 'update',
  columns: {
    run_id: 'text',
    stage: 'text',
    topic: 'text',
    partition: 'integer',
    source: 'text',
    import: 'text',
    mode: 'text',
    phase: 'text',
    started_at: 'timestamptz',
    ended_at: 'timestamptz',
    published: 'bigint',
    skipped_unchanged: 'bigint',
    skipped_without_identifier: 'bigint',
    withdrawals_pending: 'bigint',
    withdrawals_held: 'bigint',
    dead_lettered: 'bigint',
    refused_erased: 'bigint',
  },
};

/** Every change of the registry, with its values. */
export const auditTable: TableSpecification = {
  name: 'audit_log',
  key: ['event_id'],
  conflict: 'nothing',
  columns: {
    event_id: 'uuid',
    subject_id: 'uuid',
    subject_kind: 'text',
    action: 'text',
    changes: 'jsonb',
    sources: 'text[]',
    import_run: 'text',
    cause_topic: 'text',
    cause_partition: 'integer',
    cause_offset: 'bigint',
    ordinal: 'integer',
    event_time: 'timestamptz',
    recorded_time: 'timestamptz',
  },
};
