import type { Migration } from '../../../core/migration.ts';

/** Programmes and enrolments. */
export const programmes: Migration = {
  name: '003-programmes',
  sql: /* sql */ `
create table registry.program (
  id bigint generated always as identity primary key,
  name text not null unique,
  target_type text not null check (target_type in ('individual', 'group'))
);
comment on table registry.program is 'Social programmes as configured; written by migrate.';
comment on column registry.program.target_type is 'Whom it enrols: individual or group.';

create table registry.program_membership (
  registrant_id uuid not null,
  program_id bigint not null references registry.program,
  state text not null default 'draft'
    check (state in ('draft', 'enrolled', 'paused', 'exited', 'not_eligible', 'duplicated')),
  enrollment_date date,
  exit_date date,
  import_run text,
  created_at timestamptz not null default now(),
  primary key (registrant_id, program_id)
);
create index program_membership_program on registry.program_membership (program_id, state);
comment on table registry.program_membership is 'Enrolments. registry-stream adds drafts and never changes or removes a row: every later state is the caseworker''s.';
comment on column registry.program_membership.state is 'draft, enrolled, paused, exited, not_eligible or duplicated. See program_membership_current for merged registrants.';
comment on column registry.program_membership.enrollment_date is 'A caseworker''s.';
comment on column registry.program_membership.exit_date is 'A caseworker''s.';
comment on column registry.program_membership.import_run is 'The run that proposed it; empty when a caseworker added it.';
comment on column registry.program_membership.created_at is 'When it was proposed.';
`,
};
