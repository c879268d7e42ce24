import { execFile, spawn, type ExecFileException } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a program has left behind. */
export interface Finished {
  readonly code: number;
  /** The signal that ended it; null when it ended by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program is given beside its arguments. */
export interface ProgramInput {
  /** Standard input; empty when absent. */
  readonly input?: string;
  /** Added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a program of the project from its source until it ends. It does not see the addresses in this process's
 * environment (`REGISTRY_STREAM_…`), which would win over its configuration.
 *
 * @param script path below the project's root
 */
export const runProgram = (script: string, args: readonly string[], given?: ProgramInput): Promise<Finished> =>
  runNode(['--import=tsx', script, ...args], given);

let bundled: Promise<string> | undefined;

/** Runs `registry-stream`, bundled from its source once a run of the tests, as {@link runProgram}. */
export const runCommand = async (args: readonly string[], given?: ProgramInput): Promise<Finished> => {
  return runNode(['--enable-source-maps', await bundledProgram(), ...args], given);
};

/** As a shell tells it: 128 and the signal's number for a process that was killed. */
const exitCodeOf = ({ code, signal }: ExecFileException): number =>
  typeof code === 'number' ? code : 128 + (signal === undefined ? 0 : constants.signals[signal]);

/** A program that goes on until it is ended. */
export interface Started {
  /** How it ended, and all that it said. */
  readonly ended: Promise<{ readonly signal: NodeJS.Signals | null; readonly output: string }>;
  end(signal: NodeJS.Signals): void;
  /** All that it has said so far. */
  said(): string;
}

/** Starts `registry-stream`, bundled as for {@link runCommand}, and does not wait for its end. */
export const startCommand = async (
  args: readonly string[],
  { environment = {} }: ProgramInput = {},
): Promise<Started> => {
  const program = await bundledProgram();
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
    cwd: root,
    env: { ...ownEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const ended = new Promise<{ signal: NodeJS.Signals | null; output: string }>((resolve) => {
    child.once('close', (_code, signal) => {
      resolve({ signal, output });
    });
  });
  return { ended, end: (signal) => child.kill(signal), said: () => output };
};

const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([variable]) => !variable.startsWith('REGISTRY_STREAM_')));

const bundledProgram = (): Promise<string> =>
  (bundled ??= bundle(join('e2e-program', process.env['REGISTRY_STREAM_TEST_STACK'] ?? 'test')));

const runNode = (args: readonly string[], { input = '', environment = {} }: ProgramInput = {}): Promise<Finished> => {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: root, maxBuffer: 16 * 1024 * 1024, env: { ...ownEnvironment(), ...environment } },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : exitCodeOf(error);
        resolve({ code, signal: error?.signal ?? null, stdout, stderr });
      },
    );
    child.stdin?.end(input);
  });
};
