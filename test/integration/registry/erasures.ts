import type { InputRecord } from '../../../core/streamProcessor.ts';
import { idOf, noon } from '../../unit/sinks/postgres/events.ts';
import type { TestRegistry } from './database.ts';

/** A tombstone as the stage hands it to the sink. */
export const tombstone = (offset: number, n: number, topic = 'registrants'): InputRecord => ({
  at: { topic, partition: 0, offset },
  key: idOf(n),
  type: undefined,
  value: null,
  headers: { version: String(offset) },
  timestamp: noon,
});

/** A state that follows from the erasure of a record, as its headers say. */
export const withHeaders = (record: InputRecord, headers: Readonly<Record<string, string>>): InputRecord => ({
  ...record,
  headers,
});

/** Everything that the registry's schemas hold, as one text. */
export const everythingIn = async ({ query }: TestRegistry): Promise<string> => {
  const tables = await query(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema in ('registry', 'registry_stream') and table_type = 'BASE TABLE'`,
    [],
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const found = await query(`select t::text as row from ${String(name)} t`, []);
    texts.push(...found.map(({ row }) => String(row)));
  }
  return texts.join('\n');
};
