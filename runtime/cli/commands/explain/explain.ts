import type { Deployment } from '../../../deployment/deployment.ts';
import type { StoredDecision } from '../../../decisions/index.ts';
import type { Output } from '../../output.ts';
import { createProgress } from '../../progress.ts';
import { readSubject } from './subject.ts';
import { modelsIn, verifyDecision } from './verify.ts';
import type { Verification } from './verify.ts';
import { decisionWords } from './words.ts';

/** Milliseconds of reading before its progress is worth a line. */
const SHORT = 1000;

interface Explained {
  readonly stored: StoredDecision;
  readonly verification: Verification | undefined;
}

const countOf = (explained: readonly Explained[], outcome: Verification['outcome']): number =>
  explained.filter(({ verification }) => verification?.outcome === outcome).length;

const summaryOf = (explained: readonly Explained[]): string => {
  const [agree, disagree, unknown] = (['agrees', 'disagrees', 'unknown-model'] as const).map((outcome) =>
    String(countOf(explained, outcome)),
  );
  return `weighed decisions: ${agree ?? ''} verified, ${disagree ?? ''} disagree, ${unknown ?? ''} of unknown models`;
};

/**
 * `registry-stream explain`: the decisions that made a registrant or group what it is, in order, with their evidence:
 * types of identifiers and weights, never a value.
 *
 * @param name id of a registrant or group, a record key, or the key of a decision
 * @param verify whether the weights are added up again from the models
 * @returns false when a weighed decision disagrees with its model
 * @throws EtlError `config` `NOTHING_TO_EXPLAIN`; `transient` when Kafka or Postgres cannot be reached
 */
export const explainEntity = async (
  { codec, config, kafka, query }: Deployment,
  name: string,
  verify: boolean,
  output: Output,
): Promise<boolean> => {
  const progress = createProgress(output);
  const sources = {
    kafka: { connection: kafka, codec, topicPrefix: config.kafka.topicPrefix },
    query,
    deployment: config.deployment,
  };
  const began = Date.now();
  const { entityId, goesOnAs, decisions } = await readSubject(sources, name, (read, total) => {
    if (Date.now() - began > SHORT)
      progress.show(`${String(Math.floor((100 * read) / total))} % of the partition read`);
  }).finally(progress.end);
  const models = modelsIn(query);
  const explained: Explained[] = [];
  for (const stored of decisions)
    explained.push({ stored, verification: verify ? await verifyDecision(stored, models) : undefined });
  if (output.json) {
    const found = explained.map(({ stored: { key, decision }, verification }) => ({
      key,
      ...decision,
      ...(verification === undefined ? {} : { verification }),
    }));
    output.write(JSON.stringify({ entityId, goesOnAs, decisions: found }, null, 2));
  } else {
    const heading = `${decisions[0]?.decision.entityKind ?? ''} ${entityId}${goesOnAs === null ? '' : `, goes on as ${goesOnAs}`}`;
    output.write([heading, ...explained.map((one) => decisionWords(one.stored, one.verification))].join('\n\n'));
    if (verify) output.write(`\n${summaryOf(explained)}`);
  }
  return countOf(explained, 'disagrees') === 0;
};
