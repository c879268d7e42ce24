/**
 * Records that are, or may come to be, of one registrant at some moment of a batch: a partition that only grows coarser.
 */
export class RegistrantClasses {
  readonly #classOf = new Map<string, Set<string>>();

  /** Notes that some records may be of one registrant. */
  unite(recordKeys: readonly string[]): void {
    if (recordKeys.length < 2) return;
    let united = new Set<string>();
    for (const recordKey of recordKeys) {
      const known = this.#classOf.get(recordKey) ?? new Set([recordKey]);
      if (known === united) continue;
      const [fewer, more] = known.size < united.size ? [known, united] : [united, known];
      for (const member of fewer) more.add(member);
      for (const member of fewer) this.#classOf.set(member, more);
      this.#classOf.set(recordKey, more);
      united = more;
    }
  }

  /** Records that may be of the same registrant, itself among them. */
  of(recordKey: string): ReadonlySet<string> {
    return this.#classOf.get(recordKey) ?? new Set([recordKey]);
  }
}
