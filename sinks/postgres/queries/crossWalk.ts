import type { Query } from '../../../core/streamProcessor.ts';

/** How an adopted registry stands in the cross-walk. Holds ids of registrants, none of the adopted registry's own. */
export interface CrossWalkSummary {
  /** Own ids in the cross-walk. */
  readonly ownIds: number;
  /** Registrants behind them. */
  readonly registrants: number;
  /** Of the registrants, those that a record of another source stands behind, too. */
  readonly linked: number;
  /** Of the registrants, those with more than one own id, and the first of them by id. */
  readonly duplicates: number;
  readonly examples: readonly { readonly registrantId: string; readonly ownIds: number }[];
}

const sql = `with own as (
  select registrant_id, count(distinct own_id)::int as own_ids from registry.cross_walk
  where source = $1 and kind = $2 group by registrant_id
), twice as (select * from own where own_ids > 1)
select coalesce(sum(own_ids), 0)::float8 as "ownIds", count(*)::float8 as registrants,
  (count(*) filter (where exists (
    select 1 from registry.registrant_source s where s.registrant_id = own.registrant_id and s.source <> $1
  )))::float8 as linked,
  (select count(*)::float8 from twice) as duplicates,
  (select coalesce(jsonb_agg(jsonb_build_object('registrantId', registrant_id, 'ownIds', own_ids) order by registrant_id), '[]')
    from (select * from twice order by registrant_id limit $3) t) as examples
from own`;

/**
 * What has become of an adopted registry.
 *
 * @param limit how many registrants with several own ids are named
 */
export const crossWalkSummary = async (
  query: Query,
  source: string,
  kind: 'individual' | 'group',
  limit: number,
): Promise<CrossWalkSummary> => {
  const [row] = await query(sql, [source, kind, limit]);
  return row as unknown as CrossWalkSummary;
};
