import { dateLevels } from './dates.ts';
import { fullNameLevels, nameLevels } from './names.ts';
import { setLevels } from './sets.ts';
import { placeLevels, streetLevels, textLevels } from './texts.ts';

/** Raise it whenever a comparison gives another level for the same two contents: models are made for one version. */
export const COMPARATOR_VERSION = 1;

/** Whose rarity is added to the weight of a level: nobody's, the value's, or (for places) the postcode's. */
export type RarityOf = 'none' | 'value' | 'postcode';

/** One field of two contents compared: a named level for every way in which they can agree or differ. */
export interface Comparison {
  /** A field of the content, or the name of one of its texts. */
  readonly name: string;
  /** Names of the levels, by index; null (index −1) is no evidence. */
  readonly levels: readonly string[];
  /** Levels whose weights may not rise along the list. */
  readonly falling: readonly string[];
  /** By level. */
  readonly rarity: readonly RarityOf[];
  /** Whether members of a household have it in common: then agreement says little against them. */
  readonly householdShares: boolean;
  /** Probabilities of the levels before anything is learned, each summing to 1. */
  readonly defaults: {
    /** For two records of one person. */
    readonly m: readonly number[];
    /** For two people taken at random. */
    readonly u: readonly number[];
    /** For two members of one household. */
    readonly household: readonly number[];
  };
}

const sumTo1 = (probabilities: readonly number[]): number[] => {
  const total = probabilities.reduce((sum, one) => sum + one, 0);
  return probabilities.map((one) => one / total);
};

interface Draft {
  readonly falling?: readonly string[];
  readonly rarity?: readonly RarityOf[];
  readonly householdShares?: boolean;
  readonly m: readonly number[];
  readonly u: readonly number[];
  readonly household: readonly number[];
}

const comparison = (name: string, levels: readonly string[], draft: Draft): Comparison => ({
  name,
  levels,
  falling: draft.falling ?? levels,
  rarity: levels.map((_, level) => draft.rarity?.[level] ?? 'none'),
  householdShares: draft.householdShares ?? false,
  defaults: { m: sumTo1(draft.m), u: sumTo1(draft.u), household: sumTo1(draft.household) },
});

const names = { falling: ['same', 'similar', 'close', 'different'], rarity: ['value', 'value'] as const };

const textComparison = (name: string): Comparison =>
  comparison(name, textLevels, {
    rarity: ['value'],
    m: [0.6, 0.1, 0.1, 0.2],
    u: [0.03, 0.01, 0.06, 0.9],
    household: [0.15, 0.03, 0.08, 0.74],
  });

/** The comparisons that do not depend on the source, in the order in which explanations show them. */
const fixed: readonly Comparison[] = [
  comparison('givenName', nameLevels, {
    ...names,
    m: [0.72, 0.06, 0.03, 0.1, 0.03, 0.02, 0.02, 0.02],
    u: [0.006, 0.004, 0.003, 0.004, 0.02, 0.0005, 0.005, 0.9575],
    household: [0.01, 0.02, 0.006, 0.01, 0.03, 0.001, 0.01, 0.913],
  }),
  comparison('familyName', nameLevels, {
    ...names,
    householdShares: true,
    m: [0.75, 0.06, 0.03, 0.08, 0.02, 0.02, 0.01, 0.03],
    u: [0.004, 0.003, 0.002, 0.003, 0.015, 0.0005, 0.005, 0.9675],
    household: [0.7, 0.08, 0.02, 0.03, 0.01, 0.002, 0.01, 0.148],
  }),
  comparison('fullName', fullNameLevels, {
    rarity: ['value', 'value'],
    m: [0.6, 0.12, 0.15, 0.06, 0.05, 0.02],
    u: [0.00005, 0.0001, 0.0001, 0.0005, 0.02, 0.97925],
    household: [0.001, 0.003, 0.004, 0.02, 0.75, 0.222],
  }),
  comparison('birthDate', dateLevels, {
    falling: ['same', 'one-digit', 'different'],
    rarity: ['value'],
    m: [0.84, 0.02, 0.04, 0.04, 0.01, 0.015, 0.02, 0.015],
    u: [0.00004, 0.00003, 0.0015, 0.004, 0.003, 0.014, 0.04, 0.93743],
    household: [0.008, 0.0003, 0.003, 0.006, 0.003, 0.02, 0.05, 0.9097],
  }),
  comparison('sex', ['same', 'different'], { m: [0.98, 0.02], u: [0.5, 0.5], household: [0.48, 0.52] }),
  comparison('phone', setLevels, {
    householdShares: true,
    m: [0.6, 0.04, 0.36],
    u: [0.00001, 0.00002, 0.99997],
    household: [0.45, 0.01, 0.54],
  }),
  comparison('email', setLevels, {
    m: [0.7, 0.08, 0.22],
    u: [0.000002, 0.00002, 0.999978],
    household: [0.08, 0.01, 0.91],
  }),
  comparison('identifier', setLevels, {
    m: [0.93, 0.05, 0.02],
    u: [0.0000002, 0.000003, 0.9999968],
    household: [0.000002, 0.00003, 0.999968],
  }),
  comparison('street', streetLevels, {
    falling: ['same', 'similar', 'partly', 'different'],
    householdShares: true,
    m: [0.6, 0.12, 0.06, 0.03, 0.19],
    u: [0.00005, 0.0001, 0.002, 0.03, 0.96785],
    household: [0.7, 0.12, 0.04, 0.02, 0.12],
  }),
  comparison('place', placeLevels, {
    falling: ['same', 'similar', 'different'],
    rarity: ['postcode', 'postcode', 'value'],
    householdShares: true,
    m: [0.6, 0.05, 0.12, 0.06, 0.09, 0.08],
    u: [0.003, 0.001, 0.02, 0.005, 0.15, 0.821],
    household: [0.7, 0.05, 0.12, 0.05, 0.04, 0.04],
  }),
  comparison('suffix', ['same', 'different'], { m: [0.95, 0.05], u: [0.5, 0.5], household: [0.4, 0.6] }),
  textComparison('birthPlace'),
];

/**
 * All comparisons of a linkage.
 *
 * @param texts names of the further texts that the source has, in order
 */
export const comparisonsFor = (texts: readonly string[]): readonly Comparison[] => [
  ...fixed,
  ...texts.map(textComparison),
];

/** Number of comparisons before the first text. */
export const fixedComparisons = fixed.length;
