import { BLOCKING_VERSION, isValueKey, rulesNamed } from './blocking/rules.ts';
import { createComparer } from './comparisons/compare.ts';
import { createDictionary } from './content/dictionary.ts';
import { hash53 } from './content/hash.ts';
import type { Content } from './content/values.ts';
import type { ContentStore, Linkage } from './edges/index.ts';
import type { LinkageModel } from './model/model.ts';
import { PackedContents } from './packed/contents.ts';
import { LooseContent } from './packed/loose.ts';
import type { PersonProfile } from './profile.ts';
import { createConflict } from './scoring/conflict.ts';
import { createScorer, rarityOf, type Scorer } from './scoring/scorer.ts';

/** A model at work: makes contents of profiles and says who may be whom. */
export interface PersonLinkage extends Linkage<Content> {
  readonly model: LinkageModel;
  readonly contentOf: (profile: PersonProfile) => Content;
  /** Tells the blocking rules from others, and from those of another version. */
  readonly rulesHash: number;
  /**
   * A content that `writeLoose` wrote from a place in a buffer on, by a linkage with the same further texts.
   *
   * @param keys its blocking keys where they are known, by rules with the same hash
   */
  readonly stored: (buffer: Buffer, start: number, keys: readonly number[] | undefined) => Content;
  readonly scorer: Scorer;
  ruleOf(content: Content, key: number): string;
  contents(): ContentStore<Content>;
}

/** How many values of a kind are remembered, about: names and places that come again and again. */
const remembered = 2048;

/** How many different contents a phone number or an e-mail address may have before it says nothing: a large household's. */
const mostHolders = 20;

/**
 * How many records may say the very same before it says nothing of anybody. A registry that repeats a person does so a few
 * times; a hundred times is an example from a form, or somebody trying things out.
 */
export const mostAlike = 100;

/** How a model is put to work. */
export interface LinkageOptions {
  /**
   * False where somebody else links by identifiers and tells which of them too many people share: they are neither
   * compared nor a blocking key then, and only contradict each other. True when absent.
   */
  readonly weighIdentifiers?: boolean;
}

/**
 * Puts a model to work. Contents of one linkage must not be given to another: they hold its model's rarities.
 */
export const createPersonLinkage = (model: LinkageModel, options: LinkageOptions = {}): PersonLinkage => {
  const without = options.weighIdentifiers === false ? ['identifier'] : [];
  const dictionary = createDictionary({ texts: model.texts, rarity: rarityOf(model), remembered });
  const rules = rulesNamed(model.blocking.rules.filter((name) => !without.includes(name)));
  const comparer = createComparer();
  const scorer = createScorer(model, comparer, without);
  const conflict = createConflict(comparer);
  // Whoever takes a content in asks for its keys, and whoever stores it then asks again.
  let last: { readonly content: Content | undefined; readonly keys: readonly number[] } = {
    content: undefined,
    keys: [],
  };
  const unpack = (content: Content): Content => {
    const alone = new PackedContents(dictionary.interning);
    alone.set(0, content);
    return alone.get(0);
  };
  return {
    model,
    scorer,
    contentOf: dictionary.contentOf,
    keysOf: (content) => {
      if (content instanceof LooseContent && content.keys !== undefined) return content.keys;
      if (content === last.content) return last.keys;
      const keys: number[] = [];
      for (const rule of rules) for (const key of rule.keysOf(content)) keys.push(key);
      last = { content, keys };
      return keys;
    },
    rulesHash: hash53(`${String(BLOCKING_VERSION)} ${rules.map(({ name }) => name).join(' ')}`),
    contentId: ({ id }) => id,
    weight: scorer.weight,
    isValueKey,
    capOf: (key) => (isValueKey(key) ? mostHolders : model.blocking.cap),
    conflict,
    ruleOf: (content, key) => rules.find((rule) => rule.keysOf(content).includes(key))?.name ?? 'unknown',
    stored: (buffer, start, keys) => new LooseContent(buffer, start, { keys, unpack }),
    contents: () => new PackedContents(dictionary.interning),
  };
};
