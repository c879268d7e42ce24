import type pg from 'pg';
import { checkAccounts } from './accounts.ts';
import { dumpTopics } from './dump.ts';
import type { Finding } from './finding.ts';
import { checkState } from './state.ts';
import { readTables } from './tables.ts';
import { checkTopics } from './topics.ts';
import { expectedModel } from './truth.ts';
import type { TrueRegistry } from './truth.ts';

/** Where a deployment is that has come to rest, and what the social registries hold. */
export interface AtRest {
  readonly broker: string;
  /** Goes before the names of topics and groups. */
  readonly prefix: string;
  readonly schemaRegistryUrl: string;
  readonly pool: pg.Pool;
  readonly registries: readonly TrueRegistry[];
}

/**
 * Decides whether anything was lost or done twice, from topics, tables and the truth alone: Apache's own consumer, SQL
 * and none of the product's code. Every worker must have ended.
 */
export const checkAll = async ({
  broker,
  pool,
  prefix,
  registries,
  schemaRegistryUrl,
}: AtRest): Promise<readonly Finding[]> => {
  const dump = await dumpTopics(broker, prefix, schemaRegistryUrl);
  const tables = await readTables(pool);
  const model = expectedModel(registries);
  return [...checkState(model, tables), ...checkTopics(dump, tables), ...checkAccounts(dump, tables)];
};

/** How many problems the findings name. */
export const problemsIn = (findings: readonly Finding[]): number =>
  findings.reduce((sum, { problems }) => sum + problems.length, 0);
