import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, request } from 'undici';
import type { Source } from '../../../core/source.ts';

/** A connector without the runtime. */
export interface AloneFigures {
  /** Records that came out of it. */
  readonly records: number;
  /** Records a second: asking, reading the answers and mapping, page after page. */
  readonly recordsPerSecond: number;
  /** The same pages, fetched again as bytes that nobody looks at: the most that any connector could do. */
  readonly simulatorPerSecond: number;
}

/** A request as undici's channel `undici:request:create` shows it. */
interface Asked {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Uint8Array | string | null;
}

/** Notes every request that is made while the work lasts, but for those of tokens. */
const recording = async (work: () => Promise<void>): Promise<readonly Asked[]> => {
  const asked: Asked[] = [];
  const note = (message: unknown): void => {
    const { request: one } = message as { readonly request: Asked };
    if (!one.path.endsWith('/token')) asked.push(one);
  };
  subscribe('undici:request:create', note);
  try {
    await work();
  } finally {
    unsubscribe('undici:request:create', note);
  }
  // Without what was answered: a million records are not to be kept for it.
  return asked.map(({ method, origin, path, headers, body }) => ({ method, origin, path, headers, body }));
};

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

const fetchAgain = async (asked: readonly Asked[]): Promise<void> => {
  const dispatcher = new Agent({ connections: 1 });
  try {
    for (const { origin, path, headers, body } of asked) {
      const answer = await request(`${origin}${path}`, { dispatcher, method: 'POST', headers: [...headers], body });
      await answer.body.arrayBuffer();
      if (answer.statusCode !== 200) throw new Error(`the simulator answered ${String(answer.statusCode)}`);
    }
  } finally {
    await dispatcher.close();
  }
};

/** Reads everything through a connector, and then fetches the same pages without one. */
export const measureAlone = async (source: Source): Promise<AloneFigures> => {
  const { signal } = new AbortController();
  let records = 0;
  let seconds = 0;
  const asked = await recording(async () => {
    seconds = await secondsOf(async () => {
      for (let cursor: string | undefined, done = false; !done;) {
        const page = await source.poll({ mode: 'complete', watermark: undefined, cursor }, signal);
        records += page.entries.length;
        ({ cursor, done } = page);
      }
    });
  });
  const again = await secondsOf(() => fetchAgain(asked));
  return {
    records,
    recordsPerSecond: Math.round(records / seconds),
    simulatorPerSecond: Math.round(records / again),
  };
};
