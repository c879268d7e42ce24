import type { Query } from '../../../core/streamProcessor.ts';
import { readDependents, type Dependents } from './dependents.ts';
import { SHADOW, stateTables } from './stateTables.ts';

const names = stateTables.map(({ specification }) => specification.name);
const live = names.map((name) => `registry.${name}`).join(', ');

/**
 * SQL that keeps others from altering the registry's tables until the transaction ends, and nobody from reading or writing
 * them. Before {@link lockRegistry}, for what takes time and only needs the tables to stay as they are.
 */
export const lockAgainstAlterations = `lock table ${live} in share update exclusive mode`;

/**
 * All that belongs to the registry's tables, for {@link exchangeTables}: in a transaction that holds
 * {@link lockAgainstAlterations}. A view that is made afterwards is not among it; PostgreSQL refuses the exchange then.
 */
export const dependentsOf = async (query: Query): Promise<Dependents> => {
  const [before] = await query("select current_setting('search_path') as path", []);
  // Names are complete then.
  await query("select set_config('search_path', '', true)", []);
  const dependents = await readDependents(query);
  await query("select set_config('search_path', $1, true)", [before?.['path']]);
  return dependents;
};

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
 *
 * @param dependents of {@link dependentsOf}, in the same transaction
 */
export const exchangeTables = async (query: Query, { before, renamed, after }: Dependents): Promise<void> => {
  await query("select set_config('search_path', '', true)", []);
  for (const statement of before) await query(statement, []);
  await query(`create schema ${REPLACED}`, []);
  for (const name of names) await query(`alter table registry.${name} set schema ${REPLACED}`, []);
  for (const name of names) await query(`alter table ${SHADOW}.${name} set schema registry`, []);
  for (const statement of renamed) await query(statement, []);
  await query(`drop table ${names.map((name) => `${REPLACED}.${name}`).join(', ')}`, []);
  await query(`drop schema ${REPLACED}`, []);
  for (const statement of after) await query(statement, []);
};
