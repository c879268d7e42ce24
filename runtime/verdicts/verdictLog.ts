import type { Query } from '../../core/streamProcessor.ts';
import { orderedPair, standingVerdicts } from '../../processors/index.ts';
import type { StandingVerdict } from '../../processors/index.ts';
import type { Verdict } from '../../schemas/generated/types.ts';
import { resolverPosition } from '../deployment/resolverPosition.ts';
import { topicName } from '../deployment/topics.ts';
import { readToEnd } from '../kafka/index.ts';
import type { Codec, KafkaConnection } from '../kafka/index.ts';

/** Logical name of the topic that carries verdicts. */
export const VERDICTS_TOPIC = 'source.records';

/** Kafka as verdicts need it. */
export interface VerdictKafka {
  readonly connection: KafkaConnection;
  /** Prepared: it knows the schemas. */
  readonly codec: Codec;
  /** Goes before every topic's name. */
  readonly topicPrefix: string;
}

/** A verdict that stands, whether the resolver has applied it or it is on its way. */
export interface LoggedVerdict extends StandingVerdict {
  /** False while the resolver has not come to it. */
  readonly applied: boolean;
}

/** The key of a pair's verdicts in `source.records`: the newest counts. */
export const verdictKey = (one: string, other: string): string => `verdict/${orderedPair(one, other).join('/')}`;

/** Newest verdicts of some pairs from an offset on, by key; null for what was erased. */
const readOn = async (
  { connection, codec, topicPrefix }: VerdictKafka,
  keys: ReadonlySet<string>,
  from: number,
): Promise<ReadonlyMap<string, Verdict | null>> => {
  const found = new Map<string, Verdict | null>();
  await readToEnd(connection, {
    topic: topicName(topicPrefix, VERDICTS_TOPIC),
    from: new Map([[0, from]]),
    onMessages: async (_, messages) => {
      const ours = messages.filter(({ key }) => key !== null && keys.has(key));
      await codec.load(ours.map(({ value }) => value));
      for (const { key, value } of ours)
        found.set(key ?? '', value === null ? null : (codec.decode(value).value as Verdict));
    },
  });
  return found;
};

/**
 * The verdicts that stand on pairs of records: what the resolver has applied, and what is in the log behind that. A pair
 * without one is left out.
 *
 * @returns by {@link verdictKey}
 * @throws EtlError `transient` when Kafka, the schema registry or Postgres cannot be reached
 */
export const readVerdicts = async (
  kafka: VerdictKafka,
  query: Query,
  pairs: readonly (readonly [one: string, other: string])[],
): Promise<ReadonlyMap<string, LoggedVerdict>> => {
  // The offset first: what the resolver applies meanwhile is then read twice, and nothing not at all.
  const { next } = await resolverPosition(query);
  const applied = await standingVerdicts(query, pairs);
  const verdicts = new Map<string, LoggedVerdict>(
    applied.map((one) => [verdictKey(one.lowerRecordKey, one.higherRecordKey), { ...one, applied: true }]),
  );
  const keys = new Set(pairs.map(([one, other]) => verdictKey(one, other)));
  for (const [key, verdict] of await readOn(kafka, keys, next)) {
    if (verdict === null || verdict.judgement === 'none') verdicts.delete(key);
    else verdicts.set(key, { ...verdict, judgement: verdict.judgement, applied: false });
  }
  return verdicts;
};
