import type { DecisionKind } from '../../../schemas/generated/types.ts';
import type { EntityIds } from '../ids.ts';
import type { BeforeAll, Clustered, Lineage } from '../lineage.ts';
import type { Merge, Split } from './difference.ts';

const sorted = (texts: Iterable<string>): string[] => [...texts].sort();

interface Parting {
  readonly anchors: Set<string>;
  readonly recordKeys: string[];
}

/** Gathers, component by component, who becomes whom. */
export class Changes {
  readonly decisions: Partial<Record<DecisionKind, number>> = {};
  readonly #idOf: EntityIds;
  readonly #merges: Merge[] = [];
  /** Anchor of a registrant as it was → where its records belong by now. */
  readonly #partings = new Map<string, Parting>();

  constructor(idOf: EntityIds) {
    this.#idOf = idOf;
  }

  /**
   * @param before how the component's records were
   * @param lineage the decisions that led there
   */
  add({ clusters }: Clustered, before: BeforeAll, lineage: readonly Lineage[]): void {
    for (const { kind } of lineage) this.decisions[kind] = (this.decisions[kind] ?? 0) + 1;
    const weights = new Map(
      lineage.flatMap(({ kind, recordKey, weighed }) =>
        weighed === null || kind === 'review_opened' ? [] : [[recordKey, weighed.weight] as const],
      ),
    );
    for (const { anchor, members } of clusters) {
      if (anchor.kind !== 'individual') continue;
      const registrants = new Set<string>();
      for (const { recordKey } of members) {
        const from = before.get(recordKey)?.anchor ?? recordKey;
        registrants.add(from);
        const parting = this.#partings.get(from) ?? { anchors: new Set(), recordKeys: [] };
        this.#partings.set(from, parting);
        parting.anchors.add(anchor.recordKey);
        parting.recordKeys.push(recordKey);
      }
      if (registrants.size < 2) continue;
      const found = members.map(({ recordKey }) => weights.get(recordKey)).filter((weight) => weight !== undefined);
      this.#merges.push({
        registrantId: this.#idOf(anchor.recordKey),
        registrantIds: sorted([...registrants].map(this.#idOf)),
        recordKeys: sorted(members.map(({ recordKey }) => recordKey)),
        leastWeight: found.length === 0 ? null : Math.min(...found),
      });
    }
  }

  /** How many registrants there were. */
  get registrants(): number {
    return this.#partings.size;
  }

  /** Weakest evidence first. */
  get merges(): Merge[] {
    return this.#merges.sort(
      (a, b) => (a.leastWeight ?? Infinity) - (b.leastWeight ?? Infinity) || (a.registrantId < b.registrantId ? -1 : 1),
    );
  }

  /** By id. */
  get splits(): Split[] {
    return [...this.#partings]
      .filter(([, { anchors }]) => anchors.size > 1)
      .map(([from, { anchors, recordKeys }]) => ({
        registrantId: this.#idOf(from),
        into: sorted([...anchors].map(this.#idOf)),
        recordKeys: sorted(recordKeys),
      }))
      .sort((a, b) => (a.registrantId < b.registrantId ? -1 : 1));
  }
}
