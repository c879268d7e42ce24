import { v5 as uuidv5 } from 'uuid';
import type { Deployment } from '../deployment/deployment.ts';
import { cloudEventHeaders, transactionalPublisher } from '../kafka/index.ts';
import type { OutgoingMessage } from '../kafka/index.ts';

/** A record of `source.records` that comes from an operator, not from a source. */
export interface LogRecord {
  readonly key: string;
  /** Full Avro name. */
  readonly type: string;
  readonly value: object;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
}

/** Messages of one transaction: about where transactions stop costing. */
const CHUNK = 2_000;

/**
 * The messages of some records, with CloudEvents headers as the sources write them.
 *
 * @param publisher names who publishes, for example `models`
 */
export const logMessages = (
  { codec, config, topic }: Pick<Deployment, 'codec' | 'config' | 'topic'>,
  publisher: string,
  records: readonly LogRecord[],
): OutgoingMessage[] => {
  const name = topic('source.records');
  const namespace = uuidv5(config.deployment, uuidv5.DNS);
  return records.map(({ key, type, value, time }) => ({
    topic: name,
    key,
    value: codec.encode(name, type, value),
    headers: cloudEventHeaders({
      id: uuidv5([publisher, 'source.records', key, String(time)].join('|'), namespace),
      type,
      source: `/${config.deployment}/${publisher}`,
      time: new Date(time).toISOString(),
    }),
  }));
};

/**
 * Publishes messages in order, some thousand a transaction, under the transactional id
 * `<deployment>.<publisher>`: of two that publish at once under one name the first is fenced.
 *
 * @param onPublished told how many messages are published
 * @throws EtlError as {@link transactionalPublisher}: chunks that were published before it stay
 */
export const publishToLog = async (
  deployment: Pick<Deployment, 'config' | 'kafka'>,
  publisher: string,
  messages: readonly OutgoingMessage[],
  onPublished: (messages: number) => void,
): Promise<void> => {
  const { deployment: name, kafka } = deployment.config;
  const { transactionTimeout } = kafka;
  const open = transactionalPublisher(deployment.kafka, `${name}.${publisher}`, { transactionTimeout });
  try {
    await open.open();
    for (let start = 0; start < messages.length; start += CHUNK) {
      await open.publish(messages.slice(start, start + CHUNK));
      onPublished(Math.min(messages.length, start + CHUNK));
    }
  } finally {
    await open.close();
  }
};
