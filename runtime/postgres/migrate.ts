import knexModule from 'knex';
import type { Knex } from 'knex';
import pg from 'pg';
import type { Client } from 'pg';
import type { Migration, MigrationSet } from '../../core/migration.ts';
import { connectError } from './connectError.ts';
import { clientConfig } from './pool.ts';
import type { PostgresConfig } from './pool.ts';

const SCHEMA = 'registry_stream';
// Any number, as long as every release uses the same: whoever holds it migrates.
const LOCK = 7_203_114_002;

/** What a run of {@link migrate} did. */
export interface AppliedMigration {
  readonly component: string;
  readonly name: string;
}

class InCode implements Knex.MigrationSource<Migration> {
  readonly #migrations: readonly Migration[];

  constructor(migrations: readonly Migration[]) {
    this.#migrations = migrations;
  }

  getMigrations(): Promise<Migration[]> {
    return Promise.resolve([...this.#migrations]);
  }

  getMigrationName(migration: Migration): string {
    return migration.name;
  }

  getMigration(migration: Migration): Promise<Knex.Migration> {
    return Promise.resolve({
      // knex takes a question mark for a placeholder, even in SQL that has none.
      up: (connection: Knex) => connection.raw(migration.sql.replaceAll('?', '\\?')),
      down: () => Promise.reject(new Error('migrations are not taken back; restore a backup')),
    });
  }
}

const tableFor = (component: string): string => `migrations_${component.replaceAll(/[^a-z0-9]+/gi, '_').toLowerCase()}`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const knexFor = (config: PostgresConfig): Knex =>
  knexModule.default({
    client: 'pg',
    connection: () => clientConfig(config) as Knex.PgConnectionConfig,
    pool: { min: 0, max: 1 },
  });

const applySet = async (knex: Knex, set: MigrationSet): Promise<AppliedMigration[]> => {
  const options = {
    migrationSource: new InCode(set.migrations),
    tableName: tableFor(set.component),
    schemaName: SCHEMA,
  };
  // knex marks its own lock in a table, which outlives a process that was killed; ours ends with the session and is held.
  await knex.migrate.forceFreeMigrationsLock(options);
  const [, names] = (await knex.migrate.latest(options)) as [number, string[]];
  return names.map((name) => ({ component: set.component, name }));
};

const makeSchemas = async (client: Client, sets: readonly MigrationSet[]): Promise<void> => {
  const wanted = [...new Set([SCHEMA, ...sets.flatMap(({ schemas }) => schemas)])];
  const { rows } = await client.query<{ nspname: string }>(
    'select nspname from pg_namespace where nspname = any($1::text[])',
    [wanted],
  );
  // Not `if not exists` for all: that needs the right to create even when there is nothing to create.
  for (const schema of wanted) {
    if (!rows.some(({ nspname }) => nspname === schema))
      await client.query(`create schema if not exists ${quoted(schema)}`);
  }
};

/**
 * Brings the tables of every component up to date: makes missing schemas and applies what has not been applied, each
 * migration in a transaction of its own. Idempotent; a run beside another one waits for it.
 *
 * @returns what was applied now, in order
 * @throws EtlError `config` with one line for the operator when the database cannot be reached, refuses the login or
 *   the rights; `bug` when a migration does not work
 */
export const migrate = async (
  config: PostgresConfig,
  sets: readonly MigrationSet[],
): Promise<readonly AppliedMigration[]> => {
  const client = new pg.Client({ ...clientConfig(config), connectionTimeoutMillis: 5000 });
  // A session that breaks while it only holds the lock: the statement after it fails and says so.
  client.on('error', () => undefined);
  const knex = knexFor(config);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await makeSchemas(client, sets);
    const applied: AppliedMigration[] = [];
    for (const set of sets) applied.push(...(await applySet(knex, set)));
    return applied;
  } catch (thrown) {
    throw connectError(thrown, 'migrating the database');
  } finally {
    await knex.destroy();
    // The session ends and its lock with it; a connection that never came up has nothing to end.
    await client.end().catch(() => undefined);
  }
};
