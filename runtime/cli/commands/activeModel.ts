import type { Query } from '../../../core/streamProcessor.ts';
import { activeModel, type StoredModel } from '../../../processors/index.ts';

/** By which model the resolver weighs, without the model itself. */
export type ActiveModel = Omit<StoredModel, 'artefact'>;

/** The model that is active as far as the resolver has come; undefined: the starter that the program brings along. */
export const activeModelOf = async (query: Query): Promise<ActiveModel | undefined> => {
  const found = await activeModel(query);
  if (found === undefined) return undefined;
  const { hash, activatedBy, activatedAt } = found;
  return { hash, activatedBy, activatedAt };
};

/** The active model in words. */
export const describeActive = (active: ActiveModel | null | undefined): string =>
  active == null
    ? 'the starter that the program brings along: only identifiers and verdicts link'
    : `model ${active.hash.slice(0, 16)}, activated by ${active.activatedBy} at ${new Date(active.activatedAt).toISOString()}`;
