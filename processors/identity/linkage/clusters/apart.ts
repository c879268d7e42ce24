/**
 * What a record or cluster may not meet in another: the numbers of the cannot-link sets that it is in, which nobody else
 * may be in, and below zero the sides that it is on, whose opposites nobody else may be on.
 */
export type Sets = ReadonlySet<number>;

const none: Sets = new Set();

/** Sides are -1 and -2, -3 and -4 and so on. */
const opposite = (side: number): number => (side % 2 === 0 ? side + 1 : side - 1);

/** Whether no cannot-link set holds somebody of both, and no two sides keep them apart. */
export const mayMeet = (a: Sets, b: Sets): boolean => {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const set of few) if (many.has(set < 0 ? opposite(set) : set)) return false;
  return true;
};

/** The cannot-link sets that hold somebody of both; undefined when sides keep the two apart, whoever links them. */
export const sharedSets = (a: Sets, b: Sets): readonly number[] | undefined => {
  const shared: number[] = [];
  for (const set of a) {
    if (set >= 0) {
      if (b.has(set)) shared.push(set);
    } else if (b.has(opposite(set))) return undefined;
  }
  return shared;
};

/** Which cannot-link sets and sides each record is in, by number. */
export class Apart {
  readonly #ofRecord = new Map<string, Set<number>>();

  /**
   * @param sets record ids no two of which may be linked; what is said of one record alone says nothing
   * @param sides record ids none of which may be linked with one of the other list
   */
  constructor(
    sets: Iterable<readonly string[]> | undefined,
    sides: Iterable<readonly [readonly string[], readonly string[]]> | undefined,
  ) {
    let number = 0;
    for (const ids of sets ?? []) this.#put(ids, number++);
    let side = -1;
    for (const [ids, others] of sides ?? []) {
      this.#put(ids, side--);
      this.#put(others, side--);
    }
  }

  #put(ids: readonly string[], number: number): void {
    for (const id of ids) {
      const found = this.#ofRecord.get(id);
      if (found === undefined) this.#ofRecord.set(id, new Set([number]));
      else found.add(number);
    }
  }

  of(id: string): Sets {
    return this.#ofRecord.get(id) ?? none;
  }
}
