import type { OwnedTable } from './table.ts';

/** A registrant: an individual or a group. */
export const registrantTable: OwnedTable = {
  name: 'registrant',
  key: ['id'],
  owner: 'id',
  conflict: 'update',
  columns: {
    id: 'uuid',
    kind: 'text',
    group_kind: 'text',
    is_partial_group: 'boolean',
    status: 'text',
    merged_into: 'uuid',
    imported_from_social_registry: 'boolean',
    name: 'text',
    given_name: 'text',
    family_name: 'text',
    addl_name: 'text',
    sex: 'text',
    birth_date: 'date',
    birth_date_precision: 'text',
    birth_date_text: 'text',
    birth_date_imprecise: 'boolean',
    birth_place: 'text',
    deceased: 'boolean',
    death_date: 'date',
    death_date_precision: 'text',
    death_date_text: 'text',
    death_date_imprecise: 'boolean',
    disabled: 'boolean',
    sealed: 'boolean',
    address: 'text',
    area: 'text',
    email: 'text',
    registration_date: 'date',
    attributes: 'jsonb',
    proposed_programs: 'text[]',
    field_sources: 'jsonb',
    version: 'bigint',
    content_hash: 'text',
    provenance_hash: 'text',
    last_synced_at: 'timestamptz',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
};

/** Identifiers of registrants. */
export const identifierTable: OwnedTable = {
  name: 'registrant_identifier',
  key: ['registrant_id', 'type', 'value', 'issuer'],
  owner: 'registrant_id',
  conflict: 'update',
  removable: true,
  columns: {
    registrant_id: 'uuid',
    type: 'text',
    value: 'text',
    issuer: 'text',
    expiry: 'date',
    status: 'text',
    end_date: 'date',
  },
};

/** Phones of registrants. */
export const phoneTable: OwnedTable = {
  name: 'registrant_phone',
  key: ['registrant_id', 'lookup'],
  owner: 'registrant_id',
  conflict: 'update',
  removable: true,
  columns: {
    registrant_id: 'uuid',
    lookup: 'text',
    number: 'text',
    e164: 'text',
    collected: 'date',
    disabled: 'date',
  },
};

/** Source records behind registrants. */
export const sourceTable: OwnedTable = {
  name: 'registrant_source',
  key: ['registrant_id', 'record_key', 'import', 'source'],
  owner: 'registrant_id',
  conflict: 'update',
  removable: true,
  columns: {
    registrant_id: 'uuid',
    record_key: 'text',
    import: 'text',
    source: 'text',
    state: 'text',
    version: 'bigint',
    first_seen_at: 'timestamptz',
    first_seen_source: 'text',
    first_seen_sequence: 'bigint',
    observed_at: 'timestamptz',
    import_run: 'text',
  },
};
