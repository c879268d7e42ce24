import { schemas } from '../../schemas/generated/schemas.ts';
import { topicDefinitions } from '../../schemas/topics.ts';
import type { CatalogueType, TopicSpecification } from '../kafka/index.ts';

/** What the configuration says about topics. */
export interface TopicSettings {
  readonly topicPrefix: string;
  /** Partitions of the topics that have many. */
  readonly partitions: number;
  readonly replicationFactor: number;
}

/** The topic's name in Kafka: the deployment's prefix and the logical name. */
export const topicName = (prefix: string, logicalName: string): string => `${prefix}${logicalName}`;

/**
 * What was erased or replaced is cleaned out of a topic in use after so long at the latest, milliseconds: seven days.
 * Without it Kafka may keep it for ever in a topic that changes little (KIP-354).
 */
const LONGEST_COMPACTION_LAG = 7 * 86_400_000;

/** A topic as `migrate` makes it; all are compacted (DESIGN §2). */
export const compactedTopic = (settings: TopicSettings, name: string, partitions: number): TopicSpecification => ({
  name: topicName(settings.topicPrefix, name),
  partitions,
  replicas: settings.replicationFactor,
  configs: { 'cleanup.policy': 'compact', 'max.compaction.lag.ms': String(LONGEST_COMPACTION_LAG) },
});

/** The topics that every deployment has. */
export const topicSpecifications = (settings: TopicSettings): readonly TopicSpecification[] =>
  topicDefinitions.map(({ name, partitions }) =>
    compactedTopic(settings, name, partitions === 'one' ? 1 : settings.partitions),
  );

/** Every type that a deployment writes or reads, with the topics that carry it: one subject for each pair. */
export const typeCatalogue = (prefix: string): readonly CatalogueType[] => {
  const names = new Set(topicDefinitions.flatMap((definition) => definition.types));
  return [...names].map((name) => ({
    name,
    schema: schemas[name] ?? {},
    topics: topicDefinitions
      .filter((definition) => definition.types.includes(name))
      .map((definition) => topicName(prefix, definition.name)),
  }));
};
