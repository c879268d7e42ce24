import { execFile } from 'node:child_process';
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
  bundled ??= bundle(join('e2e-program', process.env['REGISTRY_STREAM_TEST_STACK'] ?? 'test'));
  return runNode(['--enable-source-maps', await bundled, ...args], given);
};

const runNode = (args: readonly string[], { input = '', environment = {} }: ProgramInput = {}): Promise<Finished> => {
  const own = Object.entries(process.env).filter(([variable]) => !variable.startsWith('REGISTRY_STREAM_'));
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: root, maxBuffer: 16 * 1024 * 1024, env: { ...Object.fromEntries(own), ...environment } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), signal: error?.signal ?? null, stdout, stderr });
      },
    );
    child.stdin?.end(input);
  });
};
