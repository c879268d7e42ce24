import { writeFileSync } from 'node:fs';
import { EtlError } from '../../../core/errors.ts';
import { writeModel, type LinkageModel } from '../../../processors/identity/linkage/index.ts';
import { table, type Output } from '../output.ts';
import { createProgress } from '../progress.ts';
import { learn, type LearnOptions, type LoadLearnable } from '../records/learn.ts';

export interface TrainRequest extends LearnOptions {
  /** The model's file. */
  readonly output: string;
}

const writeWeights = (model: LinkageModel, output: Output): void => {
  output.write(
    table(
      ['comparison', 'level', 'm', 'u', 'household', 'bits against strangers', 'bits against household'],
      model.comparisons.flatMap(({ name, levels, m, u, household, weights }) =>
        levels.map((level, at) => [
          name,
          level,
          (m[at] ?? 0).toPrecision(3),
          (u[at] ?? 0).toPrecision(3),
          (household[at] ?? 0).toPrecision(3),
          ((weights.strangers[at] ?? 0) / 256).toFixed(1),
          ((weights.household[at] ?? 0) / 256).toFixed(1),
        ]),
      ),
    ),
  );
};

/**
 * `registry-stream identity train`: learns from records what agreement in each field is worth, and freezes it.
 *
 * @param load reads a file, or what a deployment has stored
 * @throws EtlError `MODEL_IMPLAUSIBLE` when a weight cannot be right: nothing is written; and as `load` does
 */
export const identityTrain = async (
  load: LoadLearnable,
  request: TrainRequest,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  const progress = createProgress(output);
  try {
    const records = await load(output, progress, signal);
    const { model, implausible } = learn(records, request, progress);
    progress.end();
    if (implausible.length > 0) {
      const reasons = implausible.map(({ comparison, level, reason }) => `${comparison} ${level} ${reason}`);
      throw new EtlError(
        'MODEL_IMPLAUSIBLE',
        'record',
        `no model was written, because it cannot be right: ${reasons.join('; ')}. Look at what is taken for these ` +
          'fields, or give more records: where hardly anybody is there twice there is nothing to learn from',
        { component: 'runtime/cli', field: implausible[0]?.comparison ?? '' },
      );
    }
    writeFileSync(request.output, writeModel(model));
    const { hash, prior, blocking, training } = model;
    if (output.json) output.write(JSON.stringify({ output: request.output, hash, prior, blocking, training }));
    else {
      writeWeights(model, output);
      output.write(
        `\n${request.output}: model ${hash.slice(0, 16)} for ${prior.size.toLocaleString('en')} records; ` +
          `${prior.matchesPerRecord.toFixed(3)} pairs of one person a record; rules: ${blocking.rules.join(', ')}`,
      );
    }
  } finally {
    progress.end();
  }
};
