import type { Query } from '../../core/streamProcessor.ts';

/** What the registry and the audit log really hold, counted by SQL that is not the product's. */
export interface Observed {
  readonly individuals: number;
  readonly groups: number;
  readonly memberships: number;
  readonly heads: number;
  /** Different subjects of audited changes of the given runs. */
  readonly createdIndividuals: number;
  readonly createdGroups: number;
  readonly updatedIndividuals: number;
  readonly updatedGroups: number;
  /** Changes of all kinds in the given runs. */
  readonly changes: number;
  /** Enrolments proposed, in all. */
  readonly drafts: number;
}

const sql = `
with changes as (select * from registry.audit_log where import_run = any($1::text[]))
select
  (select count(*) from registry.registrant where kind = 'individual' and status = 'active')::int as "individuals",
  (select count(*) from registry.registrant where kind = 'group' and status = 'active')::int as "groups",
  (select count(*) from registry.group_membership where end_date is null)::int as "memberships",
  (select count(*) from registry.group_membership_kind k join registry.group_membership m using (group_id, individual_id)
    where m.end_date is null and k.kind = 'Head')::int as "heads",
  (select count(distinct subject_id) from changes where action = 'created' and subject_kind = 'individual')::int as "createdIndividuals",
  (select count(distinct subject_id) from changes where action = 'created' and subject_kind = 'group')::int as "createdGroups",
  (select count(distinct subject_id) from changes where action = 'updated' and subject_kind = 'individual')::int as "updatedIndividuals",
  (select count(distinct subject_id) from changes where action = 'updated' and subject_kind = 'group')::int as "updatedGroups",
  (select count(*) from changes)::int as "changes",
  (select count(*) from registry.program_membership where state = 'draft')::int as "drafts"`;

/** Counts the registry, and the changes of some runs. */
export const observe = async (query: Query, runs: readonly string[]): Promise<Observed> => {
  const [row] = await query(sql, [runs]);
  return row as unknown as Observed;
};
