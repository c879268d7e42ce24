import type { Deployment } from '../../../deployment/deployment.ts';
import { ensureReady } from '../../../deployment/ready.ts';
import { planUndo, readVerdicts, verdictKey, verdictWords, withVerdictFence } from '../../../verdicts/index.ts';
import type { LoggedVerdict, PublishVerdict } from '../../../verdicts/index.ts';
import type { Output } from '../../output.ts';
import { appliedTo, appliedWords, verdictOf } from './decide.ts';
import type { VerdictOptions } from './decide.ts';
import { verdictKafka } from './verdictKafka.ts';

const takeBack = async (
  deployment: Deployment,
  [recordKey, otherRecordKey]: readonly [string, string],
  options: VerdictOptions,
  output: Output,
  publish: PublishVerdict | undefined,
): Promise<LoggedVerdict> => {
  const verdicts = await readVerdicts(verdictKafka(deployment), deployment.query, [[recordKey, otherRecordKey]]);
  const standing = planUndo(recordKey, otherRecordKey, verdicts.get(verdictKey(recordKey, otherRecordKey)));
  if (!output.json) {
    const may = standing.judgement === 'same' ? 'parted' : 'linked';
    output.write(
      `taken back: ${verdictWords(standing)}\nthe evidence decides again: the two may be ${may}, or asked about`,
    );
  }
  await publish?.(verdictOf(recordKey, otherRecordKey, 'none', options));
  return standing;
};

/**
 * `registry-stream review undo`: takes a verdict back, so that the evidence decides again.
 *
 * @throws EtlError `config` `VERDICT_UNKNOWN` when there is none; `transient` as with `decide`
 */
export const undoVerdict = async (
  deployment: Deployment,
  keys: readonly [string, string],
  options: VerdictOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  await ensureReady(deployment);
  const takenBack = options.dryRun
    ? await takeBack(deployment, keys, options, output, undefined)
    : await withVerdictFence(verdictKafka(deployment), deployment.config.deployment, (publish) =>
        takeBack(deployment, keys, options, output, publish),
      );
  const published = !options.dryRun;
  const applied = published ? await appliedTo(deployment, keys, options.wait, output, signal) : undefined;
  if (output.json) output.write(JSON.stringify({ takenBack, published, applied }, null, 2));
  else output.write(applied === undefined ? 'nothing was published' : appliedWords(applied, 'none', options.wait));
};
