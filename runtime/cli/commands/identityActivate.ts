import { EtlError } from '../../../core/errors.ts';
import { activeModel, identityStanding, slicesOf, type IdentityStanding } from '../../../processors/index.ts';
import type { LinkageModel } from '../../../processors/identity/linkage/index.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { ensureReady } from '../../deployment/ready.ts';
import { publishActivation } from '../../models/activate.ts';
import { decisionsOfActivation, endOfDecisions, type DecisionCounts } from '../../models/decisions.ts';

import type { Output } from '../output.ts';
import { createProgress } from '../progress.ts';
import { readModelFile } from '../records/modelFile.ts';
import { workOnActivation } from './activationWork.ts';
import { describeActive } from './activeModel.ts';
import { decisionTable } from './decisionTable.ts';

/** What `identity activate` is asked to do. */
export interface ActivateRequest {
  /** The model's file, or `starter`. */
  readonly model: string;
  /** Who activates it. */
  readonly by: string;
  /** False: only publish. */
  readonly wait: boolean;
}

/** What came of it. */
interface Activated {
  readonly model: string;
  /** Hash of the model that was active before; null: the starter. */
  readonly before: string | null;
  readonly records: number;
  readonly slices: number;
  /** What the resolver decided because of the model while the command was at work; null when nobody waited. */
  readonly decisions: DecisionCounts | null;
}

const count = (number: number): string => number.toLocaleString('en');

const named = ({ hash, kind, training, prior }: LinkageModel): string =>
  kind === 'starter'
    ? `the starter ${hash.slice(0, 16)}: only identifiers and verdicts link; what it weighs is asked of a person`
    : `model ${hash.slice(0, 16)}, trained on ${count(training?.records ?? 0)} records for a registry of ${count(prior.size)}`;

/** Records beyond which a model was meant for a smaller registry. */
const outgrown = 1.5;

/** What the operator should know before anything happens, a line each. */
const planOf = (model: LinkageModel, standing: IdentityStanding, slices: number): string[] => {
  const { persons, groups, model: active } = standing;
  return [
    `active now     ${describeActive(active)}`,
    `to be active   ${named(model)}`,
    `what happens   ${count(persons + groups)} records are clustered anew in ${count(slices)} slices`,
    ...(active?.hash === model.hash
      ? [
          'It is active already. Its steps are published again: they change nothing, unless an activation was cut short.',
        ]
      : []),
    ...(model.kind === 'trained' && persons > outgrown * model.prior.size
      ? [
          `It was trained for ${count(model.prior.size)} records and there are ${count(persons)}: it links on less evidence ` +
            'than so large a registry needs. Train it anew with --size.',
        ]
      : []),
    ...(model.texts.length > 0
      ? [`It weighs ${model.texts.join(', ')}, which records in the stream do not have: that is no evidence there.`]
      : []),
  ];
};

const notActive = (hash: string, active: string | undefined): EtlError => {
  const now = active === undefined ? 'the starter' : `model ${active.slice(0, 16)}`;
  return new EtlError(
    'MODEL_NOT_ACTIVE',
    'config',
    `the resolver has passed the activation of ${hash.slice(0, 16)}, and ${now} is active: somebody activated another ` +
      'one meanwhile, or the resolver runs another version of the program and refused it (registry-stream dead-letters ' +
      'list --component processors/identity)',
    { component: 'runtime/cli', field: 'model', details: { hash } },
  );
};

const writeActivated = (result: Activated, output: Output): void => {
  if (output.json) output.write(JSON.stringify(result, null, 2));
  else if (result.decisions === null) {
    output.write(
      '\nPublished. The resolver weighs by it as soon as it gets there; registry-stream status says which is active.',
    );
  } else output.write(`\n${decisionTable('what changed', result.decisions)}`);
};

/**
 * `registry-stream identity activate`: makes a model the one by which the resolver weighs evidence, and waits until
 * everybody has been clustered anew.
 *
 * @throws EtlError `config` for a model that cannot be read, that was altered or is too large, before anything is
 *   published; `MODEL_NOT_ACTIVE` when it is not the active one in the end; `transient`: repeat the command
 */
export const identityActivate = async (
  deployment: Deployment,
  request: ActivateRequest,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  const model = readModelFile(request.model);
  await ensureReady(deployment);
  const standing = await identityStanding(deployment.query);
  const records = standing.persons + standing.groups;
  const slices = slicesOf(records);
  for (const line of planOf(model, standing, slices)) output.remark(line);
  const progress = createProgress(output);
  try {
    const from = await endOfDecisions(deployment);
    const since = (await deployment.watermarks('source.records')).get(0)?.high ?? 0;
    const activation = { model, activatedBy: request.by, activatedAt: Date.now(), slices };
    await publishActivation(deployment, activation, (published, of) => {
      progress.show(`published ${count(published)} of ${count(of)} records`);
    });
    const result = { model: model.hash, before: standing.model?.hash ?? null, records, slices };
    if (!request.wait) {
      progress.end();
      writeActivated({ ...result, decisions: null }, output);
      return;
    }
    await workOnActivation(deployment, {
      since,
      slices,
      onProgress: (text) => {
        progress.show(text);
      },
      signal,
    });
    const active = await activeModel(deployment.query);
    if (active?.hash !== model.hash) throw notActive(model.hash, active?.hash);
    const decisions = await decisionsOfActivation(deployment, model.hash, from);
    progress.end();
    writeActivated({ ...result, decisions }, output);
  } finally {
    progress.end();
  }
};
