import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FAULT_POINT_VARIABLE } from '../../runtime/faultPoint.ts';
import type { Places } from './deployment.ts';

const script = fileURLToPath(new URL('worker.ts', import.meta.url));

/** A worker of a deployment in a process of its own. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<NodeJS.Signals | number | null>;
  #errors = '';

  /** @param fault value of `REGISTRY_STREAM_FAULT_POINT`, or undefined for a worker that lives */
  constructor(places: Places, fault?: string) {
    this.#child = spawn(process.execPath, ['--import=tsx', script, JSON.stringify(places)], {
      env: { ...process.env, ...(fault === undefined ? {} : { [FAULT_POINT_VARIABLE]: fault }) },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (text: Buffer) => (this.#errors += text.toString()));
    this.#ended = once(this.#child, 'exit').then(
      ([code, signal]) => (signal as NodeJS.Signals | null) ?? (code as number | null),
    );
  }

  /** Lets it join its group. Until then it only loads. */
  begin(): void {
    this.#child.send('begin');
  }

  /** What it wrote to standard error, to explain a failure. */
  errors(): string {
    return this.#errors;
  }

  /** The signal or exit code that it ended with, or undefined when it has not ended in time. */
  async end(deadline: number): Promise<NodeJS.Signals | number | null | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, deadline, undefined);
    });
    try {
      return await Promise.race([this.#ended, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its number, for looking at it from outside. */
  get processId(): number {
    return this.#child.pid ?? 0;
  }
}
