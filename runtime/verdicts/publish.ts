import { v5 as uuidv5 } from 'uuid';
import { EtlError } from '../../core/errors.ts';
import type { Verdict } from '../../schemas/generated/types.ts';
import { topicName } from '../deployment/topics.ts';
import { cloudEventHeaders, Fenced, PublishOutcomeUnknown, transactionalPublisher } from '../kafka/index.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { verdictKey, VERDICTS_TOPIC } from './verdictLog.ts';
import type { VerdictKafka } from './verdictLog.ts';

const TYPE = 'org.registrystream.Verdict';

/** A verdict as a message, with headers like everything in its topic. */
const verdictMessage = (
  { codec, topicPrefix }: VerdictKafka,
  deployment: string,
  verdict: Verdict,
): OutgoingMessage => {
  const topic = topicName(topicPrefix, VERDICTS_TOPIC);
  const key = verdictKey(verdict.lowerRecordKey, verdict.higherRecordKey);
  const id = ['verdicts', VERDICTS_TOPIC, key, String(verdict.decidedAt)].join('|');
  const headers = cloudEventHeaders({
    id: uuidv5(id, uuidv5(deployment, uuidv5.DNS)),
    type: TYPE,
    source: `/${deployment}/verdicts`,
    time: new Date(verdict.decidedAt).toISOString(),
  });
  return { topic, key, value: codec.encode(topic, TYPE, verdict), headers };
};

const overtaken = (cause: Fenced): EtlError =>
  new EtlError(
    'VERDICT_OVERTAKEN',
    'transient',
    'somebody else gave a verdict at this moment, and nothing of yours was published; look at the review again, then repeat the command',
    { component: 'runtime/verdicts' },
    cause,
  );

const unconfirmed = (cause: PublishOutcomeUnknown): EtlError =>
  new EtlError(
    'VERDICT_UNCONFIRMED',
    'transient',
    'the answer of Kafka was lost, so the verdict may or may not be published; repeat the command: if it was, it says that it stands',
    { component: 'runtime/verdicts' },
    cause,
  );

/** Publishes one verdict. */
export type PublishVerdict = (verdict: Verdict) => Promise<void>;

/**
 * Publishes verdicts under a transactional id that only they have: of two people who judge at the same moment one is
 * refused instead of both having read the state before the other's verdict.
 *
 * @param use reads what is known, only now, decides and publishes
 * @throws EtlError `transient` `VERDICT_OVERTAKEN` or `VERDICT_UNCONFIRMED`; what `use` throws comes out unchanged
 */
export const withVerdictFence = async <T>(
  kafka: VerdictKafka,
  deployment: string,
  use: (publish: PublishVerdict) => Promise<T>,
): Promise<T> => {
  const publisher = transactionalPublisher(kafka.connection, `${deployment}.verdicts`);
  await publisher.open();
  try {
    return await use((verdict) => publisher.publish([verdictMessage(kafka, deployment, verdict)]));
  } catch (thrown) {
    if (thrown instanceof Fenced) throw overtaken(thrown);
    if (thrown instanceof PublishOutcomeUnknown) throw unconfirmed(thrown);
    throw thrown;
  } finally {
    await publisher.close();
  }
};
