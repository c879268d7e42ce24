import type { Query } from '../../../core/streamProcessor.ts';
import { postgresReader } from './postgresReader.ts';
import type { StoredRestraint } from './reader.ts';

/** Policies, switches that are on, and what the rate guards have counted, as far as the resolver has come. */
export const standingRestraints = (query: Query): Promise<readonly StoredRestraint[]> =>
  postgresReader(query).restraint();

/** How many records the resolver knows, of persons and groups. Reads the whole table. */
export const countRecords = async (query: Query): Promise<number> => {
  const [row] = await query('select count(*)::float8 as records from registry_stream.identity_node', []);
  return Number(row?.['records'] ?? 0);
};

/** How many records something is held of, by why. */
export const heldRecords = async (
  query: Query,
): Promise<readonly { readonly reason: string; readonly count: number }[]> =>
  (await query(
    `select reason, count(*)::int as count
  from registry_stream.identity_node n
 cross join lateral json_array_elements_text(n.review->'conflicts') reason
 where n.review is not null and (reason = 'held' or starts_with(reason, 'held:'))
 group by reason
 order by reason`,
    [],
  )) as unknown as readonly { readonly reason: string; readonly count: number }[];
