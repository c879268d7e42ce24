import { comparisonsFor, householdDefaults, type Comparison } from '../comparisons/catalogue.ts';
import { assembleModel, type Estimates } from './assemble.ts';
import type { LinkageModel } from './model.ts';

/** Rules for a registry of a million: those that cost few pairs a record whatever the names. */
const starterRules = [
  'identifier',
  'phone',
  'email',
  'birth-date+given-initial',
  'birth-date+family-initial',
  'names+birth-year',
  'address',
] as const;

/** What is thought of a comparison before anything is learned. */
export const starterEstimates = (comparison: Comparison): Estimates => {
  const { m, u } = comparison.defaults;
  return { m, u, household: householdDefaults(comparison, m, u) };
};

/**
 * The model to begin with, before there is anything to learn from: weights by experience, no name rarer than another.
 * What it weighs belongs before a person; only identifiers link by themselves under it.
 *
 * @param options.size records that the registry is expected to hold
 * @param options.texts names of further texts that the source has
 */
export const starterModel = (
  options: { readonly size?: number; readonly texts?: readonly string[] } = {},
): LinkageModel => {
  const texts = options.texts ?? [];
  const comparisons = comparisonsFor(texts);
  return assembleModel({
    kind: 'starter',
    texts,
    comparisons,
    estimates: comparisons.map(starterEstimates),
    size: options.size ?? 1_000_000,
    matchesPerRecord: 0.1,
    householdPairsPerRecord: 1,
    rarity: {},
    rules: starterRules,
    cap: 200,
    training: null,
  });
};
