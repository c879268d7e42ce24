import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from '../../../runtime/deployment/deployment.ts';
import { committedOf, type Offsets } from '../shared/stages.ts';

/** Milliseconds between two looks: how finely a moment is known. */
const LOOK = 10;

/** Notes when the rows of each event of the resolver could be seen in the registry. */
export class VisibleWatch {
  readonly #deployment: Deployment;
  readonly #seen: { readonly at: number; readonly offsets: Offsets }[] = [];
  readonly #stopping = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  start(): void {
    this.#watching = this.#watch();
  }

  /** @throws Error when the database did not answer */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  /**
   * The first moment at which an offset was seen to be in the registry.
   *
   * @param partition as `registrants/2`
   * @returns milliseconds since 1970 UTC; undefined when it was not seen
   */
  since(partition: string, offset: number): number | undefined {
    let [low, high] = [0, this.#seen.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#seen[middle]?.offsets.get(partition) ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return this.#seen[low]?.at;
  }

  async #watch(): Promise<void> {
    let last = '';
    while (!this.#stopping.signal.aborted) {
      const offsets = await committedOf(this.#deployment, 'registry');
      const state = [...offsets].join();
      // Seen by now, perhaps for some milliseconds.
      if (state !== last) this.#seen.push({ at: Date.now(), offsets });
      last = state;
      await pause(LOOK);
    }
  }
}
