import type { OwnedTable } from './table.ts';

/** Individuals of groups. */
export const membershipTable: OwnedTable = {
  name: 'group_membership',
  key: ['group_id', 'individual_id'],
  owner: 'group_id',
  member: 'individual_id',
  conflict: 'update',
  removable: true,
  columns: { group_id: 'uuid', individual_id: 'uuid', start_date: 'date', end_date: 'date' },
};

/** What individuals are in their groups: a row for each kind of a membership. */
export const membershipKindTable: OwnedTable = {
  name: 'group_membership_kind',
  key: ['group_id', 'individual_id', 'kind'],
  owner: 'group_id',
  member: 'individual_id',
  conflict: 'update',
  removable: true,
  columns: { group_id: 'uuid', individual_id: 'uuid', kind: 'text', is_unique: 'boolean', end_date: 'date' },
};

/** How members are related to the head of their group. */
export const relationTable: OwnedTable = {
  name: 'registrant_relation',
  key: ['group_id', 'source_id'],
  owner: 'group_id',
  member: 'source_id',
  conflict: 'update',
  removable: true,
  columns: {
    group_id: 'uuid',
    source_id: 'uuid',
    destination_id: 'uuid',
    relation: 'text',
    start_date: 'date',
    end_date: 'date',
  },
};
