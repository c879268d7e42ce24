import { EtlError } from '../../core/errors.ts';
import type { StageKafka } from './ports.ts';

/** Knows how many partitions the output topics have, so that an event's place is fixed when it enters the outbox. */
export interface Targets {
  /** Makes the topics known. @throws EtlError when Kafka cannot be asked */
  load(topics: Iterable<string>): Promise<void>;
  /** Partitions of a topic that `load` has seen. */
  partitions(topic: string): number;
  /** The partition that a key belongs to. */
  partitionFor(topic: string, key: string): number;
  /** Asks again next time: for a new assignment, since topics may have grown. */
  forget(): void;
}

/** @param kafka asked once for each topic */
export const targetsOf = (kafka: Pick<StageKafka, 'partitionCount' | 'partitionFor'>): Targets => {
  const counts = new Map<string, number>();
  const partitions = (topic: string): number => {
    const count = counts.get(topic);
    if (count !== undefined) return count;
    const context = { component: 'runtime/stage', details: { topic } };
    throw new EtlError('OUTPUT_TOPIC_NOT_LOADED', 'bug', 'an output topic was used before it was looked up', context);
  };
  return {
    partitions,
    partitionFor: (topic, key) => kafka.partitionFor(key, partitions(topic)),
    forget: () => {
      counts.clear();
    },
    async load(topics) {
      for (const topic of new Set(topics)) {
        if (counts.has(topic)) continue;
        const count = await kafka.partitionCount(topic);
        if (count === 0) {
          const text = `topic ${topic} does not exist; run registry-stream migrate`;
          throw new EtlError('OUTPUT_TOPIC_MISSING', 'config', text, {
            component: 'runtime/stage',
            details: { topic },
          });
        }
        counts.set(topic, count);
      }
    },
  };
};
