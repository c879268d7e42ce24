import { EtlError } from '../../../../core/errors.ts';
import type { Query } from '../../../../core/streamProcessor.ts';
import { explanationOf, modelByHash, verifyExplanation } from '../../../../processors/index.ts';
import type { LinkageModel } from '../../../../processors/index.ts';
import type { StoredDecision } from '../../../decisions/index.ts';

/**
 * What came of adding up the weights of a decision again.
 *
 * - `agrees`: model and waterfall agree to the last unit.
 * - `disagrees`: they do not.
 * - `unknown-model`: the model is no longer known, or this program cannot read it; nothing can be said.
 */
export interface Verification {
  readonly outcome: 'agrees' | 'disagrees' | 'unknown-model';
  /** What is wrong, in words; null when nothing is. */
  readonly detail: string | null;
}

/** Gives the model with a hash, or why there is none. */
export type Models = (hash: string) => Promise<LinkageModel | string>;

/** Models from the resolver's state, each read once. */
export const modelsIn = (query: Query): Models => {
  const known = new Map<string, Promise<LinkageModel | string>>();
  const read = async (hash: string): Promise<LinkageModel | string> => {
    try {
      return (await modelByHash(query, hash)) ?? `model ${hash} is no longer known`;
    } catch (thrown) {
      if (thrown instanceof EtlError && thrown.code === 'MODEL_OF_ANOTHER_VERSION') return thrown.message;
      throw thrown;
    }
  };
  return (hash) => {
    const found = known.get(hash) ?? read(hash);
    known.set(hash, found);
    return found;
  };
};

/**
 * Adds the weights of a decision up again from its model.
 *
 * @returns undefined for a decision that nothing was weighed for
 * @throws EtlError `config` `MODEL_ALTERED` and the like for a model that is not what was frozen
 */
export const verifyDecision = async (
  { decision: { weighed } }: StoredDecision,
  models: Models,
): Promise<Verification | undefined> => {
  if (weighed === null) return undefined;
  const model = await models(weighed.model);
  if (typeof model === 'string') return { outcome: 'unknown-model', detail: model };
  try {
    verifyExplanation(model, explanationOf(weighed));
    return { outcome: 'agrees', detail: null };
  } catch (thrown) {
    if (thrown instanceof EtlError && thrown.code === 'EXPLANATION_DISAGREES')
      return { outcome: 'disagrees', detail: thrown.message };
    throw thrown;
  }
};
