import type { Query } from '../../../core/streamProcessor.ts';

/** How much the registry holds. */
export interface RegistryCounts {
  readonly individuals: Readonly<Record<string, number>>;
  readonly groups: Readonly<Record<string, number>>;
  /** Current memberships. */
  readonly memberships: number;
  /** Current members that have not arrived as registrants. */
  readonly missingMembers: number;
  /** Proposed enrolments that could not be made, by programme. */
  readonly missingDrafts: Readonly<Record<string, number>>;
  /** Enrolments by recorded state. */
  readonly enrolments: Readonly<Record<string, number>>;
  /** Changes of enrolments past the draft that are not in the log yet. */
  readonly enrolmentChangesWaiting: number;
  /** Audited changes by action. */
  readonly changes: Readonly<Record<string, number>>;
}

const tally = (what: string, from: string): string =>
  `(select coalesce(jsonb_object_agg(what, n), '{}') from (select ${what} as what, count(*) as n from ${from} group by 1) t)`;

const sql = `select
  ${tally('status', "registry.registrant where kind = 'individual'")} as individuals,
  ${tally('status', "registry.registrant where kind = 'group'")} as groups,
  (select count(*)::float8 from registry.group_membership where end_date is null) as memberships,
  (select count(*)::float8 from registry.missing_member) as "missingMembers",
  ${tally('program', 'registry.missing_draft')} as "missingDrafts",
  ${tally('state', 'registry.program_membership')} as enrolments,
  (select count(*)::float8 from registry_stream.enrolment_change) as "enrolmentChangesWaiting",
  ${tally('action', 'registry.audit_log')} as changes`;

/** Counts of the whole registry. It reads every table: for a person who asks, not for a metric. */
export const registryCounts = async (query: Query): Promise<RegistryCounts> => {
  const [row] = await query(sql, []);
  return row as unknown as RegistryCounts;
};

/** One audited change with full values. It holds personal data: show it to those who asked. */
export interface AuditedChange {
  readonly eventId: string;
  readonly subjectId: string;
  readonly subjectKind: string;
  /** Null for whoever is sealed off, too. */
  readonly subjectName: string | null;
  readonly action: string;
  readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
  readonly sources: readonly string[];
  readonly importRun: string;
  /** Milliseconds since 1970 UTC. */
  readonly eventTime: number;
  readonly recordedTime: number;
}

/**
 * The newest changes, newest first.
 *
 * @param limit how many at most
 * @param only actions and run to show; all when absent
 */
export const recentAudit = async (
  query: Query,
  limit: number,
  only: { readonly actions?: readonly string[]; readonly importRun?: string } = {},
): Promise<readonly AuditedChange[]> =>
  (await query(
    `select a.event_id as "eventId", a.subject_id as "subjectId", a.subject_kind as "subjectKind",
  case when not r.sealed then r.name end as "subjectName", a.action, a.changes, a.sources, a.import_run as "importRun",
  (extract(epoch from a.event_time) * 1000)::float8 as "eventTime",
  (extract(epoch from a.recorded_time) * 1000)::float8 as "recordedTime"
from registry.audit_log a
left join registry.registrant r on r.id = a.subject_id
where ($2::text[] is null or a.action = any($2)) and ($3::text is null or a.import_run = $3)
order by a.id desc
limit $1`,
    [limit, only.actions ?? null, only.importRun ?? null],
  )) as unknown as readonly AuditedChange[];
