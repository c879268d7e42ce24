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
  /**
   * Share of pairs of a household's members who have the field in common, so that they agree in it as one person does;
   * the others agree in it as strangers do. 0 to 1.
   */
  readonly householdShare: number;
  /** Probabilities of the levels before anything is learned, each summing to 1. */
  readonly defaults: {
    /** For two records of one person. */
    readonly m: readonly number[];
    /** For two people taken at random. */
    readonly u: readonly number[];
  };
}

const sumTo1 = (probabilities: readonly number[]): number[] => {
  const total = probabilities.reduce((sum, one) => sum + one, 0);
  return probabilities.map((one) => one / total);
};

interface Draft {
  readonly falling?: readonly string[];
  readonly rarity?: readonly RarityOf[];
  readonly householdShare: number;
  readonly m: readonly number[];
  readonly u: readonly number[];
}

const comparison = (name: string, levels: readonly string[], draft: Draft): Comparison => ({
  name,
  levels,
  falling: draft.falling ?? levels,
  rarity: levels.map((_, level) => draft.rarity?.[level] ?? 'none'),
  householdShare: draft.householdShare,
  defaults: { m: sumTo1(draft.m), u: sumTo1(draft.u) },
});

const names = { falling: ['same', 'similar', 'close', 'different'], rarity: ['value', 'value'] as const };

const textComparison = (name: string): Comparison =>
  comparison(name, textLevels, {
    householdShare: 0.2,
    rarity: ['value'],
    m: [0.6, 0.1, 0.1, 0.2],
    u: [0.03, 0.01, 0.06, 0.9],
  });

/** The comparisons that do not depend on the source, in the order in which explanations show them. */
const fixed: readonly Comparison[] = [
  comparison('givenName', nameLevels, {
    householdShare: 0.005,
    ...names,
    m: [0.72, 0.06, 0.03, 0.1, 0.03, 0.02, 0.02, 0.02],
    u: [0.006, 0.004, 0.003, 0.004, 0.02, 0.0005, 0.005, 0.9575],
  }),
  comparison('familyName', nameLevels, {
    householdShare: 0.8,
    ...names,
    m: [0.75, 0.06, 0.03, 0.08, 0.02, 0.02, 0.01, 0.03],
    u: [0.004, 0.003, 0.002, 0.003, 0.015, 0.0005, 0.005, 0.9675],
  }),
  comparison('fullName', fullNameLevels, {
    householdShare: 0.004,
    rarity: ['value', 'value'],
    m: [0.6, 0.12, 0.15, 0.06, 0.05, 0.02],
    u: [0.00005, 0.0001, 0.0001, 0.0005, 0.02, 0.97925],
  }),
  comparison('birthDate', dateLevels, {
    householdShare: 0.004,
    falling: ['same', 'one-digit', 'different'],
    rarity: ['value'],
    m: [0.8, 0.04, 0.02, 0.04, 0.04, 0.01, 0.015, 0.02, 0.015],
    u: [0.00004, 0.00005, 0.00003, 0.0015, 0.004, 0.003, 0.014, 0.04, 0.93738],
  }),
  comparison('sex', ['same', 'different'], { householdShare: 0, m: [0.98, 0.02], u: [0.5, 0.5] }),
  comparison('phone', setLevels, { householdShare: 0.55, m: [0.6, 0.04, 0.36], u: [0.00001, 0.00002, 0.99997] }),
  comparison('email', setLevels, { householdShare: 0.1, m: [0.7, 0.08, 0.22], u: [0.000002, 0.00002, 0.999978] }),
  comparison('identifier', setLevels, {
    householdShare: 1e-5,
    m: [0.93, 0.05, 0.02],
    u: [0.0000002, 0.000003, 0.9999968],
  }),
  comparison('street', streetLevels, {
    householdShare: 0.9,
    falling: ['same', 'similar', 'partly', 'different'],
    m: [0.6, 0.12, 0.06, 0.03, 0.19],
    u: [0.00005, 0.0001, 0.002, 0.03, 0.96785],
  }),
  comparison('place', placeLevels, {
    householdShare: 0.95,
    falling: ['same', 'similar-postcode', 'different'],
    rarity: ['postcode', 'none', 'postcode', 'value'],
    m: [0.56, 0.06, 0.04, 0.11, 0.05, 0.01, 0.09, 0.08],
    u: [0.003, 0.0005, 0.001, 0.02, 0.002, 0.003, 0.15, 0.8205],
  }),
  comparison('suffix', ['same', 'different'], { householdShare: 0.3, m: [0.95, 0.05], u: [0.5, 0.5] }),
  textComparison('birthPlace'),
];

/** A household has one family name: in all names together one is the same. */
const oneFamilyName = 0.7;

/**
 * How two members of one household agree in a field, by experience: as one person does where the household has it in
 * common, as strangers do elsewhere.
 */
export const householdDefaults = (
  { name, levels, householdShare }: Comparison,
  m: readonly number[],
  u: readonly number[],
): number[] => {
  const family = name === 'fullName' ? oneFamilyName : 0;
  return levels.map(
    (level, at) =>
      householdShare * (m[at] ?? 0) +
      (level === 'one-name' ? family : 0) +
      (1 - householdShare - family) * (u[at] ?? 0),
  );
};

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
