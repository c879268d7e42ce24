import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { defaultStackDirectory } from '../../stack/places.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Milliseconds that the program has to end in order. */
const PATIENCE = 30_000;

/** A process of the program. */
export interface ProgramProcess {
  readonly pid: number;
  /** Rejects when it ends without having been asked to; never resolves. */
  readonly failed: Promise<never>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/**
 * Starts `registry-stream` with these arguments.
 *
 * @param hear takes each line of its log
 */
export type StartProgram = (args: readonly string[], hear?: (line: string) => void) => ProgramProcess;

/**
 * Bundles the program as it is shipped, a file for itself and one for the threads of its stages: what loads TypeScript
 * would take time and memory of its own.
 *
 * @param profiles folder for profiles of processor time, one a process and thread (`.cpuprofile`); undefined: none
 */
export const buildProgram = async (profiles: string | undefined): Promise<StartProgram> => {
  // Under the project, so that packages are found from there.
  const outdir = join(defaultStackDirectory, 'bench-program');
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: {
      main: join(root, 'runtime/cli/main.ts'),
      stageThread: join(root, 'runtime/deployment/stageThread.ts'),
    },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outdir,
    logLevel: 'silent',
  });
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  // Addresses of the environment would win over those of the configuration.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('REGISTRY_STREAM_'));
  return (args, hear) => {
    const child = spawn(process.execPath, [...profiling, join(outdir, 'main.js'), ...args], {
      env: Object.fromEntries(own),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    createInterface({ input: child.stderr }).on('line', (text) => {
      said = `${said}${text}\n`.slice(-4000);
      hear?.(text);
    });
    const exited = once(child, 'exit');
    const stopping = new AbortController();
    const failed = new Promise<never>((_, reject) => {
      child.once('exit', () => {
        if (!stopping.signal.aborted)
          reject(new Error(`registry-stream ${args.join(' ')} has ended by itself; it said:\n${said}`));
      });
    });
    // Whoever waits for it hears of it; it must not end the benchmark before.
    failed.catch(() => undefined);
    return {
      pid: child.pid ?? 0,
      failed,
      stop: async () => {
        stopping.abort();
        if (child.exitCode === null) child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
        await exited;
        clearTimeout(late);
      },
    };
  };
};
