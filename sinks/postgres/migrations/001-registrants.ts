import type { Migration } from '../../../core/migration.ts';

/** Registrants with their identifiers, phones and the source records behind them. */
export const registrants: Migration = {
  name: '001-registrants',
  sql: /* sql */ `
create table registry.registrant (
  id uuid primary key,
  kind text not null check (kind in ('individual', 'group')),
  group_kind text,
  is_partial_group boolean,
  status text not null check (status in ('active', 'withdrawn', 'merged')),
  merged_into uuid,
  imported_from_social_registry boolean not null default true,
  name text,
  given_name text,
  family_name text,
  addl_name text,
  sex text,
  birth_date date,
  birth_date_precision text check (birth_date_precision in ('day', 'month', 'year', 'unknown')),
  birth_date_text text,
  birth_date_imprecise boolean,
  birth_place text,
  deceased boolean,
  death_date date,
  death_date_precision text check (death_date_precision in ('day', 'month', 'year', 'unknown')),
  death_date_text text,
  death_date_imprecise boolean,
  disabled boolean,
  address text,
  area text,
  email text,
  registration_date date,
  attributes jsonb not null default '{}',
  proposed_programs text[] not null default '{}',
  field_sources jsonb not null default '{}',
  version bigint not null,
  content_hash text not null,
  provenance_hash text not null,
  last_synced_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index registrant_name on registry.registrant (lower(left(name, 200)));
create index registrant_merged_into on registry.registrant (merged_into) where merged_into is not null;
comment on table registry.registrant is 'Individuals and groups (households) as the social registries know them, one row each. Written by registry-stream alone.';
comment on column registry.registrant.id is 'Stays the same for ever, also when the registrant is withdrawn or merged.';
comment on column registry.registrant.kind is 'individual or group.';
comment on column registry.registrant.group_kind is 'Kind of group, for example Household.';
comment on column registry.registrant.is_partial_group is 'True when not every member of the group is known.';
comment on column registry.registrant.status is 'active; withdrawn: gone from every source; merged: the same person or group as merged_into.';
comment on column registry.registrant.merged_into is 'With status merged: the registrant that goes on. It may not have arrived yet, so it has no foreign key.';
comment on column registry.registrant.imported_from_social_registry is 'True for what came from a social registry.';
comment on column registry.registrant.name is 'Full name of an individual, name of a group. Search it as lower(left(name, 200)), which is indexed.';
comment on column registry.registrant.addl_name is 'Additional names.';
comment on column registry.registrant.sex is 'male, female, other or unknown.';
comment on column registry.registrant.birth_date is 'First day of the known period: see birth_date_precision before you compute an age.';
comment on column registry.registrant.birth_date_precision is 'What of the birth date is known: day, month, year; unknown: only birth_date_text.';
comment on column registry.registrant.birth_date_text is 'The birth date as precise as it is known: YYYY-MM-DD, YYYY-MM, YYYY, or as it came.';
comment on column registry.registrant.birth_date_imprecise is 'True for a day that registries write when they do not know it, such as 1 January.';
comment on column registry.registrant.death_date is 'First day of the known period, like birth_date.';
comment on column registry.registrant.registration_date is 'Day of registration in the social registry; empty when it gave no readable day.';
comment on column registry.registrant.attributes is 'Everything else that the sources told, by name.';
comment on column registry.registrant.proposed_programs is 'Programmes for which its imports propose enrolment; see the view missing_draft.';
comment on column registry.registrant.field_sources is 'From which source record (record key/import) each field was taken.';
comment on column registry.registrant.version is 'Version of the event that was applied last; older events are dropped.';
comment on column registry.registrant.content_hash is 'Tells whether an event changes anything.';
comment on column registry.registrant.provenance_hash is 'Tells whether an event changes the source records behind it.';
comment on column registry.registrant.last_synced_at is 'When a source was last seen to tell something new about it.';
comment on column registry.registrant.created_at is 'When a source was first seen to know it.';
comment on column registry.registrant.updated_at is 'When the change that is newest here was seen at a source.';

create table registry.identifier_type (
  name text primary key,
  uniqueness text not null check (uniqueness in ('unique', 'shared')),
  pattern text
);
comment on table registry.identifier_type is 'Types of identifiers as configured; written by migrate.';
comment on column registry.identifier_type.uniqueness is 'unique: one living person or group has it; shared: households share it.';
comment on column registry.identifier_type.pattern is 'Regular expression that a whole value must match.';

create table registry.registrant_identifier (
  registrant_id uuid not null,
  type text not null,
  value text not null,
  issuer text,
  expiry date,
  status text not null check (status in ('valid', 'expired', 'invalid', 'placeholder', 'shared')),
  end_date date,
  unique nulls not distinct (registrant_id, type, value, issuer)
);
create index registrant_identifier_value on registry.registrant_identifier (value);
comment on table registry.registrant_identifier is 'Identifiers of registrants. The same identifier may stand with several registrants: a registrar decides, not this table.';
comment on column registry.registrant_identifier.value is 'Canonical value.';
comment on column registry.registrant_identifier.expiry is 'Day after which it is no longer valid.';
comment on column registry.registrant_identifier.status is 'Only valid identifiers of unique types say who somebody is.';
comment on column registry.registrant_identifier.end_date is 'Day on which the sources no longer listed it; empty while current.';

create table registry.registrant_phone (
  registrant_id uuid not null,
  lookup text not null,
  number text not null,
  e164 text,
  collected date,
  disabled date,
  primary key (registrant_id, lookup)
);
create index registrant_phone_lookup on registry.registrant_phone (lookup);
comment on table registry.registrant_phone is 'Phones of registrants. Households share phones: a phone alone says nothing about who somebody is.';
comment on column registry.registrant_phone.lookup is 'What to search: the international form, or the number as collected where that could not be read.';
comment on column registry.registrant_phone.number is 'As collected.';
comment on column registry.registrant_phone.e164 is 'International form (E.164).';
comment on column registry.registrant_phone.disabled is 'Day on which it was disabled or no longer listed; empty while in use.';

create table registry.registrant_source (
  registrant_id uuid not null,
  record_key text not null,
  import text not null,
  source text not null,
  state text not null check (state in ('present', 'withdrawn', 'out_of_scope')),
  version bigint not null,
  first_seen_at timestamptz not null,
  first_seen_source text not null,
  first_seen_sequence bigint not null,
  observed_at timestamptz not null,
  import_run text not null,
  primary key (registrant_id, record_key, import, source)
);
create index registrant_source_record_key on registry.registrant_source (record_key);
comment on table registry.registrant_source is 'Source records that stand behind a registrant.';
comment on column registry.registrant_source.record_key is 'Keyed hash that names the source record; holds nothing of the person.';
comment on column registry.registrant_source.state is 'present; withdrawn: gone from the source; out_of_scope: left the filter of the import.';
comment on column registry.registrant_source.version is 'Counts the states of the source record.';
comment on column registry.registrant_source.observed_at is 'When this state was seen at the source.';
comment on column registry.registrant_source.import_run is 'Run that brought this state.';
`,
};
