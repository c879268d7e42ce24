import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { placesOf } from '../../dev/stack/places.ts';
import { kafkajs } from '../../runtime/kafka/kafkajs.ts';
import { useOwnedStack, useStack } from './stack.ts';

/** A text that was found, and where: `table registry.registrant.name`, or the name of a file. */
export interface Found {
  readonly text: string;
  readonly place: string;
}

const columnsSql = `
select format('%I.%I', table_schema, table_name) as name, column_name as column, data_type as type
  from information_schema.columns
  join information_schema.tables using (table_catalog, table_schema, table_name)
 where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`;

/** Looks for texts in every column of every table of a database, whatever its type, as bytes too. */
export const textsInTables = async (pool: Pool, texts: readonly string[]): Promise<readonly Found[]> => {
  const found: Found[] = [];
  const columns = await pool.query<{ name: string; column: string; type: string }>(columnsSql);
  for (const { name, column, type } of columns.rows) {
    const shown = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`;
    for (const text of texts) {
      const { rows } = await pool.query(`select from ${name} where position($1 in ${shown}) > 0 limit 1`, [text]);
      if (rows.length > 0) found.push({ text, place: `table ${name}.${column}` });
    }
  }
  return found;
};

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name));

/**
 * Looks for texts in the bytes that the broker stores for topics.
 *
 * @param prefix of the topics' names
 * @returns undefined when the broker is not this run's own
 */
export const textsInSegments = async (
  prefix: string,
  texts: readonly string[],
): Promise<readonly Found[] | undefined> => {
  const { directory, services } = await useOwnedStack();
  if (services.kafka.pid() === undefined) return undefined;
  const files = filesBelow(placesOf(directory).data).filter((file) => file.includes(`/${prefix}`));
  return files.flatMap((file) => {
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch {
      // The cleaner has removed it meanwhile.
      return [];
    }
    return texts.filter((text) => bytes.includes(text)).map((text) => ({ text, place: file }));
  });
};

/** Settings with which a topic is compacted at once, and forgets tombstones soon. */
const eager = {
  'segment.ms': '500',
  'min.cleanable.dirty.ratio': '0.001',
  'max.compaction.lag.ms': '500',
  'delete.retention.ms': '500',
};

/** Has topics compacted at once. */
export const compactEagerly = async (topics: readonly string[]): Promise<void> => {
  const { brokers } = await useStack();
  const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = Object.entries(eager).map(([name, value]) => ({ name, value }));
  await admin.alterConfigs({
    validateOnly: false,
    resources: topics.map((name) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configEntries: [{ name: 'cleanup.policy', value: 'compact' }, ...configEntries],
    })),
  });
  await admin.disconnect();
};
