import { EtlError } from '../../core/errors.ts';
import type { Position } from '../../core/position.ts';
import type { OutputEvent } from '../../core/streamProcessor.ts';
import { cloudEventHeaders } from '../kafka/index.ts';
import { COMPONENT } from './context.ts';
import type { StageContext } from './context.ts';
import { largestShare } from './outboxMessage.ts';
import type { OutboxMessage } from './outboxMessage.ts';

/** What making messages of events takes. */
export type OutgoingContext = Pick<
  StageContext<unknown>,
  'deployment' | 'topicPrefix' | 'codec' | 'targets' | 'eventIds' | 'settings'
> & { readonly processor: { readonly stage: string } };

/** Milliseconds since 1970 as RFC 3339 in UTC, as CloudEvents wants it. */
const timestamp = (event: OutputEvent): string => {
  const date = new Date(event.time);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  const details = { topic: event.topic, type: event.type };
  const text = 'an event has a time that is no number of milliseconds since 1970';
  throw new EtlError('EVENT_TIME_INVALID', 'bug', text, { component: COMPONENT, field: 'time', details });
};

interface Place {
  readonly key: string;
  readonly partition: number;
}

const placesOf = (event: OutputEvent, topic: string, { targets }: OutgoingContext): readonly Place[] => {
  const { key, partition, partitionKey, everyPartition } = event;
  const count = targets.partitions(topic);
  if (everyPartition === true) {
    return Array.from({ length: count }, (_, index) => ({ key: `${key}/${String(index)}`, partition: index }));
  }
  if (partition === undefined) return [{ key, partition: targets.partitionFor(topic, partitionKey ?? key) }];
  if (Number.isInteger(partition) && partition >= 0 && partition < count) return [{ key, partition }];
  const details = { topic, partition, partitions: count };
  const text = 'an event is for a partition that its topic does not have';
  throw new EtlError('EVENT_PARTITION_INVALID', 'bug', text, { component: COMPONENT, details });
};

/** Code of the error about a record whose events no topic takes. */
export const OUTPUT_TOO_LARGE = 'OUTPUT_TOO_LARGE';

const checkSize = (messages: readonly OutboxMessage[], context: OutgoingContext): void => {
  const bytes = largestShare(messages);
  const limit = context.settings.largestOutput;
  if (bytes <= limit) return;
  const text = `what follows from this record is larger than a topic takes (${String(limit)} bytes); shorten the record at its source`;
  const component = `stage/${context.processor.stage}`;
  throw new EtlError(OUTPUT_TOO_LARGE, 'record', text, { component, details: { bytes, limit } });
};

/**
 * Makes the messages of an input record's events: encoded, placed, with ids and CloudEvents 1.0 headers in the binary
 * mode of the Kafka binding. Ordinals count messages, so an event for every partition takes several.
 *
 * @param targets must know the topics of the events
 * @throws EtlError `bug` for an event that cannot be encoded or placed; `record` {@link OUTPUT_TOO_LARGE}
 */
export const outgoingMessages = (
  at: Position,
  events: readonly OutputEvent[],
  context: OutgoingContext,
): readonly OutboxMessage[] => {
  const messages: OutboxMessage[] = [];
  if (events.length === 0) return messages;
  for (const event of events) {
    const topic = `${context.topicPrefix}${event.topic}`;
    const value = event.value === null ? null : context.codec.encode(topic, event.type, event.value);
    const time = timestamp(event);
    const source = `/registry-stream/${context.deployment}/${context.processor.stage}`;
    for (const { key, partition } of placesOf(event, topic, context)) {
      const ordinal = messages.length;
      const headers = {
        ...cloudEventHeaders({ id: context.eventIds(at, ordinal), type: event.type, source, time }),
        ...event.headers,
      };
      messages.push({ offset: at.offset, ordinal, topic, partition, key, headers, value });
    }
  }
  checkSize(messages, context);
  return messages;
};
