import type { GrowingClusters } from './growing.ts';

/** What tells a clear choice from an ambiguous one, in 1/256 bit. */
export interface Choice {
  /** The least mean weight across two clusters that may become one. */
  readonly guard: number;
  /** By how much the evidence has to be better than that for a rival. */
  readonly margin: number;
}

/**
 * Finds ambiguous choices: two clusters that may become one, but one of them, the chooser, could as well become one with
 * a rival of the other. A rival is a third cluster which is not the same person as the other (a cannot-link or a conflict
 * stands between), which has an edge to the chooser that links by itself and a mean across that reaches the guard, and for
 * which the evidence is not worse by more than the margin. Whoever took the first of the two would decide by the order of
 * record ids.
 *
 * The evidence is the mean weight over all pairs across, not the strongest edge. It is the measure by which clusters are
 * merged, so that a choice is clear by the same number that makes it. The strongest of many edges grows with how often a
 * person was registered, and one copied misspelling suffices for it; a mean favours neither the larger cluster nor luck.
 */
export class Rivals<Content> {
  readonly #clusters: GrowingClusters<Content>;
  readonly #choice: Choice;
  /** A cluster to nodes of clusters that were its rivals once: where choices are ambiguous they mostly are it again. */
  readonly #known = new Map<number, Set<number>>();

  constructor(clusters: GrowingClusters<Content>, choice: Choice) {
    this.#clusters = clusters;
    this.#choice = choice;
  }

  /**
   * Makes two clusters that may become one by weight one, unless the choice is ambiguous.
   *
   * @returns whether it was clear
   */
  merge(x: number, y: number): boolean {
    const clusters = this.#clusters;
    const least = Math.max(this.#choice.guard, clusters.mean(x, y) - this.#choice.margin);
    if (this.#hasKnown(x, y, least) || this.#hasKnown(y, x, least)) return false;
    const besideX = this.#compatible(x, y, least);
    const besideY = besideX && this.#compatible(y, x, least);
    if (besideX === undefined || besideY === undefined) return false;
    for (const other of besideX) clusters.clear(x, y, other);
    for (const other of besideY) clusters.clear(y, x, other);
    clusters.merge(x, y);
    return true;
  }

  /** Asks first those that were rivals before, so that not every neighbour is asked for every edge. */
  #hasKnown(chooser: number, partner: number, least: number): boolean {
    const clusters = this.#clusters;
    for (const node of this.#known.get(partner) ?? []) {
      const other = clusters.find(node);
      if (other === partner || !clusters.isChoice(chooser, other, least)) continue;
      if (clusters.forbidden(partner, other) && !clusters.forbidden(chooser, other)) return true;
    }
    return false;
  }

  /** The clusters that the chooser could choose as well and that may be one with the partner; undefined for a rival. */
  #compatible(chooser: number, partner: number, least: number): number[] | undefined {
    const found: number[] = [];
    for (const other of this.#clusters.choicesOf(chooser, least)) {
      if (other === partner) continue;
      if (!this.#clusters.forbidden(partner, other)) {
        found.push(other);
        continue;
      }
      if (this.#clusters.forbidden(chooser, other)) continue;
      const known = this.#known.get(partner);
      if (known === undefined) this.#known.set(partner, new Set([other]));
      else known.add(other);
      return undefined;
    }
    return found;
  }
}
