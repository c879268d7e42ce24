import { Kafka, logLevel } from 'kafkajs';
import { before } from 'mocha';
import type { EtlError } from '../../../core/errors.ts';
import {
  deleteTopics,
  ensureTopics,
  kafkaConnection,
  partitionConsumer,
  readToEnd,
  transactionalPublisher,
} from '../../../runtime/kafka/index.ts';
import type {
  Assignment,
  ConsumedBatch,
  ConsumerListener,
  ConsumerOptions,
  KafkaConnection,
  OwnedPartition,
  OutgoingMessage,
  PartitionConsumer,
} from '../../../runtime/kafka/index.ts';
import { uniqueName, useStack } from '../../support/stack.ts';

let addresses = { broker: '', schemaRegistry: '' };

/** Starts the services for the suite that it is called in. */
export const onStack = (): void => {
  before('start the services', async function start() {
    this.timeout(120_000);
    const { brokers, schemaRegistryUrl } = await useStack();
    addresses = { broker: brokers[0] ?? '', schemaRegistry: schemaRegistryUrl };
  });
};

/** `host:port` of the broker. */
export const broker = (): string => addresses.broker;

export const schemaRegistry = (): string => addresses.schemaRegistry;

/** A connection of ours, quick to give up. */
export const connection = (address = broker()): KafkaConnection =>
  kafkaConnection({ brokers: [address], clientId: 'test', requestTimeout: 1000 }, () => undefined);

/** kafkajs as it is, to show what is corrected. */
export const plainKafka = (address = broker()): Kafka =>
  new Kafka({
    brokers: [address],
    clientId: 'plain',
    requestTimeout: 500,
    retry: { retries: 1, initialRetryTime: 50 },
    logLevel: logLevel.NOTHING,
  });

export { uniqueName as unique };

// A test that fails must not leave a member behind that keeps the process alive.
const started: PartitionConsumer[] = [];

/** Makes a topic for one test and removes it afterwards. */
export const withTopic = async (
  use: (topic: string) => Promise<void>,
  partitions = 1,
  configs: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const topic = uniqueName('test');
  await ensureTopics(connection(), [{ name: topic, partitions, configs }]);
  try {
    await use(topic);
  } finally {
    await Promise.all(started.splice(0).map((consumer) => consumer.stop()));
    await deleteTopics(connection(), [topic]);
  }
};

/** Waits for a condition; fails after 20 seconds. */
export const eventually = async (holds: () => boolean, what: string, limit = 20_000): Promise<void> => {
  const deadline = Date.now() + limit;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${String(limit)} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

export const message = (topic: string, text: string, key = 'k', partition = 0): OutgoingMessage => ({
  topic,
  partition,
  key,
  value: Buffer.from(text),
  headers: {},
});

/** Publishes each value in a transaction of its own. */
export const publish = async (topic: string, ...values: readonly string[]): Promise<void> => {
  const publisher = transactionalPublisher(connection(), uniqueName('tx'));
  await publisher.open();
  for (const value of values) await publisher.publish([message(topic, value)]);
  await publisher.close();
};

/** All committed values of a topic as text. */
export const committed = async (topic: string): Promise<string[]> => {
  const values: string[] = [];
  await readToEnd(connection(), {
    topic,
    onMessages: (_, messages) => {
      values.push(...messages.map(({ value }) => String(value)));
    },
  });
  return values;
};

/** What a consumer has told. */
export class Heard implements ConsumerListener {
  readonly assignments: Assignment[] = [];
  readonly values: string[] = [];
  readonly skipped: number[] = [];
  readonly interrupted: OwnedPartition[] = [];
  readonly fatal: EtlError[] = [];
  onAssigned(assignment: Assignment): void | Promise<void> {
    this.assignments.push(assignment);
  }
  onBatch(batch: ConsumedBatch): Promise<void> {
    this.values.push(...batch.messages.map(({ value }) => String(value)));
    return Promise.resolve();
  }
  onSkipped({ toOffset }: { readonly toOffset: number }): void {
    this.skipped.push(toOffset);
  }
  onInterrupted(partition: OwnedPartition): void {
    this.interrupted.push(partition);
  }
  onFatal(error: EtlError): void {
    this.fatal.push(error);
  }
  /** The partitions of the last assignment. */
  partitions(): readonly number[] {
    return this.assignments.at(-1)?.partitions.map(({ partition }) => partition) ?? [];
  }
}

/** Joins a group of its own (or the one given) and consumes partition 0 from an offset on, if told one. */
export const consume = async (
  topic: string,
  heard: Heard,
  from?: number,
  options: Partial<ConsumerOptions> = {},
  kafka = connection(),
): Promise<PartitionConsumer> => {
  const consumer = partitionConsumer(
    kafka,
    { group: uniqueName('group'), topics: [topic], rebalanceTimeout: 3000, ...options },
    heard,
  );
  started.push(consumer);
  await consumer.start();
  if (from !== undefined) consumer.consume(topic, 0, consumer.generation(), from);
  return consumer;
};
