import type { DecisionKind, IdentityDecision } from '../../schemas/generated/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readToEnd, watermarks } from '../kafka/index.ts';

/** Decisions by what was decided; kinds that did not come are absent. */
export type DecisionCounts = Readonly<Partial<Record<DecisionKind, number>>>;

const TOPIC = 'identity.decisions';

/** Where the topic of decisions ends by now, by partition. */
export const endOfDecisions = async ({ kafka, topic }: Deployment): Promise<ReadonlyMap<number, number>> =>
  new Map([...(await watermarks(kafka, topic(TOPIC)))].map(([partition, { high }]) => [partition, high]));

/**
 * Counts what the resolver has decided since a moment because a model was activated, from the decisions themselves.
 *
 * @param hash of the model
 * @param from where the topic of decisions ended at the moment
 */
export const decisionsOfActivation = async (
  { kafka, codec, topic }: Deployment,
  hash: string,
  from: ReadonlyMap<number, number>,
): Promise<DecisionCounts> => {
  const counts: Partial<Record<DecisionKind, number>> = {};
  await readToEnd(kafka, {
    topic: topic(TOPIC),
    from,
    onMessages: async (_, messages) => {
      await codec.load(messages.map(({ value }) => value));
      for (const { value } of messages) {
        if (value === null) continue;
        const { importRun, kind } = codec.decode(value).value as IdentityDecision;
        if (importRun === `model/${hash}`) counts[kind] = (counts[kind] ?? 0) + 1;
      }
    },
  });
  return counts;
};
