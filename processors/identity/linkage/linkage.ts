import { rulesNamed } from './blocking/rules.ts';
import { createDictionary } from './content/dictionary.ts';
import type { Content } from './content/values.ts';
import type { Linkage } from './edges/index.ts';
import type { LinkageModel } from './model/model.ts';
import type { PersonProfile } from './profile.ts';
import { createConflict } from './scoring/conflict.ts';
import { createScorer, rarityOf, type Scorer } from './scoring/scorer.ts';

/** A model at work: makes contents of profiles and says who may be whom. */
export interface PersonLinkage extends Linkage<Content> {
  readonly model: LinkageModel;
  readonly contentOf: (profile: PersonProfile) => Content;
  readonly scorer: Scorer;
  ruleOf(content: Content, key: number): string;
}

/** What a linkage weighs. */
export interface LinkageOptions {
  /** False where identifiers link by a rule of their own and are no part of the weight; true when absent. */
  readonly weighIdentifiers?: boolean;
}

/**
 * Puts a model to work. Contents of one linkage must not be given to another: they hold its model's rarities.
 */
export const createPersonLinkage = (
  model: LinkageModel,
  { weighIdentifiers = true }: LinkageOptions = {},
): PersonLinkage => {
  const dictionary = createDictionary({ texts: model.texts, rarity: rarityOf(model) });
  const rules = rulesNamed(model.blocking.rules);
  const scorer = createScorer(model);
  const conflict = createConflict();
  return {
    model,
    scorer,
    contentOf: weighIdentifiers
      ? dictionary.contentOf
      : (profile) => dictionary.contentOf({ ...profile, identifiers: [] }),
    keysOf: (content) => rules.flatMap((rule) => rule.keysOf(content)),
    contentId: ({ id }) => id,
    weight: scorer.weight,
    conflict,
    ruleOf: (content, key) => rules.find((rule) => rule.keysOf(content).includes(key))?.name ?? 'unknown',
  };
};
