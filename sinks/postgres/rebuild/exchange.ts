import type { Query } from '../../../core/streamProcessor.ts';
import { readDependents } from './dependents.ts';
import { SHADOW, stateTables } from './stateTables.ts';

const names = stateTables.map(({ specification }) => specification.name);
const live = names.map((name) => `registry.${name}`).join(', ');

/**
 * SQL that keeps everybody away from the registry's tables until the transaction ends. Before the rows of `stream_offset`
 * are locked: a claim of the sink takes its locks in this order, too, so the two cannot wait for each other.
 */
export const lockRegistry = `lock table ${live} in access exclusive mode`;

/** The old tables' place until they are gone, within one transaction. */
const REPLACED = 'registry_replaced';

/**
 * Puts the shadow's tables in the place of the registry's, with all that belonged to those, and drops the old ones: in a
 * transaction that holds {@link lockRegistry}. What depends on the old tables and is not known here makes PostgreSQL
 * refuse the drop, and with it the whole exchange.
 */
export const exchangeTables = async (query: Query): Promise<void> => {
  await query("select set_config('search_path', '', true)", []);
  const { before, renamed, after } = await readDependents(query);
  for (const statement of before) await query(statement, []);
  await query(`create schema ${REPLACED}`, []);
  for (const name of names) await query(`alter table registry.${name} set schema ${REPLACED}`, []);
  for (const name of names) await query(`alter table ${SHADOW}.${name} set schema registry`, []);
  for (const statement of renamed) await query(statement, []);
  await query(`drop table ${names.map((name) => `${REPLACED}.${name}`).join(', ')}`, []);
  await query(`drop schema ${REPLACED}`, []);
  for (const statement of after) await query(statement, []);
};
