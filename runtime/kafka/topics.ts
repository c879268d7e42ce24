import type { Admin } from 'kafkajs';
import pRetry from 'p-retry';
import { EtlError } from '../../core/errors.ts';
import { withAdmin } from './admin.ts';
import type { KafkaConnection } from './connection.ts';
import { brokerErrorType, COMPONENT, kafkaError } from './errors.ts';
import { kafkajs } from './kafkajs.ts';

/** A topic as it should be. */
export interface TopicSpecification {
  /** Full name, with the deployment's prefix. */
  readonly name: string;
  readonly partitions: number;
  /** -1 or absent: the broker's default. */
  readonly replicas?: number;
  /** Topic configuration, for example `cleanup.policy`. */
  readonly configs: Readonly<Record<string, string>>;
}

/** Something about an existing topic that is not as specified. Nothing was changed. */
export interface TopicDifference {
  readonly topic: string;
  /** `partitions`, or the name of a configuration. */
  readonly setting: string;
  readonly wanted: string;
  readonly found: string;
}

/** Offsets of a partition: the oldest that is kept, and the one that the next record gets. */
export interface Watermarks {
  readonly low: number;
  readonly high: number;
}

const TOPIC_RESOURCE = kafkajs.ConfigResourceTypes.TOPIC;

const notThereYet = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/** The controller has made the topics; a broker learns of them a little later, on a busy machine seconds later. */
const untilThere = async (admin: Admin, topics: readonly string[]): Promise<void> => {
  await pRetry(() => admin.fetchTopicMetadata({ topics: [...topics] }), {
    retries: 60,
    minTimeout: 20,
    maxTimeout: 500,
    factor: 1.5,
    shouldRetry: ({ error }) => notThereYet.has(brokerErrorType(error) ?? ''),
  });
};

const create = async (admin: Admin, missing: readonly TopicSpecification[]): Promise<void> => {
  if (missing.length === 0) return;
  try {
    await admin.createTopics({
      // kafkajs would take a broker that has not heard of the topic yet for one that never will.
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, replicas, configs }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: replicas ?? -1,
        configEntries: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      })),
    });
    await untilThere(
      admin,
      missing.map(({ name }) => name),
    );
  } catch (thrown) {
    const errors = (thrown as { readonly errors?: readonly unknown[] }).errors ?? [thrown];
    const types = errors.map(brokerErrorType);
    const other = errors.find((_, index) => types[index] !== 'TOPIC_ALREADY_EXISTS');
    // Another worker of the deployment was faster with some or all of them.
    if (other === undefined) return;
    if (!types.some((type) => type?.endsWith('AUTHORIZATION_FAILED') === true))
      throw kafkaError(other, 'creating topics');
    const names = missing.map(({ name }) => name).join(', ');
    throw new EtlError(
      'KAFKA_TOPICS_NOT_CREATED',
      'config',
      `the configured user may not create topics; have an administrator create: ${names}`,
      { component: COMPONENT, details: { topics: names } },
      other,
    );
  }
};

const compare = async (admin: Admin, existing: readonly TopicSpecification[]): Promise<TopicDifference[]> => {
  if (existing.length === 0) return [];
  const { topics } = await admin.fetchTopicMetadata({ topics: existing.map(({ name }) => name) });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: existing.map(({ name, configs }) => ({ type: TOPIC_RESOURCE, name, configNames: Object.keys(configs) })),
  });
  return existing.flatMap(({ name, partitions, configs }) => {
    const count = topics.find((topic) => topic.name === name)?.partitions.length ?? 0;
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    const value = (key: string): string => entries.find(({ configName }) => configName === key)?.configValue ?? '';
    const found = Object.entries(configs).map(([setting, wanted]) => ({ setting, wanted, found: value(setting) }));
    return [{ setting: 'partitions', wanted: String(partitions), found: String(count) }, ...found]
      .filter((difference) => difference.wanted !== difference.found)
      .map((difference) => ({ topic: name, ...difference }));
  });
};

/**
 * Creates what is missing and says what differs about the rest, which it leaves alone.
 *
 * @throws EtlError `config` `KAFKA_TOPICS_NOT_CREATED` when the user lacks the right to create topics, naming all that
 *   an administrator has to create
 */
