import { judgedPair, knownRecords, orderedPair } from '../../../../processors/index.ts';
import type { Verdict } from '../../../../schemas/generated/types.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { ensureReady } from '../../../deployment/ready.ts';
import { planVerdict, readVerdicts, verdictKey, withVerdictFence } from '../../../verdicts/index.ts';
import type { JudgementRequest, PublishVerdict, VerdictPlan } from '../../../verdicts/index.ts';
import { notYetWords, untilApplied } from '../../deciding.ts';
import type { Output } from '../../output.ts';
import { verdictKafka } from './verdictKafka.ts';
import { planWords } from './words.ts';

/** Who judges, why, and how the command goes about it. */
export interface VerdictOptions {
  readonly by: string;
  readonly note: string | null;
  /** Decides everything, publishes nothing. */
  readonly dryRun: boolean;
  /** How long to wait for the resolver to apply it, milliseconds; 0: not at all. */
  readonly wait: number;
}

/** The verdict of somebody on two records, given now. */
export const verdictOf = (
  recordKey: string,
  otherRecordKey: string,
  judgement: Verdict['judgement'],
  { by, note }: VerdictOptions,
): Verdict => {
  const [lowerRecordKey, higherRecordKey] = orderedPair(recordKey, otherRecordKey);
  return { lowerRecordKey, higherRecordKey, judgement, decidedBy: by, note, decidedAt: Date.now() };
};

/** Where the two records belong, once the resolver has applied a verdict. */
export interface Applied {
  /** False when the resolver had not come to it by the end of the wait. */
  readonly processed: boolean;
  /** Registrants or groups of the two records, in the order in which they were named. */
  readonly entityIds: readonly string[];
}

/** Waits until the resolver has come to what was published, and reads where the two records belong. */
export const appliedTo = async (
  deployment: Deployment,
  recordKeys: readonly string[],
  wait: number,
  output: Output,
  signal: AbortSignal,
): Promise<Applied> => {
  const processed = await untilApplied(deployment, wait, output, signal);
  const known = await knownRecords(deployment.query, deployment.config.deployment, recordKeys);
  return { processed, entityIds: recordKeys.flatMap((key) => known.get(key)?.entityId ?? []) };
};

/**
 * Where the two records belong now, in words.
 *
 * @param judgement the verdict that was published: what it wants may be forbidden by another one
 * @param wait how long was waited, milliseconds
 */
export const appliedWords = (
  { processed, entityIds: [one = '?', other = '?'] }: Applied,
  judgement: Verdict['judgement'],
  wait: number,
): string => {
  if (!processed) return notYetWords(wait);
  const where = one === other ? `both records belong to ${one}` : `the records belong to ${one} and ${other}`;
  if (judgement === 'none' || (judgement === 'same') === (one === other)) return `applied: ${where}`;
  return `the resolver has come to it, and still ${where}: another verdict or a rule holds them; look with registry-stream explain and dead-letters list`;
};

const judge = async (
  deployment: Deployment,
  request: JudgementRequest,
  options: VerdictOptions,
  output: Output,
  publish: PublishVerdict | undefined,
): Promise<VerdictPlan> => {
  const { recordKey, otherRecordKey, judgement } = request;
  const { config, query } = deployment;
  const pair = await judgedPair(query, config.deployment, recordKey, otherRecordKey);
  const verdicts = await readVerdicts(verdictKafka(deployment), query, [[recordKey, otherRecordKey]]);
  const plan = planVerdict(request, pair, verdicts.get(verdictKey(recordKey, otherRecordKey)));
  if (!output.json) output.write(planWords(plan));
  if (plan.effect !== 'stands') await publish?.(verdictOf(recordKey, otherRecordKey, judgement, options));
  return plan;
};

/**
 * `registry-stream review decide`: gives a person's verdict on two records, says what it will do, and what came of it.
 *
 * @throws EtlError `config` for what {@link planVerdict} refuses; `transient` when Kafka or Postgres fails, or somebody
 *   judges at the same moment
 */
export const decideReview = async (
  deployment: Deployment,
  request: JudgementRequest,
  options: VerdictOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  await ensureReady(deployment);
  const { deployment: name } = deployment.config;
  const plan = options.dryRun
    ? await judge(deployment, request, options, output, undefined)
    : await withVerdictFence(verdictKafka(deployment), name, (publish) =>
        judge(deployment, request, options, output, publish),
      );
  const published = !options.dryRun && plan.effect !== 'stands';
  const keys = [request.recordKey, request.otherRecordKey];
  const applied = published ? await appliedTo(deployment, keys, options.wait, output, signal) : undefined;
  if (output.json) output.write(JSON.stringify({ ...plan, published, applied }, null, 2));
  else if (applied !== undefined) output.write(appliedWords(applied, request.judgement, options.wait));
  else output.write('nothing was published');
};
