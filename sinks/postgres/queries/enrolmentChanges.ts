import type { Query } from '../../../core/streamProcessor.ts';

/** What became of an enrolment past the draft, as a trigger has written it down. */
export interface EnrolmentChange {
  /** In the order of the changes of one enrolment; says nothing about different ones. */
  readonly id: number;
  readonly registrantId: string;
  /** Name of the programme. */
  readonly program: string;
  /** As in `registry.program_membership`; `none`: the row is gone. */
  readonly state: string;
  /** Milliseconds since 1970 UTC. */
  readonly changedAt: number;
}

/**
 * Of the enrolments that wait the longest the newest change each, by id.
 *
 * The newest of all that wait, not of the first so many changes: what is published again after a crash then never takes
 * an enrolment back to a state that it had before, also when a transaction that committed late has put smaller ids in
 * front of those that were read before the crash.
 *
 * @param limit how many at most
 */
export const waitingEnrolmentChanges = async (query: Query, limit: number): Promise<readonly EnrolmentChange[]> =>
  (await query(
    `with longest as (
  select registrant_id, program from registry_stream.enrolment_change order by id limit $1
)
select n.id::float8, n.registrant_id as "registrantId", n.program, n.state,
  floor(extract(epoch from n.changed_at) * 1000)::float8 as "changedAt"
from (select distinct registrant_id, program from longest) l
cross join lateral (
  select * from registry_stream.enrolment_change c
  where c.registrant_id = l.registrant_id and c.program = l.program
  order by c.id desc limit 1
) n
order by n.id`,
    [limit],
  )) as unknown as readonly EnrolmentChange[];

/**
 * Takes away changes that are in the log, and all that went before in the same enrolments. Not everything below the
 * largest id: a transaction that commits late brings a smaller one that nobody has seen.
 *
 * @param changes as {@link waitingEnrolmentChanges} told them
 * @param query must be allowed to write
 */
export const removeEnrolmentChanges = async (query: Query, changes: readonly EnrolmentChange[]): Promise<void> => {
  await query(
    `delete from registry_stream.enrolment_change c
using unnest($1::uuid[], $2::text[], $3::bigint[]) as published (registrant_id, program, id)
where c.registrant_id = published.registrant_id and c.program = published.program and c.id <= published.id`,
    [
      changes.map(({ registrantId }) => registrantId),
      changes.map(({ program }) => program),
      changes.map(({ id }) => id),
    ],
  );
};
