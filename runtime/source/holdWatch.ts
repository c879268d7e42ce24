import { setTimeout as pause } from 'node:timers/promises';
import { EtlError } from '../../core/errors.ts';
import type { Fenced } from '../kafka/index.ts';
import type { SourceEnvironment } from './environment.ts';
import { isHeld, readHold, sourceHeld } from './hold.ts';

/** Milliseconds between two looks at a hold. */
const LOOK = 500;

/** Code of the error that ends a worker for good: another one has its source. */
export const SOURCE_TAKEN_OVER = 'SOURCE_TAKEN_OVER';

const takenOver = (source: string, cause: Fenced): EtlError =>
  new EtlError(
    SOURCE_TAKEN_OVER,
    'config',
    `another worker has taken the source ${source} over, such as import --once: this one stops, and takes it over again when it is started again`,
    { component: 'runtime/source', details: { source } },
    cause,
  );

/**
 * What a source worker does about holds (see `docs/adr/`): it waits for one before it takes its source over, and when it
 * has been fenced it tells by them whether somebody published in between and has ended, or another worker has its place.
 */
export class HoldWatch {
  readonly #environment: SourceEnvironment;
  /** Names the newest hold that the worker knew when it last took its source over. */
  #known: string | undefined;
  #fenced: Fenced | undefined;

  constructor(environment: SourceEnvironment) {
    this.#environment = environment;
  }

  /** Notes that the worker was fenced. */
  fenced(error: Fenced): void {
    this.#fenced = error;
  }

  /**
   * Resolves when the worker may take its source over (again).
   *
   * @throws EtlError `config` `SOURCE_TAKEN_OVER` when it was fenced and no hold explains it; `transient` when Kafka
   *   cannot be reached
   */
  async untilFree(signal: AbortSignal): Promise<void> {
    const { clock, kafka, observer, options } = this.#environment;
    for (let reported = false; ;) {
      const hold = await readHold(kafka, options.name);
      if (this.#fenced !== undefined && hold?.holder === this.#known) throw takenOver(options.name, this.#fenced);
      const now = clock();
      if (hold === undefined || !isHeld(hold, now)) {
        this.#known = hold?.holder;
        this.#fenced = undefined;
        return;
      }
      if (!reported)
        observer.onRetry?.({
          source: options.name,
          import: undefined,
          error: sourceHeld(hold),
          wait: hold.until - now,
        });
      reported = true;
      await pause(LOOK, undefined, { signal });
    }
  }
}
