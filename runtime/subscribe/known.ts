/** What a reader has of a registrant or group. */
export interface Known {
  /** The newest version that was applied, of a state or an erasure. */
  readonly version: number;
  /** True when that state was a redirect to another id. */
  readonly isMerged: boolean;
}

/**
 * Tells what a reader has applied, so that older states are dropped, splits are told from updates, and members of groups
 * from ids that nobody has met.
 *
 * @param topic logical name: `registrants`, `groups` or a view's
 * @param ids of registrants or groups, in one question for a whole batch
 * @returns what is known of them, without those of which nothing is
 */
export type KnownStates = (topic: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Known>>;

/** What is known when nobody else says: everything since this process began, about 150 bytes an id. */
export class KnownInMemory {
  readonly #known = new Map<string, Map<string, Known>>();

  readonly of: KnownStates = (topic, ids) => {
    const known = this.#known.get(topic);
    const found = new Map<string, Known>();
    for (const id of ids) {
      const one = known?.get(id);
      if (one !== undefined) found.set(id, one);
    }
    return Promise.resolve(found);
  };

  /** Takes over what a batch has changed. */
  note(topic: string, changed: ReadonlyMap<string, Known>): void {
    const known = this.#known.get(topic) ?? new Map<string, Known>();
    this.#known.set(topic, known);
    for (const [id, one] of changed) known.set(id, one);
  }
}
