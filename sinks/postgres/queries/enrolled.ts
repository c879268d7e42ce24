import type { Query } from '../../../core/streamProcessor.ts';

/** Ids in one statement. */
const PAGE = 10_000;

const sql = `
select distinct registrant_id::text as id
  from registry.program_membership
 where registrant_id = any($1::uuid[]) and state <> 'draft'`;

/** Who of some registrants or groups has an enrolment past `draft`: one that caseworkers have acted on. */
export const enrolledAmong = async (query: Query, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for (let start = 0; start < ids.length; start += PAGE) {
    const rows = (await query(sql, [ids.slice(start, start + PAGE)])) as unknown as readonly { readonly id: string }[];
    for (const { id } of rows) found.add(id);
  }
  return found;
};
