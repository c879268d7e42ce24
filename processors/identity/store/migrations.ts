import type { MigrationSet } from '../../../core/migration.ts';

const nodes = `
create table registry_stream.identity_node (
  record_key        text primary key,
  kind              text not null check (kind in ('individual', 'group')),
  anchor_key        text not null,
  views             json not null,
  review            json,
  published_version bigint,
  published_hash    text,
  normaliser        smallint not null
) with (fillfactor = 90);

comment on table registry_stream.identity_node is
  'The identity resolver''s state, one row a record key. Holds personal data (views): restrict who may read it.';
comment on column registry_stream.identity_node.anchor_key is
  'Record key of the first seen member of its registrant or group; its own when it is the anchor.';
comment on column registry_stream.identity_node.views is
  'Newest state of the record in each import, normalised, without the original JSON.';
comment on column registry_stream.identity_node.review is
  'Why the record waits for a person, and the anchors of what it could be; null: it does not.';
comment on column registry_stream.identity_node.published_version is
  'Version of the last event of the entity anchored on this record; null: it never was an entity.';
comment on column registry_stream.identity_node.normaliser is
  'Version of the normaliser that wrote the views; values of two versions are not compared.';

create index identity_node_review on registry_stream.identity_node (record_key) where review is not null;
`;

const claims = `
create table registry_stream.identity_claim (
  identifier_key text not null,
  content        text not null,
  record_key     text not null,
  primary key (identifier_key, content, record_key)
);

comment on table registry_stream.identity_claim is
  'Which records hold which valid identifier of a unique type. Holds personal data (identifiers in their canonical form, '
  'unkeyed, so that they can be looked up): restrict who may read it.';
comment on column registry_stream.identity_claim.content is
  'Digest of what the record says of its person: an identifier that too many different contents hold links nothing.';
`;

const members = `
create table registry_stream.identity_member (
  member_key text not null,
  group_key  text not null,
  primary key (member_key, group_key)
);

comment on table registry_stream.identity_member is
  'Which group records list which person records: groups are told anew when a member belongs to another registrant.';
`;

const weighing = `
create table registry_stream.identity_verdict (
  lower_record_key  text not null,
  higher_record_key text not null,
  judgement         text not null check (judgement in ('same', 'different')),
  decided_by        text not null,
  note              text,
  decided_at        bigint not null,
  primary key (lower_record_key, higher_record_key)
);

comment on table registry_stream.identity_verdict is
  'What persons judged of pairs of records and did not take back. Decided in the log: registry-stream review decide.';
comment on column registry_stream.identity_verdict.decided_at is 'Milliseconds since 1970 UTC.';

create table registry_stream.identity_model (
  hash         text primary key,
  artefact     text not null,
  active       boolean not null,
  activated_by text not null,
  activated_at bigint not null
);

comment on table registry_stream.identity_model is
  'Models that weigh evidence, or did. Activated in the log: registry-stream identity activate. Without an active one the '
  'program''s starter model weighs.';

create table registry_stream.identity_enrolment (
  registrant_id text not null,
  program       text not null,
  state         text not null,
  primary key (registrant_id, program)
);

comment on table registry_stream.identity_enrolment is
  'Enrolments past the draft as the log has told of them: no merge on weighed evidence touches them without a person.';

create index identity_node_linked on registry_stream.identity_node (anchor_key) where anchor_key <> record_key;

drop table registry_stream.identity_claim;
`;

const erasure = `
create table registry_stream.identity_erased (
  record_key        text primary key,
  kind              text check (kind in ('individual', 'group')),
  host_key          text,
  published_version bigint,
  published_hash    text,
  check ((kind is null) = (host_key is null))
);

comment on table registry_stream.identity_erased is
  'Records that were erased and did not come again: groups are told without them. Holds nothing of anybody but keyed hashes.';
comment on column registry_stream.identity_erased.host_key is
  'Record that belonged to the same registrant or group: readers of the one anchored here are sent where it belongs. Null: '
  'nobody is left.';

create index identity_erased_host on registry_stream.identity_erased (host_key) where host_key is not null;
`;

const restraint = `
create table registry_stream.identity_restraint (
  key   text primary key,
  value json not null
);

comment on table registry_stream.identity_restraint is
  'What keeps the resolver from acting on its own: which sources may be linked, switches, and what the rate guards have '
  'counted in each area. Decided in the log: registry-stream hold.';
`;

const compared = `
alter table registry_stream.identity_node
  add column compared bytea,
  add column area     text,
  add check ((compared is null) = (area is null));

comment on column registry_stream.identity_node.compared is
  'What of the views is compared with other records, packed, with its version in the first byte; null: the views are to be '
  'read. Holds personal data, as they do.';
comment on column registry_stream.identity_node.area is
  'In which the record counts for the rate guards, as the views say; empty where they do not. Null beside compared.';
`;

/** The tables of the identity resolver. */
export const identityMigrations: MigrationSet = {
  component: 'processors/identity',
  schemas: ['registry_stream'],
  migrations: [
    { name: '001-identity', sql: nodes + claims + members },
    { name: '002-weighed-evidence', sql: weighing },
    { name: '003-erasure', sql: erasure },
    { name: '004-restraint', sql: restraint },
    { name: '005-compared', sql: compared },
  ],
};
