import type { Judgement } from '../../../schemas/generated/types.ts';

/** What a person judged of a pair of records, in force. */
export type Standing = Exclude<Judgement, 'none'>;

/** A verdict on two records. */
export interface PairVerdict {
  readonly a: string;
  readonly b: string;
  readonly judgement: Standing;
}

/** Persons' verdicts on pairs of records, whether or not the records were met yet. */
export class Verdicts {
  readonly #of = new Map<string, Map<string, Standing>>();

  /** @returns what was in force before; `none` when nothing was */
  set(a: string, b: string, judgement: Judgement): Judgement {
    const before = this.between(a, b) ?? 'none';
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const known = this.#of.get(one) ?? new Map<string, Standing>();
      if (judgement === 'none') known.delete(other);
      else known.set(other, judgement);
      if (known.size === 0) this.#of.delete(one);
      else this.#of.set(one, known);
    }
    return before;
  }

  /**
   * Takes back every verdict on a record.
   *
   * @returns those that were in force
   */
  forget(recordKey: string): readonly (readonly [other: string, judgement: Standing])[] {
    const forgotten = [...this.of(recordKey)];
    for (const [other] of forgotten) this.set(recordKey, other, 'none');
    return forgotten;
  }

  between(a: string, b: string): Standing | undefined {
    return this.#of.get(a)?.get(b);
  }

  /** Verdicts on a record, by the other record's key. */
  of(recordKey: string): Iterable<readonly [other: string, judgement: Standing]> {
    return this.#of.get(recordKey) ?? [];
  }

  /** Verdicts between some records, and those that say of one of them that it is another than somebody else; in order. */
  about(recordKeys: ReadonlySet<string>): PairVerdict[] {
    const found: PairVerdict[] = [];
    for (const a of recordKeys) {
      for (const [b, judgement] of this.of(a)) {
        if (!recordKeys.has(b)) {
          // They may be kept one for all that, so that whoever keeps them has to know.
          if (judgement === 'different') found.push(a < b ? { a, b, judgement } : { a: b, b: a, judgement });
        } else if (a < b) found.push({ a, b, judgement });
      }
    }
    return found.sort((x, y) => (x.a < y.a || (x.a === y.a && x.b < y.b) ? -1 : 1));
  }
}
