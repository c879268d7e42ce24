import { readFileSync } from 'node:fs';
import { EtlError } from '../../../core/errors.ts';
import { readModel, starterModel, type LinkageModel } from '../../../processors/identity/linkage/index.ts';

/**
 * Reads a model as `identity train` has written it, and makes sure that it is whole.
 *
 * @param file a path, or `starter` for the model that the program brings along
 * @throws EtlError `config` `MODEL_UNREADABLE` when there is no such file, and as {@link readModel}
 */
export const readModelFile = (file: string): LinkageModel => {
  if (file === 'starter') return starterModel();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const context = { component: 'runtime/cli', field: 'model' };
    throw new EtlError('MODEL_UNREADABLE', 'config', `${file} cannot be read`, context, error);
  }
  return readModel(text);
};
