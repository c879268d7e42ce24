import type { Cluster } from './cluster.ts';
import { anchorsOf } from './cluster.ts';
import type { OverlapDoubt, Review, WeighedDoubt } from './node.ts';

/** The evidence about which a person is asked. */
interface Doubt {
  readonly weighed?: WeighedDoubt;
  readonly overlap?: OverlapDoubt;
}

interface Asking {
  readonly conflicts: Set<string>;
  readonly candidates: Set<string>;
  readonly weighed: WeighedDoubt[];
  readonly overlaps: OverlapDoubt[];
}

/** Gathers what is asked of each record. */
export class Reviews {
  readonly #asked = new Map<string, Asking>();
  readonly #anchorOf: ReadonlyMap<string, string>;

  constructor(clusters: readonly Cluster[]) {
    this.#anchorOf = anchorsOf(clusters);
  }

  /** Asks whether a record's cluster and that of another are one; nothing when they are by now. */
  ask(recordKey: string, other: string, conflicts: readonly string[], { weighed, overlap }: Doubt = {}): void {
    const candidate = this.#anchorOf.get(other);
    if (candidate === undefined || candidate === this.#anchorOf.get(recordKey)) return;
    const asking = this.#asking(recordKey, conflicts);
    asking.candidates.add(candidate);
    if (weighed !== undefined) asking.weighed.push(weighed);
    if (overlap !== undefined) asking.overlaps.push(overlap);
  }

  /** Asks of a record why it is held as it is, and whether it is one with another of its own cluster if that is named. */
  hold(recordKey: string, reason: string, weighed?: WeighedDoubt): void {
    const asking = this.#asking(recordKey, [reason]);
    if (weighed === undefined) return;
    asking.candidates.add(this.#anchorOf.get(weighed.otherRecordKey) ?? weighed.otherRecordKey);
    asking.weighed.push(weighed);
  }

  #asking(recordKey: string, conflicts: readonly string[]): Asking {
    const asking = this.#asked.get(recordKey) ?? {
      conflicts: new Set(),
      candidates: new Set(),
      weighed: [],
      overlaps: [],
    };
    this.#asked.set(recordKey, asking);
    for (const conflict of conflicts) asking.conflicts.add(conflict);
    return asking;
  }

  /** By record key. */
  all(): Map<string, Review> {
    return new Map(
      [...this.#asked].map(([recordKey, { conflicts, candidates, weighed, overlaps }]) => [
        recordKey,
        { conflicts: [...conflicts].sort(), candidates: [...candidates].sort(), weighed, overlaps },
      ]),
    );
  }
}
