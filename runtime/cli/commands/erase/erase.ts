import { EtlError } from '../../../../core/errors.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { ensureReady } from '../../../deployment/ready.ts';
import { erase, planErasure, readmit, readProofs, verifyErasure } from '../../../erasure/index.ts';
import type { ErasurePlan, ErasureReason, Targets } from '../../../erasure/index.ts';
import type { Output } from '../../output.ts';
import { createProgress } from '../../progress.ts';
import { findingsWords, planJson, planWords, resultJson, resultWords } from './words.ts';

/** What `registry-stream erase` was asked to do. */
export interface EraseRequest {
  readonly targets: Targets;
  /** Apply the whole list of what was erased once more. */
  readonly again: boolean;
  readonly by: string;
  readonly reason: ErasureReason;
  /** Whether those are erased, too, whom a programme has enrolled now. */
  readonly enrolled: boolean;
  readonly dryRun: boolean;
  /** Milliseconds; 0: not at all. */
  readonly wait: number;
}

const enrolledNow = ({ enrolled }: ErasurePlan): EtlError =>
  new EtlError(
    'ERASURE_ENROLLED',
    'config',
    `${enrolled.join(', ')}: a programme has them enrolled or paused, and would lose them without notice. End the enrolment first, or, if they are to be erased all the same, say --enrolled. Nothing was erased`,
    { component: 'runtime/cli', field: '--enrolled' },
  );

/**
 * `registry-stream erase`: says what will go, erases it, waits until it is applied everywhere, and says what is left.
 *
 * @returns false when something is left, or not applied yet: repeat it
 * @throws EtlError `config` `ERASURE_UNKNOWN`, `ERASURE_ENROLLED`: nothing was erased; `transient` when Kafka or Postgres
 *   fails, or somebody else publishes for a source: repeat it, it goes on
 */
export const eraseTargets = async (
  deployment: Deployment,
  request: EraseRequest,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> => {
  await ensureReady(deployment);
  const progress = createProgress(output);
  try {
    const listed = request.again ? [...(await readProofs(deployment)).values()] : [];
    const targets = { ...request.targets, proofs: [...listed, ...request.targets.proofs] };
    const plan = await planErasure(deployment, targets, progress.show);
    if (request.dryRun) {
      progress.end();
      output.write(output.json ? planJson(plan) : planWords(plan));
      return true;
    }
    if (plan.enrolled.length > 0 && !request.enrolled) throw enrolledNow(plan);
    const authority = { by: request.by, reason: request.reason, at: Date.now() };
    const waiting = { deadline: Date.now() + request.wait, signal, onWait: progress.show };
    const result = await erase(deployment, plan, authority, waiting);
    progress.end();
    output.write(output.json ? resultJson(plan, result) : resultWords(plan, result, request.wait));
    return request.wait === 0 || (result.applied && result.left?.length === 0);
  } finally {
    progress.end();
  }
};

/** `registry-stream erase --verify`: looks for what is left of whom was erased. @returns whether nothing is */
export const verifyErased = async (deployment: Deployment, targets: Targets, output: Output): Promise<boolean> => {
  await ensureReady(deployment);
  const progress = createProgress(output);
  try {
    const found = await verifyErasure(deployment, targets, progress.show);
    progress.end();
    output.write(output.json ? JSON.stringify(found, null, 2) : findingsWords(found));
    return found.findings.length === 0;
  } finally {
    progress.end();
  }
};

/** `registry-stream erase --proofs`: the list of what was erased, one JSON document a line, to be kept with the backups. */
export const writeProofs = async (deployment: Deployment, output: Output): Promise<void> => {
  await ensureReady(deployment);
  const proofs = await readProofs(deployment);
  if (proofs.size > 0) output.write([...proofs.values()].map((proof) => JSON.stringify(proof)).join('\n'));
};

/** `registry-stream erase --readmit`: says of erased records that their source may bring them again. */
export const readmitErased = async (
  deployment: Deployment,
  names: readonly string[],
  output: Output,
): Promise<void> => {
  await ensureReady(deployment);
  const changed = await readmit(deployment, names);
  if (output.json) {
    output.write(JSON.stringify(changed, null, 2));
    return;
  }
  for (const { recordKey, source, import: importName } of changed)
    output.write(
      `${recordKey} of ${source}/${importName} may come again, as somebody new, with the next scan that shows it`,
    );
};
