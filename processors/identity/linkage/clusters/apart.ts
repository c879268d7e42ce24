/** What a record or cluster may not share with another: the numbers of the cannot-link sets it is in. */
export type Sets = ReadonlySet<number>;

const none: Sets = new Set();

/** Whether no cannot-link set holds somebody of both. */
export const mayMeet = (a: Sets, b: Sets): boolean => {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const set of few) if (many.has(set)) return false;
  return true;
};

/** Which cannot-link sets each record is in, by number. */
export class Apart {
  readonly #ofRecord = new Map<string, Set<number>>();

  /** @param sets record ids no two of which may be linked; what is said of one record alone says nothing */
  constructor(sets: Iterable<readonly string[]> | undefined) {
    let number = 0;
    for (const ids of sets ?? []) {
      for (const id of ids) {
        const found = this.#ofRecord.get(id);
        if (found === undefined) this.#ofRecord.set(id, new Set([number]));
        else found.add(number);
      }
      number++;
    }
  }

  of(id: string): Sets {
    return this.#ofRecord.get(id) ?? none;
  }
}
