/** A partition that has something to do, and what changes when it moves. */
export interface Behind {
  readonly name: string;
  readonly progress: string;
}

/**
 * Notices what has work to do and does not move. Only time counts for which every look saw the same work undone: a
 * partition that was idle, or whose lag nobody could ask for while the broker was away, has not been standing.
 */
export class StallWatch {
  readonly #standing = new Map<string, { readonly progress: string; readonly since: number }>();

  /**
   * Takes note of what a look has seen.
   *
   * @param behind everything that has work to do
   * @param now milliseconds, of any clock
   * @returns what has been standing for the longest time, and for how long; undefined when nothing has work to do
   */
  look(behind: readonly Behind[], now: number): { readonly name: string; readonly standingFor: number } | undefined {
    const names = new Set(behind.map(({ name }) => name));
    for (const name of this.#standing.keys()) if (!names.has(name)) this.#standing.delete(name);
    let longest: { name: string; standingFor: number } | undefined;
    for (const { name, progress } of behind) {
      const known = this.#standing.get(name);
      const since = known?.progress === progress ? known.since : now;
      this.#standing.set(name, { progress, since });
      if (longest === undefined || now - since > longest.standingFor) longest = { name, standingFor: now - since };
    }
    return longest;
  }

  /** A look that could not be made: nothing is known of the time since the last one. */
  forget(): void {
    this.#standing.clear();
  }
}
