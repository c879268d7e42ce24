import type { IdentityDecision } from '../../schemas/generated/types.ts';
import { topicName } from '../deployment/topics.ts';
import { partitionCount, partitionFor, readToEnd, watermarks } from '../kafka/index.ts';
import type { Codec, IncomingMessage, KafkaConnection } from '../kafka/index.ts';

const TOPIC = 'identity.decisions';

/** Kafka as reading decisions needs it. */
export interface DecisionKafka {
  readonly connection: KafkaConnection;
  readonly codec: Codec;
  /** Goes before every topic's name. */
  readonly topicPrefix: string;
}

/** A decision as it stands in its topic. */
export interface StoredDecision {
  /** `<entity id>/<version>/<ordinal>`. */
  readonly key: string;
  /** Place among what the same source record caused. */
  readonly ordinal: number;
  readonly decision: IdentityDecision;
}

/** Hears how much of the partitions is read, in offsets. */
export type ReadingProgress = (read: number, total: number) => void;

/** The entity id in the key of a decision. */
const entityOf = (key: string): string => key.slice(0, key.indexOf('/'));

const ordinalOf = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));

/**
 * In the order in which they were taken: all versions come from one log, whatever registrant or group they are of, and
 * the ordinals of one version from one record.
 */
export const compareDecisions = (a: StoredDecision, b: StoredDecision): number =>
  a.decision.version - b.decision.version || a.ordinal - b.ordinal || (a.key < b.key ? -1 : 1);

/**
 * Reads the decisions about some registrants or groups, from the partitions that hold them and no other.
 *
 * @param onProgress hears of every page that was read
 * @returns in the order in which they were taken
 * @throws EtlError `transient` when Kafka or the schema registry cannot be reached
 */
export const readDecisions = async (
  { connection, codec, topicPrefix }: DecisionKafka,
  entityIds: ReadonlySet<string>,
  onProgress: ReadingProgress = () => undefined,
): Promise<readonly StoredDecision[]> => {
  if (entityIds.size === 0) return [];
  const topic = topicName(topicPrefix, TOPIC);
  const count = await partitionCount(connection, topic);
  const partitions = [...new Set([...entityIds].map((id) => partitionFor(id, count)))];
  const marks = await watermarks(connection, topic, partitions);
  const total = [...marks.values()].reduce((sum, { low, high }) => sum + high - low, 0);
  const reached = new Map<number, number>();
  const found = new Map<string, StoredDecision>();
  const note = ({ key, value }: IncomingMessage): void => {
    // A tombstone: the person was erased, and with her what was decided about her.
    if (key === null || value === null) found.delete(key ?? '');
    else found.set(key, { key, ordinal: ordinalOf(key), decision: codec.decode(value).value as IdentityDecision });
  };
  await readToEnd(connection, {
    topic,
    partitions,
    onMessages: async (partition, messages) => {
      const ours = messages.filter(({ key }) => key !== null && entityIds.has(entityOf(key)));
      await codec.load(ours.map(({ value }) => value));
      ours.forEach(note);
      const last = messages[messages.length - 1]?.offset ?? 0;
      reached.set(partition, last + 1 - (marks.get(partition)?.low ?? 0));
      onProgress(
        [...reached.values()].reduce((sum, one) => sum + one, 0),
        total,
      );
    },
  });
  return [...found.values()].sort(compareDecisions);
};
