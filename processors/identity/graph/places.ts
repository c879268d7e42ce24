/**
 * To which registrant or group each record belongs, and of which records something is held: what decisions have come to,
 * for whoever has to know it before the next decision.
 *
 * A batch is read before it is decided on. So within a batch it answers with more than what will turn out to be: whoever
 * was in one component may have come to one registrant. Decisions look at what stands and drop the rest, so that
 * nothing depends on where batches end.
 */
export class Places {
  /** Record key → anchor, of records that are not their own. */
  readonly #anchors = new Map<string, string>();
  readonly #members = new Map<string, Set<string>>();
  readonly #held = new Set<string>();
  /** Decided in this batch. */
  #decided = new Map<string, { readonly anchor: string; readonly held: boolean }>();
  /** Record key → everybody whom it met in this batch. */
  #met = new Map<string, Set<string>>();

  /** Takes in what is stored, without a reservation. */
  load(recordKey: string, anchor: string, held: boolean): void {
    const before = this.#anchors.get(recordKey);
    if (before !== undefined && before !== anchor) this.#leave(recordKey, before);
    if (anchor !== recordKey) {
      this.#anchors.set(recordKey, anchor);
      const members = this.#members.get(anchor);
      if (members === undefined) this.#members.set(anchor, new Set([recordKey]));
      else members.add(recordKey);
    }
    if (held) this.#held.add(recordKey);
    else this.#held.delete(recordKey);
  }

  /** Records that may belong to one registrant with a record, itself among them. */
  *mates(recordKey: string): Generator<string> {
    const anchor = this.#anchors.get(recordKey) ?? recordKey;
    yield anchor;
    yield* this.#members.get(anchor) ?? [];
    yield* this.#met.get(recordKey) ?? [];
  }

  /** Notes records that are in one component in this batch. */
  meet(recordKeys: readonly string[]): void {
    const all = new Set(recordKeys);
    for (const recordKey of recordKeys) for (const other of this.#met.get(recordKey) ?? []) all.add(other);
    for (const recordKey of all) this.#met.set(recordKey, all);
  }

  /** Records of which something may be held. */
  *mayBeHeld(): Generator<string> {
    yield* this.#held;
    yield* this.#met.keys();
  }

  /** Notes what was decided of a record. */
  decide(recordKey: string, anchor: string, held: boolean): void {
    this.#decided.set(recordKey, { anchor, held });
  }

  /** Takes back everything since the last {@link Places.keep}. */
  revert(): void {
    this.#decided = new Map();
    this.#met = new Map();
  }

  /** What was decided is stored: it stays. */
  keep(): void {
    for (const [recordKey, { anchor, held }] of this.#decided) this.load(recordKey, anchor, held);
    this.revert();
  }

  #leave(recordKey: string, anchor: string): void {
    this.#anchors.delete(recordKey);
    const members = this.#members.get(anchor);
    members?.delete(recordKey);
    if (members?.size === 0) this.#members.delete(anchor);
  }
}
