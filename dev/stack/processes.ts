import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceName } from './places.ts';
import { stackError } from './stackError.ts';
import { waitUntil } from './waitUntil.ts';

/** A program to start in the background. */
export interface ProgramToStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly workingDirectory: string;
  /** The file that receives both outputs; appended to. */
  readonly log: string;
  /** Variables added to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The user to run as, if not the own one. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * The words that each service carries on its command line, so that a process can be told for what it is: a number
 * from a file may meanwhile belong to somebody else's process.
 */
export const markOf = (directory: string, service: ServiceName): string =>
  `registry_stream.stack=${directory}:${service}`;

/**
 * Starts a program that outlives this process and has no tie to its terminal.
 *
 * @returns its process id
 * @throws EtlError STACK_NOT_READY if there is no such program
 */
export const startProgram = (program: ProgramToStart): number => {
  mkdirSync(dirname(program.log), { recursive: true });
  const log = openSync(program.log, 'a');
  try {
    const child = spawn(program.command, program.args, {
      cwd: program.workingDirectory,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...program.environment },
      ...program.user,
    });
    // Without a listener a program that cannot be started would end this process.
    child.on('error', () => undefined);
    child.unref();
    if (child.pid === undefined) throw stackError('STACK_NOT_READY', `could not start ${program.command}`);
    return child.pid;
  } finally {
    closeSync(log);
  }
};

const isDead = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ESRCH');

const commandLineFromProc = (pid: number): string | undefined => {
  try {
    // A process that has ended and was not yet collected by its parent has an empty command line.
    return (
      readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
        .replaceAll('\0', ' ')
        .trim() || undefined
    );
  } catch (thrown) {
    if (isDead(thrown)) return undefined;
    throw thrown;
  }
};

interface RunningProcess {
  readonly pid: number;
  readonly commandLine: string;
}

const parsePs = (output: string): RunningProcess[] =>
  [...output.matchAll(/^\s*(\d+)\s+(.+)$/gm)].map(([, pid, commandLine]) => ({
    pid: Number(pid),
    commandLine: commandLine ?? '',
  }));

const runningProcesses = (): RunningProcess[] => {
  if (process.platform !== 'linux') {
    return parsePs(execFileSync('ps', ['-A', '-ww', '-o', 'pid=,command='], { encoding: 'utf8' }));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), commandLine: commandLineFromProc(Number(name)) }))
    .filter((found): found is RunningProcess => found.commandLine !== undefined);
};

const carries = (commandLine: string, mark: string): boolean => `${commandLine} `.includes(`${mark} `);

/** The ids of the processes that carry a mark, see {@link markOf}; normally none or one. */
const findMarked = (mark: string): number[] =>
  runningProcesses()
    .filter(({ pid, commandLine }) => pid !== process.pid && carries(commandLine, mark))
    .map(({ pid }) => pid);

/** Whether this very process runs and carries the mark. */
export const isMarked = (pid: number, mark: string): boolean =>
  process.platform === 'linux' ? carries(commandLineFromProc(pid) ?? '', mark) : findMarked(mark).includes(pid);

/** Sends a signal; a process that has ended already is fine. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (thrown) {
    if (!isDead(thrown)) throw thrown;
  }
};

/**
 * Ends every process that carries a mark: asks first, insists when the patience has run out.
 *
 * @param politely the signal that asks; SIGKILL does not ask
 * @param patienceMs how long to wait before insisting, in milliseconds
 */
export const endMarked = async (mark: string, politely: NodeJS.Signals, patienceMs = 15_000): Promise<void> => {
  const pids = findMarked(mark);
  const haveEnded = (): boolean => pids.every((pid) => !isMarked(pid, mark));
  for (const pid of pids) signal(pid, politely);
  if (await waitUntil(haveEnded, patienceMs)) return;
  for (const pid of pids) if (isMarked(pid, mark)) signal(pid, 'SIGKILL');
  if (await waitUntil(haveEnded, 10_000)) return;
  throw stackError('STACK_NOT_READY', `process ${pids.join(', ')} does not end, even when killed; end it by hand`);
};
