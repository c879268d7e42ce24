import { hash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import { EtlError } from '../../../../core/errors.ts';
import { NORMALISER_VERSION } from '../../../normalise/index.ts';
import { BLOCKING_VERSION } from '../blocking/rules.ts';
import { COMPARATOR_VERSION, comparisonsFor } from '../comparisons/catalogue.ts';
import { modelSchema, type LinkageModel, type ModelDraft } from './model.ts';

const component = 'processors/identity/linkage';

/** SHA-256 over the model as JSON with sorted keys, in hexadecimal. */
const hashOf = (draft: ModelDraft): string => hash('sha256', stringify(draft), 'hex');

/** Freezes a model: from here on its hash names it, and nothing in it may change. */
export const freezeModel = (draft: ModelDraft): LinkageModel => ({ ...draft, hash: hashOf(draft) });

/** The versions of the code for which a model made now is valid. */
export const currentVersions = {
  normaliser: NORMALISER_VERSION,
  comparators: COMPARATOR_VERSION,
  blocking: BLOCKING_VERSION,
} as const;

const refuse = (code: string, message: string, field: string): EtlError =>
  new EtlError(code, 'config', message, { component, field });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new EtlError(
      'MODEL_UNREADABLE',
      'config',
      'the model is not JSON; was the file cut short, or is it another file?',
      { component, field: 'model' },
      error,
    );
  }
};

const checkVersions = ({ versions }: LinkageModel): void => {
  for (const part of ['normaliser', 'comparators', 'blocking'] as const) {
    if (versions[part] === currentVersions[part]) continue;
    throw refuse(
      'MODEL_OF_ANOTHER_VERSION',
      `the model was made for version ${String(versions[part])} of the ${part}, and this program has version ` +
        `${String(currentVersions[part])}; train it again`,
      `versions.${part}`,
    );
  }
};

const checkComparisons = (model: LinkageModel): void => {
  const expected = comparisonsFor(model.texts);
  expected.forEach(({ name, levels }, index) => {
    const found = model.comparisons[index];
    const lists = [found?.levels, found?.m, found?.u, found?.household, found?.weights.strangers];
    const whole = lists.every((list) => list?.length === levels.length) && found?.name === name;
    if (whole && found.levels.every((level, at) => level === levels[at])) return;
    throw refuse(
      'MODEL_INVALID',
      `the model's comparison of ${name} is not one of this program`,
      `comparisons.${name}`,
    );
  });
};

/**
 * Reads a frozen model and makes sure that it is whole: one altered byte is noticed.
 *
 * @param text the model's file
 * @throws EtlError `MODEL_UNREADABLE` not JSON; `MODEL_INVALID` not the shape of a model; `MODEL_ALTERED` the contents are
 *   not those that were frozen; `MODEL_OF_ANOTHER_VERSION` made for other normalisers, comparisons or blocking rules
 */
export const readModel = (text: string): LinkageModel => {
  const result = modelSchema.strict().safeParse(parsed(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    const field = issue?.path.join('.') ?? '';
    throw refuse(
      'MODEL_INVALID',
      `the model is not well formed at ${field || 'its top'}: ${issue?.message ?? ''}`,
      field,
    );
  }
  const { hash: stated, ...draft } = result.data;
  const actual = hashOf(draft);
  if (actual !== stated) {
    throw refuse(
      'MODEL_ALTERED',
      `the model says that its hash is ${stated.slice(0, 16)}…, but its contents have ${actual.slice(0, 16)}…: it was ` +
        'changed after it was frozen; take the original, or train a new one',
      'hash',
    );
  }
  checkVersions(result.data);
  checkComparisons(result.data);
  return result.data;
};

/** A frozen model as the text of its file. */
export const writeModel = (model: LinkageModel): string => `${JSON.stringify(model, null, 1)}\n`;
