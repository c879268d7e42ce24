import { describeError, type Log } from '../telemetry/log.ts';

/** After so many milliseconds, and again each time they have passed, a failure is an error and no warning. */
const LONG = 60_000;

/** Tells of failures that are tried again: quietly at first, loudly when they last, and when they are over. */
export class Trouble {
  readonly #log: Log;
  readonly #failing: (milliseconds: number) => void;
  readonly #clock: () => number;
  #since: number | undefined;
  #saidLoudly = 0;

  /**
   * @param failing hears for how many milliseconds it has lasted; 0 when all is well
   * @param clock milliseconds since 1970 UTC
   */
  constructor(log: Log, failing: (milliseconds: number) => void, clock: () => number = Date.now) {
    this.#log = log;
    this.#failing = failing;
    this.#clock = clock;
  }

  failed(error: Error, attempt: number): void {
    const now = this.#clock();
    const since = (this.#since ??= this.#saidLoudly = now);
    this.#failing(now - since);
    const loudly = now - this.#saidLoudly >= LONG;
    if (loudly) this.#saidLoudly = now;
    const text = loudly
      ? 'changes of enrolments have not reached the log for a while: until they do, the resolver does not know whom a merge would touch'
      : 'changes of enrolments could not be carried to the log; this is tried again';
    this.#log(loudly ? 'error' : 'warn', text, { attempt, milliseconds: now - since, ...describeError(error) });
  }

  over(): void {
    if (this.#since !== undefined) this.#log('info', 'changes of enrolments reach the log again');
    this.#since = undefined;
    this.#failing(0);
  }
}
