import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackError } from './stackError.ts';
import { waitUntil } from './waitUntil.ts';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    // Somebody else's process lives as well; only its absence counts.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
};

const holderOf = (claim: string): number | undefined => {
  try {
    const pid = Number(readFileSync(claim, 'utf8'));
    // A file that its writer was killed over is empty, and 0 would mean this whole group of processes.
    return pid > 0 && isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** Writes this process's id into a file, unless the id of a living process is in there that counts as another. */
const take = (claim: string, isOther: (holder: number) => boolean): boolean => {
  const holder = holderOf(claim);
  if (holder !== undefined && isOther(holder)) return false;
  rmSync(claim, { force: true });
  try {
    writeFileSync(claim, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
};

/**
 * A folder that this process has to itself while it lives: the one asked for, or, if another living process has that
 * one, its neighbour named by this process. Two demos at a time do not end each other's services so.
 */
export const claimDirectory = (directory: string): string => {
  mkdirSync(directory, { recursive: true });
  if (take(join(directory, 'claimed-by'), (holder) => holder !== process.pid)) return directory;
  const own = `${directory}-${String(process.pid)}`;
  mkdirSync(own, { recursive: true });
  return own;
};

/**
 * Gives back what {@link claimDirectory} gave; a neighbour is deleted.
 *
 * @param pid the process that claimed it
 */
export const releaseDirectory = (directory: string, pid = process.pid): void => {
  const claim = join(directory, 'claimed-by');
  if (existsSync(claim) && readFileSync(claim, 'utf8') === String(pid)) rmSync(claim, { force: true });
  if (directory.endsWith(`-${String(pid)}`)) rmSync(directory, { recursive: true, force: true });
};

/**
 * Runs one change of a stack at a time: two that start the same services would end each other's.
 *
 * @throws EtlError STACK_NOT_READY if another change does not finish within three minutes
 */
export const oneAtATime = async <T>(directory: string, change: () => Promise<T>): Promise<T> => {
  mkdirSync(directory, { recursive: true });
  const claim = join(directory, 'changing');
  // Two changes of this very process wait for each other as well.
  if (!(await waitUntil(() => take(claim, () => true), 180_000))) {
    throw stackError('STACK_NOT_READY', `somebody is still changing the stack in ${directory}; try again later`);
  }
  try {
    return await change();
  } finally {
    rmSync(claim, { force: true });
  }
};
