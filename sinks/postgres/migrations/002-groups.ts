import type { Migration } from '../../../core/migration.ts';

/** Groups: members, what they are in the group, and how they are related. */
export const groups: Migration = {
  name: '002-groups',
  sql: /* sql */ `
create table registry.membership_kind (
  name text primary key,
  is_unique boolean not null
);
comment on table registry.membership_kind is 'Kinds of membership that the configuration names; written by migrate. Other kinds may occur.';
comment on column registry.membership_kind.is_unique is 'True for a kind that at most one current member of a group has, for example Head.';

create table registry.group_membership (
  group_id uuid not null,
  individual_id uuid not null,
  start_date date,
  end_date date,
  primary key (group_id, individual_id)
);
create index group_membership_individual on registry.group_membership (individual_id);
comment on table registry.group_membership is 'Individuals of groups. Written by the event of the group alone.';
comment on column registry.group_membership.individual_id is 'The member. It may not have arrived yet, so it has no foreign key; see the view missing_member.';
comment on column registry.group_membership.end_date is 'Day on which the source ended the membership or no longer listed it; empty while current.';

create table registry.group_membership_kind (
  group_id uuid not null,
  individual_id uuid not null,
  kind text not null,
  is_unique boolean not null,
  end_date date,
  primary key (group_id, individual_id, kind),
  constraint group_membership_kind_once exclude using btree (group_id with =, kind with =)
    where (is_unique and end_date is null) deferrable initially immediate
);
comment on table registry.group_membership_kind is 'What a member is in its group, for example Head: a row for each kind.';
comment on column registry.group_membership_kind.is_unique is 'At most one current member of the group has this kind.';
comment on column registry.group_membership_kind.end_date is 'As in group_membership.';
comment on constraint group_membership_kind_once on registry.group_membership_kind is
  'Checked at the end of a statement, so that a group may get a new head in one.';

create table registry.registrant_relation (
  group_id uuid not null,
  source_id uuid not null,
  destination_id uuid,
  relation text not null,
  start_date date,
  end_date date,
  primary key (group_id, source_id)
);
create index registrant_relation_source on registry.registrant_relation (source_id);
comment on table registry.registrant_relation is 'How members of a group are related to its head, as the group tells it.';
comment on column registry.registrant_relation.source_id is 'The member.';
comment on column registry.registrant_relation.destination_id is 'The head; empty when the group has none.';
comment on column registry.registrant_relation.relation is 'What source_id is to destination_id, in the words of the source.';
`,
};
