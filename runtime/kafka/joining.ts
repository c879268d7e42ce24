/** The time from (re)starting a consumer to its assignment, which kafkajs tells by events only. */
export class Joining {
  /** Resolves with the assignment, rejects when there will be none. */
  readonly over: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor() {
    this.over = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // It may fail while nobody waits.
    this.over.catch(() => undefined);
  }

  joined(): void {
    this.#resolve();
  }

  failed(error: Error): void {
    this.#reject(error);
  }

  /** Waits until it is over, one way or the other, but no longer than this many milliseconds. */
  async overWithin(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([this.over.catch(() => undefined), enough]);
    clearTimeout(timer);
  }
}
