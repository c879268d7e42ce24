/** What one check of the checker found. */
export interface Finding {
  /** What was decided, as a sentence that is true when there are no problems. */
  readonly check: string;
  /** How many things were looked at: a check of nothing proves nothing. */
  readonly looked: number;
  readonly problems: readonly string[];
}

/** A check while it is made. */
export class Check {
  readonly #check: string;
  readonly #problems: string[] = [];
  #looked = 0;

  constructor(check: string) {
    this.#check = check;
  }

  /** Looks at one thing; what must hold of it, and what to say if it does not. */
  look(holds: boolean, problem: () => string): void {
    this.#looked += 1;
    if (!holds) this.#problems.push(problem());
  }

  get finding(): Finding {
    return { check: this.#check, looked: this.#looked, problems: this.#problems };
  }
}
