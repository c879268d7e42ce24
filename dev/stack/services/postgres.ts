import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { logFileOf, placesOf } from '../places.ts';
import { answers, reservePorts } from '../ports.ts';
import { markOf, startProgram } from '../processes.ts';
import { stackError } from '../stackError.ts';
import { postgresBinaries, postgresDataDirectory, postgresUser } from './postgresBinaries.ts';
import type { PostgresUser } from './postgresBinaries.ts';
import type { SchemaRegistryStorage } from './schemaRegistry.ts';
import type { Service } from './service.ts';

const run = promisify(execFile);

/** The one user of the embedded Postgres and the word that lets it in: it listens on 127.0.0.1 only. */
const ACCOUNT = 'registry_stream';
const REGISTRY_DATABASE = 'registry_stream';
const SCHEMA_DATABASE = 'schema_registry';

const addressOf = (port: number, database: string): string =>
  `postgres://${ACCOUNT}:${ACCOUNT}@127.0.0.1:${String(port)}/${database}`;

/** The address of the registry's database; its user may create others. */
export const postgresUrl = (port: number): string => addressOf(port, REGISTRY_DATABASE);

/** The schema registry's own database. */
export const schemaStorageIn = (port: number): SchemaRegistryStorage => ({
  kind: 'postgresql',
  url: `jdbc:postgresql://127.0.0.1:${String(port)}/${SCHEMA_DATABASE}`,
  user: ACCOUNT,
  password: ACCOUNT,
});

const initialiseOnce = async (directory: string, initdb: string, user: PostgresUser | undefined): Promise<void> => {
  const target = postgresDataDirectory(directory);
  if (existsSync(join(target, 'global', 'pg_control'))) return;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(target, user.uid, user.gid);
  // Beside the folder, which initdb wants empty.
  const passwordFile = `${target}.password`;
  writeFileSync(passwordFile, `${ACCOUNT}\n`);
  const args = [
    `--pgdata=${target}`,
    `--username=${ACCOUNT}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ];
  try {
    await run(initdb, args, { cwd: '/', ...user });
  } catch (thrown) {
    rmSync(target, { recursive: true, force: true });
    const output = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) : '';
    throw stackError('STACK_NOT_READY', `Postgres could not prepare its storage:\n${output.trim()}`, thrown);
  } finally {
    rmSync(passwordFile, { force: true });
  }
};

/** Makes the databases of the embedded Postgres that are not there yet. */
export const createDatabases = async (port: number): Promise<void> => {
  const client = new pg.Client({ connectionString: addressOf(port, 'postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const present = new Set(rows.map((row) => row.datname));
    for (const name of [REGISTRY_DATABASE, SCHEMA_DATABASE]) {
      if (!present.has(name)) await client.query(`create database ${pg.escapeIdentifier(name)}`);
    }
  } finally {
    await client.end();
  }
};

/** PostgreSQL, from the programs that npm installed. */
export const postgresService: Service = {
  name: 'postgres',

  start: async ({ directory, previous }) => {
    const { postgres, initdb } = postgresBinaries();
    const user = await postgresUser();
    mkdirSync(placesOf(directory).data, { recursive: true });
    await initialiseOnce(directory, initdb, user);
    const {
      ports: [port = 0],
      release,
    } = await reservePorts([previous?.port]);
    await release();
    const log = logFileOf(directory, 'postgres');
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      // No socket file: its path may not be longer than 107 bytes.
      unix_socket_directories: '',
      max_connections: '200',
      shared_buffers: '256MB',
      max_wal_size: '2GB',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const mark = ['-c', markOf(directory, 'postgres')];
    const pid = startProgram({
      command: postgres,
      args: ['-D', postgresDataDirectory(directory), ...mark, ...args],
      workingDirectory: '/',
      log,
      user,
    });
    return { pid, port, log };
  },

  isReady: async ({ port }) => {
    if (!(await answers(port))) return false;
    const client = new pg.Client({ connectionString: addressOf(port, 'postgres'), connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } finally {
      await client.end();
    }
  },
};
