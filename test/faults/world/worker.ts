import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync, readdirSync } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { FAULT_POINT_VARIABLE } from '../../../runtime/faultPoint.ts';

/** What a worker runs. */
export type Role = 'source' | 'processor' | 'sink';

/** How a worker is started. */
export interface WorkerOptions {
  readonly name: string;
  readonly role: Role;
  /** The bundled program. */
  readonly program: string;
  readonly configuration: string;
  /** Gets everything that it writes. */
  readonly logFile: string;
}

/** How a worker's process has ended. */
export interface Ending {
  readonly at: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** True when nobody of the test had asked for it. */
  readonly byItself: boolean;
  /** The last lines that it wrote. */
  readonly words: string;
}

/** Resources of a process. */
export interface Resources {
  readonly memory: number;
  readonly files: number;
}

/** Milliseconds before a worker that has ended is started again. */
const RESTART_PAUSE = 300;
const KEPT_WORDS = 4_000;

/** Memory in bytes and open file descriptors of a process, as proc(5) tells; undefined where it does not. */
export const resourcesOf = (pid: number): Resources | undefined => {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
    return { memory: Number(kilobytes) * 1024, files: readdirSync(`/proc/${String(pid)}/fd`).length };
  } catch {
    return undefined;
  }
};

/** The processes that run now: none may outlive this one. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A worker of the real program under a supervisor, which starts it again whenever it ends, as systemd does. */
export class SupervisedWorker {
  readonly name: string;
  readonly role: Role;
  readonly endings: Ending[] = [];
  readonly #options: WorkerOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #wanted = false;
  #asked = false;
  #faultPoint: string | undefined;
  #restart: NodeJS.Timeout | undefined;
  #words = '';

  constructor(options: WorkerOptions) {
    this.name = options.name;
    this.role = options.role;
    this.#options = options;
    this.#log = createWriteStream(options.logFile, { flags: 'a' });
  }

  /** Of the process that runs now; undefined between two. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    this.#wanted = true;
    if (this.#child === undefined) this.#spawn();
  }

  /** The next process stops itself at this fault point, see `REGISTRY_STREAM_FAULT_POINT`. */
  arm(faultPoint: string): void {
    this.#faultPoint = faultPoint;
  }

  /** Sends the process a signal; one that ends it is followed by a restart. */
  signal(signal: NodeJS.Signals): void {
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') this.#asked = true;
    this.#child?.kill(signal);
  }

  /** Kills it and does not start it again before {@link start}. */
  hold(): void {
    this.#wanted = false;
    clearTimeout(this.#restart);
    this.#asked = true;
    this.#child?.kill('SIGKILL');
  }

  /** Whether the kernel has stopped the process. */
  isStopped(): boolean {
    if (this.pid === undefined) return false;
    try {
      return /^State:\s+T/m.test(readFileSync(`/proc/${String(this.pid)}/status`, 'utf8'));
    } catch {
      return false;
    }
  }

  /** Ends it for good: SIGTERM, and SIGKILL after the deadline. */
  async stop(deadline = 15_000): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child !== undefined) {
      this.#asked = true;
      const ended = new Promise<void>((resolve) =>
        child.once('exit', () => {
          resolve();
        }),
      );
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), deadline);
      await ended;
      clearTimeout(insist);
    }
  }

  /** Stops it and closes its log. */
  async close(): Promise<void> {
    await this.stop();
    await new Promise<void>((resolve) => this.#log.end(resolve));
  }

  #spawn(): void {
    const { program, configuration, role } = this.#options;
    // Without addresses that would win over the configuration.
    const own = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('REGISTRY_STREAM_')),
    );
    const armed = this.#faultPoint;
    this.#faultPoint = undefined;
    this.#words = '';
    const child = spawn(process.execPath, ['--enable-source-maps', program, 'run', role, '--config', configuration], {
      env: { ...own, ...(armed === undefined ? {} : { [FAULT_POINT_VARIABLE]: armed }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    alive.add(child);
    const hear = (text: Buffer): void => {
      this.#log.write(text);
      this.#words = (this.#words + text.toString()).slice(-KEPT_WORDS);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    this.#log.write(`--- started as ${String(child.pid)}${armed === undefined ? '' : `, armed with ${armed}`}\n`);
    child.once('exit', (code, signal) => {
      alive.delete(child);
      this.#ended(code, signal, armed !== undefined && signal === 'SIGKILL');
    });
  }

  #ended(code: number | null, signal: NodeJS.Signals | null, byArm: boolean): void {
    this.#log.write(`--- ended with ${String(signal ?? code)} at ${new Date().toISOString()}\n`);
    this.endings.push({ at: Date.now(), code, signal, byItself: !this.#asked && !byArm, words: this.#words });
    this.#asked = false;
    this.#child = undefined;
    if (this.#wanted)
      this.#restart = setTimeout(() => {
        this.#spawn();
      }, RESTART_PAUSE);
  }
}
