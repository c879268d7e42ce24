import { EtlError } from '../../../core/errors.ts';
import type { Notice } from '../../../core/source.ts';
import type { Told } from './publishNotices.ts';

/** Most that may wait: a worker that cannot publish must not fill its memory. */
const MOST_WAITING = 1_000;

/** Most notices that one transaction publishes. */
const MOST_AT_ONCE = 200;

const inboxFull = (importName: string): EtlError =>
  new EtlError(
    'NOTICES_WAITING',
    'transient',
    `${String(MOST_WAITING)} notices wait already: what comes more is refused, and the next scan shows it`,
    { component: 'runtime/source', details: { import: importName } },
  );

interface Waiting {
  readonly import: string;
  readonly notice?: Notice;
  readonly keep?: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What has come for one import, and who waits for it to be published. */
export interface Mail extends Told {
  readonly import: string;
  settle(error?: unknown): void;
}

/** What registries have told by themselves, until the worker comes to publish it: between two pages, or between scans. */
export class Inbox {
  #waiting: Waiting[] = [];
  #wake: () => void = () => undefined;
  #closed: EtlError | undefined;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Resolves when something is there; for one who waits at a time. */
  arrived(): Promise<void> {
    if (!this.isEmpty) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** @returns resolves once it is published @throws EtlError `NOTICES_WAITING`, and what publishing it throws */
  put(importName: string, what: { readonly notice?: Notice; readonly keep?: string }): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    if (this.#waiting.length >= MOST_WAITING) return Promise.reject(inboxFull(importName));
    return new Promise<void>((resolve, reject) => {
      this.#waiting.push({ import: importName, ...what, resolve, reject });
      this.#wake();
    });
  }

  /** What has come for the import that has waited longest; undefined: nothing is there. */
  take(): Mail | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const own = this.#waiting.filter((one) => one.import === first.import).slice(0, MOST_AT_ONCE);
    this.#waiting = this.#waiting.filter((one) => !own.includes(one));
    return {
      import: first.import,
      notices: own.flatMap(({ notice }) => notice ?? []),
      keep: own.findLast(({ keep }) => keep !== undefined)?.keep,
      settle: (error) => {
        for (const { resolve, reject } of own) {
          if (error === undefined) resolve();
          else reject(error);
        }
      },
    };
  }

  /** Refuses all that waits and all that comes: the worker ends. */
  close(reason: EtlError): void {
    this.#closed = reason;
    for (let mail = this.take(); mail !== undefined; mail = this.take()) mail.settle(reason);
  }
}
