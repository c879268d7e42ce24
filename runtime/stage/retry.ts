import pRetry from 'p-retry';
import { EtlError } from '../../core/errors.ts';

/** The work is no longer this worker's: nothing is wrong, and nothing of it may go on. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1000;

/**
 * Milliseconds to wait before what was lost `times` times before is tried again: growing up to a second, and never the
 * same for two workers.
 */
export const pauseAfter = (times: number): number =>
  Math.min(FIRST_PAUSE * 2 ** times, LONGEST_PAUSE) * (0.5 + Math.random() / 2);

/**
 * Tries again, with growing pauses up to a second, what fails for a transient reason.
 *
 * @param patience milliseconds after which the last error is thrown on
 * @param between runs after each transient failure; what it throws ends the tries: the place for a heartbeat
 * @throws what `work` threw when it is not transient or patience has ended, or what `between` threw
 */
export const withPatience = <T>(
  patience: number,
  work: () => Promise<T>,
  between: (error: EtlError) => Promise<void> | void,
): Promise<T> =>
  pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: patience,
    minTimeout: FIRST_PAUSE,
    maxTimeout: LONGEST_PAUSE,
    factor: 2,
    randomize: true,
    onFailedAttempt: async ({ error }) => {
      if (!(error instanceof EtlError) || error.fault !== 'transient') throw error;
      await between(error);
    },
  });
