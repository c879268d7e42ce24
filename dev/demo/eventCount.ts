import type { Deployment } from '../../runtime/deployment/deployment.ts';
import { readToEnd } from '../../runtime/kafka/index.ts';

/** The topics that others read. */
const topics = ['source.records', 'registrants', 'groups', 'identity.decisions', 'audit', 'dead-letters'] as const;

/** Events that stand in each topic, run markers left out, by logical topic. */
export type EventCounts = Readonly<Record<string, number>>;

/** Reads the topics as any client would (read_committed) and counts what is not a run marker. */
export const countEvents = async (deployment: Deployment): Promise<EventCounts> => {
  const counts: Record<string, number> = {};
  for (const topic of topics) {
    counts[topic] = 0;
    await readToEnd(deployment.kafka, {
      topic: deployment.topic(topic),
      onMessages: (_, messages) => {
        counts[topic] = (counts[topic] ?? 0) + messages.filter(({ key }) => key?.startsWith('run/') !== true).length;
      },
    });
  }
  return counts;
};

/** How many events each topic has more than before; topics without any are left out. */
export const newEvents = (before: EventCounts, after: EventCounts): EventCounts =>
  Object.fromEntries(
    Object.entries(after)
      .map(([topic, count]): [string, number] => [topic, count - (before[topic] ?? 0)])
      .filter(([, count]) => count !== 0),
  );
