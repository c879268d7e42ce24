import type { Comparison } from '../comparisons/catalogue.ts';
import { currentVersions, freezeModel } from './freeze.ts';
import { inUnits, type LinkageModel, type ModelDraft } from './model.ts';

/** Probabilities of the levels of one comparison in the three classes. */
export interface Estimates {
  readonly m: readonly number[];
  readonly u: readonly number[];
  readonly household: readonly number[];
}

/** What a model is put together from. */
export interface ModelParts {
  readonly kind: LinkageModel['kind'];
  readonly texts: readonly string[];
  readonly comparisons: readonly Comparison[];
  /** By comparison. */
  readonly estimates: readonly Estimates[];
  readonly size: number;
  readonly matchesPerRecord: number;
  readonly householdPairsPerRecord: number;
  readonly rarity: LinkageModel['rarity'];
  readonly rules: readonly string[];
  readonly cap: number;
  readonly training: LinkageModel['training'];
}

/** A level says no more than this, for or against: nothing that was typed in is surer. */
const most = 24;

/** Figures in the file are for reading; what counts are the weights. */
const shown = (probability: number): number => Number(probability.toPrecision(6));

const bits = (upper: number, lower: number): number =>
  inUnits(Math.max(-most, Math.min(most, Math.log2(upper / lower))));

/**
 * The priors of a registry, in 1/256 bit: how likely two records taken at random are one person, against their being
 * strangers and against their being members of one household.
 */
export const priorsOf = (parts: Pick<ModelParts, 'size' | 'matchesPerRecord' | 'householdPairsPerRecord'>) => {
  const pairs = Math.max(1, (parts.size - 1) / 2);
  const lambda = Math.min(0.5, parts.matchesPerRecord / pairs);
  return {
    strangers: inUnits(Math.log2(lambda / (1 - lambda))),
    household: inUnits(Math.log2(parts.matchesPerRecord / parts.householdPairsPerRecord)),
  };
};

/** Puts a model together and freezes it. Link line +8 bits, review line 0: odds of 256 to 1, and evens. */
export const assembleModel = (parts: ModelParts): LinkageModel => {
  const draft: ModelDraft = {
    format: 1,
    kind: parts.kind,
    versions: currentVersions,
    texts: [...parts.texts],
    comparisons: parts.comparisons.map(({ name, levels }, index) => {
      const { m = [], u = [], household = [] } = parts.estimates[index] ?? {};
      return {
        name,
        levels: [...levels],
        m: m.map(shown),
        u: u.map(shown),
        household: household.map(shown),
        weights: {
          strangers: m.map((probability, level) => bits(probability, u[level] ?? 1)),
          household: m.map((probability, level) => bits(probability, household[level] ?? 1)),
        },
      };
    }),
    prior: {
      size: parts.size,
      matchesPerRecord: shown(parts.matchesPerRecord),
      householdPairsPerRecord: shown(parts.householdPairsPerRecord),
      ...priorsOf(parts),
    },
    rarity: parts.rarity,
    blocking: { rules: [...parts.rules], cap: parts.cap },
    lines: { link: inUnits(8), review: inUnits(0) },
    training: parts.training,
  };
  return freezeModel(draft);
};
