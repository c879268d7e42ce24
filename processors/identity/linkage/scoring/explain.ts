import { EtlError } from '../../../../core/errors.ts';
import type { Content } from '../content/values.ts';
import type { PersonLinkage } from '../linkage.ts';
import type { LinkageModel } from '../model/model.ts';
import { probabilityOf } from './scorer.ts';
import type { SilentKeys } from './silent.ts';

/** One step of the waterfall: what a field says, without saying what stands in it. */
export interface Evidence {
  readonly comparison: string;
  readonly level: string;
  /** Weight of the level against strangers and against a household, 1/256 bit. */
  readonly strangers: number;
  readonly household: number;
  /** What the rarity of the value adds against strangers, 1/256 bit. */
  readonly rarity: number;
}

/** Why two records weigh what they weigh. It holds levels and weights, and no person's data. */
export interface Explanation {
  /** Hash of the model. */
  readonly model: string;
  /** Before anything is compared, 1/256 bit. */
  readonly prior: { readonly strangers: number; readonly household: number };
  /** Fields of which both records say something, in the order of the model. */
  readonly evidence: readonly Evidence[];
  /** Sums of prior and evidence, 1/256 bit. */
  readonly strangers: number;
  readonly household: number;
  /** The smaller sum. */
  readonly weight: number;
  /** That the two are one person, 0 to 1. */
  readonly probability: number;
  /** Whether something speaks against the two whatever they weigh. */
  readonly conflict: boolean;
}

/**
 * Explains the weight of two contents of one linkage.
 *
 * @param silent keys of values that too many hold, as the weight was computed with
 */
export const explain = (linkage: PersonLinkage, a: Content, b: Content, silent?: SilentKeys): Explanation => {
  const { model, scorer } = linkage;
  const levels = scorer.levelsOf(a, b, silent).slice();
  const evidence = model.comparisons.flatMap((comparison, field): Evidence[] => {
    const at = levels[field] ?? -1;
    const level = comparison.levels[at];
    if (level === undefined) return [];
    return [
      {
        comparison: comparison.name,
        level,
        strangers: comparison.weights.strangers[at] ?? 0,
        household: comparison.weights.household[at] ?? 0,
        rarity: scorer.rarityAt(field, at, a, b),
      },
    ];
  });
  const score = scorer.score(a, b, silent);
  const { strangers, household } = model.prior;
  return {
    model: model.hash,
    prior: { strangers, household },
    evidence,
    ...score,
    probability: probabilityOf(score),
    conflict: linkage.conflict(a, b),
  };
};

const disagreement = (message: string, field: string): EtlError =>
  new EtlError('EXPLANATION_DISAGREES', 'bug', message, { component: 'processors/identity/linkage', field });

/** Whether a step has the weights that the model gives its level. */
const checkStep = (model: LinkageModel, { comparison, level, strangers, household }: Evidence): void => {
  const known = model.comparisons.find(({ name }) => name === comparison);
  const at = known?.levels.indexOf(level) ?? -1;
  if (known?.weights.strangers[at] === strangers && known.weights.household[at] === household) return;
  throw disagreement(`the weight of ${comparison} ${level} is not the model's`, comparison);
};

/**
 * Adds the weights of an explanation up again from the model.
 *
 * @throws EtlError `EXPLANATION_DISAGREES`, naming the field, when model and explanation do not agree to the last unit
 */
export const verifyExplanation = (model: LinkageModel, explanation: Explanation): void => {
  if (explanation.model !== model.hash) throw disagreement('the explanation is of another model', 'model');
  let { strangers, household } = model.prior;
  if (explanation.prior.strangers !== strangers || explanation.prior.household !== household) {
    throw disagreement("the explanation's prior is not the model's", 'prior');
  }
  for (const step of explanation.evidence) {
    checkStep(model, step);
    strangers += step.strangers + step.rarity;
    household += step.household;
  }
  const sums = { strangers, household, weight: Math.min(strangers, household) };
  for (const sum of ['strangers', 'household', 'weight'] as const) {
    if (sums[sum] !== explanation[sum]) throw disagreement(`the weights do not add up to the ${sum} stated`, sum);
  }
};
