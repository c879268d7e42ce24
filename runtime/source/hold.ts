import { EtlError } from '../../core/errors.ts';
import type { SourceHold } from '../../schemas/generated/types.ts';
import { topicName } from '../deployment/topics.ts';
import { readToEnd } from '../kafka/index.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { sourceTopics } from './messages.ts';
import type { SourceKafka } from './sourceLog.ts';

const HOLD = 'org.registrystream.SourceHold';

/** Names the transactional id under which alone a source publishes, whoever does it. */
export const sourceTransactionalId = (deployment: string, source: string): string => `${deployment}.source.${source}`;

/** The message that makes a hold known. Its key is the source's name alone: checkpoints have a slash. */
export const holdMessage = (
  { codec, topicPrefix }: Pick<SourceKafka, 'codec' | 'topicPrefix'>,
  hold: SourceHold,
): OutgoingMessage => {
  const topic = topicName(topicPrefix, sourceTopics.checkpoints);
  return { topic, key: hold.source, value: codec.encode(topic, HOLD, hold), headers: {} };
};

/**
 * The newest hold of a source, released or not; undefined when there has never been one.
 *
 * @throws EtlError `transient` when Kafka or the schema registry cannot be reached
 */
export const readHold = async (
  { connection, codec, topicPrefix }: SourceKafka,
  source: string,
): Promise<SourceHold | undefined> => {
  let newest: Buffer | undefined;
  await readToEnd(connection, {
    topic: topicName(topicPrefix, sourceTopics.checkpoints),
    onMessages: (_, messages) => {
      for (const { key, value } of messages) if (key === source) newest = value ?? undefined;
    },
  });
  if (newest === undefined) return undefined;
  await codec.load([newest]);
  return codec.decode(newest).value as SourceHold;
};

/** True while the source has to wait. @param now milliseconds since 1970 UTC */
export const isHeld = (hold: SourceHold, now: number): boolean => !hold.released && hold.until > now;

/** Why a source waits, for whoever watches it. */
export const sourceHeld = ({ source, purpose, until }: SourceHold): EtlError =>
  new EtlError(
    'SOURCE_HELD',
    'transient',
    `a ${purpose} publishes for the source ${source}; it goes on when that has ended, at the latest at ${new Date(until).toISOString()}`,
    { component: 'runtime/source', details: { source, purpose } },
  );
