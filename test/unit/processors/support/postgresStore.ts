import pg from 'pg';
import type { MigrationSet } from '../../../../core/migration.ts';
import type { RowWrite } from '../../../../core/streamProcessor.ts';
import { migrations } from '../../../../processors/index.ts';
import { identityTables } from '../../../../processors/identity/store/tables.ts';
import type { Store } from './resolver.ts';

const folded = (writes: readonly RowWrite[]): RowWrite[] =>
  [...new Map(writes.map((write) => [`${write.table} ${write.key}`, write])).values()].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );

/** The resolver's tables in Postgres, written by one statement a batch as the stage writes them, always claimed. */
export class PostgresStore implements Store {
  readonly #client: pg.Client;

  constructor(url: string) {
    this.#client = new pg.Client({ connectionString: url });
  }

  async open(sets: readonly MigrationSet[] = migrations): Promise<void> {
    await this.#client.connect();
    for (const { schemas, migrations: numbered } of sets) {
      for (const schema of schemas) await this.#client.query(`create schema if not exists ${schema}`);
      for (const { sql } of numbered) await this.#client.query(sql);
    }
  }

  readonly query = async (sql: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]> =>
    (await this.#client.query<Record<string, unknown>>(sql, [...parameters])).rows;

  async apply(writes: readonly RowWrite[]): Promise<void> {
    const last = folded(writes);
    const statements: string[] = [];
    const parameters: string[] = [];
    for (const { name, upsert, remove } of identityTables) {
      for (const [isRemoval, statement] of [[false, upsert] as const, [true, remove] as const]) {
        const rows = last.filter((write) => write.table === name && (write.remove ?? false) === isRemoval);
        if (rows.length === 0 || statement === undefined) continue;
        parameters.push(JSON.stringify(rows.map(({ row }) => row)));
        statements.push(statement(`$${String(parameters.length)}::json`, 'true'));
      }
    }
    if (statements.length === 0) return;
    const written = statements.map((statement, index) => `w${String(index)} as (${statement})`).join(',\n');
    await this.#client.query(`with ${written} select 1`, parameters);
  }

  async empty(): Promise<void> {
    for (const { name } of identityTables) await this.#client.query(`truncate registry_stream.${name}`);
  }

  /** Every row of every table as text, in the order of the primary keys. */
  async rows(): Promise<string[][]> {
    const tables: string[][] = [];
    for (const { name } of identityTables) {
      const { rows } = await this.#client.query<{ row: string }>(
        `select t::text as row from registry_stream.${name} t order by 1`,
      );
      tables.push(rows.map(({ row }) => row));
    }
    return tables;
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
