import { addTo } from '../collections.ts';
import { RegistrantClasses } from './registrantClasses.ts';

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
  /** Of records that met in this batch. */
  #classes = new RegistrantClasses();
  /** In components of this batch. */
  #seen = new Set<string>();

  /** Takes in what is stored, without a reservation. */
  load(recordKey: string, anchor: string, held: boolean): void {
    const before = this.#anchors.get(recordKey);
    if (before !== undefined && before !== anchor) this.#leave(recordKey, before);
    if (anchor !== recordKey) {
      this.#anchors.set(recordKey, anchor);
      addTo(this.#members, anchor, recordKey);
    }
    if (held) this.#held.add(recordKey);
    else this.#held.delete(recordKey);
  }

  /** Anchor of the registrant or group to which a record belongs, as it is stored; the record where it is not known. */
  anchorOf(recordKey: string): string {
    return this.#anchors.get(recordKey) ?? recordKey;
  }

  /** Records that belong to an anchor and are not anchors themselves, as they are stored. */
  linkedTo(anchor: string): Iterable<string> {
    return this.#members.get(anchor) ?? [];
  }

  /** Records that may belong to one registrant with one of some records, these among them. */
  mates(recordKeys: readonly string[]): Set<string> {
    const found = new Set(recordKeys);
    const add = (mates: Iterable<string>): void => {
      for (const mate of mates) found.add(mate);
    };
    const anchors = new Set(recordKeys.map((recordKey) => this.anchorOf(recordKey)));
    add(anchors);
    for (const anchor of anchors) add(this.linkedTo(anchor));
    for (const met of new Set(recordKeys.map((recordKey) => this.#classes.of(recordKey)))) add(met);
    return found;
  }

  /** Notes records that are in one component in this batch. */
  meet(recordKeys: readonly string[]): void {
    this.#classes.unite(recordKeys);
    for (const recordKey of recordKeys) this.#seen.add(recordKey);
  }

  /** Records of which something may be held. */
  mayBeHeld(): Set<string> {
    return new Set([...this.#held, ...this.#seen]);
  }

  /** Notes what was decided of a record. */
  decide(recordKey: string, anchor: string, held: boolean): void {
    this.#decided.set(recordKey, { anchor, held });
  }

  /** Takes back everything since the last {@link Places.keep}. */
  revert(): void {
    this.#decided = new Map();
    this.#classes = new RegistrantClasses();
    this.#seen = new Set();
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