export const ensureTopics = (
  connection: KafkaConnection,
  specifications: readonly TopicSpecification[],
): Promise<readonly TopicDifference[]> =>
  withAdmin(connection, 'creating topics', {}, async (admin) => {
    const names = new Set(await admin.listTopics());
    await create(
      admin,
      specifications.filter(({ name }) => !names.has(name)),
    );
    return compare(
      admin,
      specifications.filter(({ name }) => names.has(name)),
    );
  });

/** Which of the topics do not exist; nothing is created. */
export const missingTopics = (connection: KafkaConnection, names: readonly string[]): Promise<readonly string[]> =>
  withAdmin(connection, 'listing topics', {}, async (admin) => {
    const existing = new Set(await admin.listTopics());
    return names.filter((name) => !existing.has(name));
  });

/** How many partitions a topic has. @throws EtlError when it does not exist */
export const partitionCount = (connection: KafkaConnection, topic: string): Promise<number> =>
  withAdmin(connection, 'reading the number of partitions', { topic }, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  });

/** The watermarks of a topic's partitions, by partition; of all of them when none are named. */
export const watermarks = (
  connection: KafkaConnection,
  topic: string,
  partitions?: readonly number[],
): Promise<ReadonlyMap<number, Watermarks>> =>
  withAdmin(connection, 'reading watermarks', { topic }, async (admin) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    return new Map(
      offsets
        .filter(({ partition }) => partitions === undefined || partitions.includes(partition))
        .map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
    );
  });

/** The offsets that a group has committed for a topic's partitions; without those that it has none for, or Kafka forgot. */
export const groupOffsets = (
  connection: KafkaConnection,
  group: string,
  topic: string,
): Promise<ReadonlyMap<number, number>> =>
  withAdmin(connection, 'reading the offsets of a group', { group, topic }, async (admin) => {
    const topics = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const known = (topics[0]?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
    return new Map(known.map(({ partition, offset }) => [partition, Number(offset)]));
  });

/** The offset that a group has committed for a partition; undefined when it has none, or Kafka has forgotten it. */
export const groupOffset = async (
  connection: KafkaConnection,
  group: string,
  topic: string,
  partition: number,
): Promise<number | undefined> => (await groupOffsets(connection, group, topic)).get(partition);

/** What Kafka takes where it does not say: the broker's default (`message.max.bytes`). */
const usualLargest = 1_048_588;

/** A setting of a topic, its own or the broker's; undefined where the user may not read the topic's settings. */
export const topicSetting = (connection: KafkaConnection, topic: string, name: string): Promise<string | undefined> =>
  withAdmin(connection, 'reading the settings of a topic', { topic }, async (admin) => {
    try {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: TOPIC_RESOURCE, name: topic, configNames: [name] }],
      });
      return resources[0]?.configEntries[0]?.configValue;
    } catch (thrown) {
      if (brokerErrorType(thrown)?.endsWith('AUTHORIZATION_FAILED') === true) return undefined;
      throw thrown;
    }
  });

/**
 * The largest batch of messages that a topic takes, bytes: its `max.message.bytes`, which is the broker's unless it has
 * one of its own. Kafka's default where the user may not read the topic's settings.
 */
export const largestBatch = async (connection: KafkaConnection, topic: string): Promise<number> =>
  Number((await topicSetting(connection, topic, 'max.message.bytes')) ?? usualLargest);

/** How many members a consumer group has at this moment; 0 for one that Kafka does not know. */
export const groupMembers = (connection: KafkaConnection, group: string): Promise<number> =>
  withAdmin(connection, 'looking at a consumer group', { group }, async (admin) => {
    const { groups } = await admin.describeGroups([group]);
    return groups[0]?.members.length ?? 0;
  });

/** Deletes topics with all they hold: for tests and for taking a deployment down. */
export const deleteTopics = (connection: KafkaConnection, topics: readonly string[]): Promise<void> =>
  withAdmin(connection, 'deleting topics', {}, (admin) => admin.deleteTopics({ topics: [...topics] }));
