import { comparisonsFor } from '../comparisons/catalogue.ts';
import { fieldIndex, type Comparer } from '../comparisons/compare.ts';
import type { Rarity } from '../content/interning.ts';
import { hash53 } from '../content/hash.ts';
import type { Content } from '../content/values.ts';
import type { LinkageModel } from '../model/model.ts';
import { hush, type SilentKeys } from './silent.ts';

/** The name under which a model keeps the rarity of a value: a hash, because values are people's data. */
export const rarityKey = (value: string): string => hash53(value, 3).toString(36);

/** What a model knows of the rarity of values. For all names together it is the sum over the names. */
export const rarityOf = (model: LinkageModel): Rarity => {
  const of = (field: string, value: string): number => {
    const known = model.rarity[field];
    return known === undefined ? 0 : (known.values[rarityKey(value)] ?? known.unknown);
  };
  return (field, key, tokens) => {
    if (field !== 'fullName') return of(field, key);
    const most = 12 * 256;
    const sum = tokens.reduce((total, { native }) => total + of('fullName', native), 0);
    return Math.max(-most, Math.min(most, sum + (model.rarity['fullName.base']?.unknown ?? 0)));
  };
};

/** The two sides of the evidence and what comes of them, 1/256 bit. */
export interface Score {
  /** The smaller of the two: how much speaks for one person. */
  readonly weight: number;
  readonly strangers: number;
  readonly household: number;
}

/** Weighs pairs of contents by a model. */
export interface Scorer {
  /** Levels of all comparisons; valid until the next call. */
  readonly levelsOf: (a: Content, b: Content, silent?: SilentKeys) => Int8Array;
  /** Symmetric. */
  readonly score: (a: Content, b: Content, silent?: SilentKeys) => Score;
  /** The same as `score(a, b).weight`, without making an object. */
  readonly weight: (a: Content, b: Content, silent?: SilentKeys) => number;
  /** What the rarity of the values adds at a comparison's level, 1/256 bit. */
  readonly rarityAt: (field: number, level: number, a: Content, b: Content) => number;
}

type ValueOf = (content: Content) => { readonly rarity: number; readonly postcodeRarity?: number } | null;

const valuesOf = (texts: readonly string[]): readonly (ValueOf | undefined)[] => {
  const fixed: (ValueOf | undefined)[] = [];
  fixed[fieldIndex.givenName] = ({ given }) => given;
  fixed[fieldIndex.familyName] = ({ family }) => family;
  fixed[fieldIndex.fullName] = ({ full }) => full;
  fixed[fieldIndex.birthDate] = ({ birth }) => birth;
  fixed[fieldIndex.street] = ({ street }) => street;
  fixed[fieldIndex.place] = ({ place }) => place;
  fixed[fieldIndex.birthPlace] = ({ birthPlace }) => birthPlace;
  return [
    ...fixed,
    ...texts.map(
      (_, index): ValueOf =>
        ({ texts: all }) =>
          all[index] ?? null,
    ),
  ];
};

/**
 * Makes a scorer. The contents must come from a dictionary with {@link rarityOf} the same model.
 *
 * @param without names of comparisons that count as unknown, whatever the contents say
 */
export const createScorer = (model: LinkageModel, comparer: Comparer, without: readonly string[] = []): Scorer => {
  const comparisons = comparisonsFor(model.texts);
  const ignored = comparisons.flatMap(({ name }, field) => (without.includes(name) ? [field] : []));
  const compare = (a: Content, b: Content, into: Int8Array, silent: SilentKeys | undefined): void => {
    comparer.compare(a, b, into);
    hush(a, b, into, silent);
    for (const field of ignored) into[field] = -1;
  };
  const count = comparisons.length;
  const levels = new Int8Array(count);
  const strangers = model.comparisons.map(({ weights }) => Int32Array.from(weights.strangers));
  const household = model.comparisons.map(({ weights }) => Int32Array.from(weights.household));
  const rarity = comparisons.map((comparison) => comparison.rarity);
  const values = valuesOf(model.texts);
  const sides = { strangers: 0, household: 0 };

  const rarityAt = (field: number, level: number, a: Content, b: Content): number => {
    const whose = rarity[field]?.[level];
    if (whose === undefined || whose === 'none') return 0;
    const [mine, theirs] = [values[field]?.(a), values[field]?.(b)];
    if (mine == null || theirs == null) return 0;
    // Of two names of which one holds the other, the commoner is the one that both have.
    return whose === 'value'
      ? Math.min(mine.rarity, theirs.rarity)
      : Math.min(mine.postcodeRarity ?? 0, theirs.postcodeRarity ?? 0);
  };

  const add = (a: Content, b: Content, silent: SilentKeys | undefined): void => {
    compare(a, b, levels, silent);
    let [one, other] = [model.prior.strangers, model.prior.household];
    for (let field = 0; field < count; field += 1) {
      const level = levels[field] as number;
      if (level < 0) continue;
      one += (strangers[field] as Int32Array)[level] as number;
      other += (household[field] as Int32Array)[level] as number;
      if (rarity[field]?.[level] !== 'none') one += rarityAt(field, level, a, b);
    }
    sides.strangers = one;
    sides.household = other;
  };

  return {
    levelsOf: (a, b, silent) => {
      compare(a, b, levels, silent);
      return levels;
    },
    score: (a, b, silent) => {
      add(a, b, silent);
      return { ...sides, weight: Math.min(sides.strangers, sides.household) };
    },
    weight: (a, b, silent) => {
      add(a, b, silent);
      return Math.min(sides.strangers, sides.household);
    },
    rarityAt,
  };
};

/**
 * The probability that two records are one person, given that they are that, members of one household, or strangers.
 *
 * @returns 0 to 1
 */
export const probabilityOf = ({ strangers, household }: Pick<Score, 'strangers' | 'household'>): number =>
  1 / (1 + 2 ** (-strangers / 256) + 2 ** (-household / 256));
