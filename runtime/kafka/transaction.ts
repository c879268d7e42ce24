import type { Producer, TopicMessages } from 'kafkajs';
import pRetry from 'p-retry';
import type { EtlError } from '../../core/errors.ts';
import { batchesOf } from './batches.ts';
import { clientOf } from './connection.ts';
import type { KafkaConnection } from './connection.ts';
import { brokerErrorType, failure, Fenced, isFenced, kafkaError, PublishOutcomeUnknown } from './errors.ts';
import { kafkajs } from './kafkajs.ts';
import type { OutgoingMessage } from './message.ts';

/** How far the input of a publish is published with it: kept as the offset of a group that nobody joins. */
export interface PublishedOffset {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** The next input offset: everything below it is published. */
  readonly offset: number;
}

/** Settings of a publisher, milliseconds. */
export interface PublisherOptions {
  /** After this the broker ends an open transaction, which until then holds back read_committed readers; 15000. */
  readonly transactionTimeout?: number;
  /** After this a publish is given up as {@link PublishOutcomeUnknown}; 15000. */
  readonly publishTimeout?: number;
}

/**
 * Publishes under one transactional id, of which only one publisher in the world works at a time: the one that opened
 * it last (KIP-98).
 */
export interface TransactionalPublisher {
  readonly transactionalId: string;
  /** True between a successful `open` and the first failure. */
  isOpen(): boolean;
  /**
   * Takes the transactional id over: whoever had it is fenced, and what he left is committed or aborted, once and for
   * all, when this resolves. Read how far it is published afterwards, never before.
   *
   * @throws EtlError `transient` when Kafka is not reachable, `config` when it refuses
   */
  open(): Promise<void>;
  /**
   * Publishes all the messages and the offset in one transaction, or none of them. A chunk of about 2000 messages is
   * where transactions stop costing; the caller makes the chunks.
   *
   * After any failure the publisher is closed and refuses (`KAFKA_PUBLISHER_NOT_OPEN`) until it is opened again: a
   * kafkajs producer that is used after a failed send loses the next batch without an error.
   *
   * @throws Fenced when the id has been taken over: nothing of this call is visible to anybody
   * @throws PublishOutcomeUnknown when it may or may not be committed
   * @throws EtlError `config` when Kafka refuses the messages: nothing of this call is visible to anybody
   */
  publish(messages: readonly OutgoingMessage[], offset?: PublishedOffset): Promise<void>;
  /** Disconnects; the transactional id stays as it is. */
  close(): Promise<void>;
}

// kafkajs tries again for messages but not for offsets, so a publish without messages right after another one failed,
// and so did the first one on a new cluster. The broker has refused without doing anything, or does the same again.
const soon = new Set([
  'CONCURRENT_TRANSACTIONS',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
]);
const offsetRetry = {
  retries: 20,
  minTimeout: 5,
  maxTimeout: 200,
  factor: 1.5,
  shouldRetry: ({ error }: { readonly error: Error }): boolean => soon.has(brokerErrorType(error) ?? ''),
};

const transact = async (
  producer: Producer,
  batches: readonly TopicMessages[][],
  offset: PublishedOffset | undefined,
): Promise<void> => {
  const transaction = await producer.transaction();
  for (const topicMessages of batches) await transaction.sendBatch({ acks: -1, topicMessages });
  if (offset !== undefined) {
    const partitions = [{ partition: offset.partition, offset: String(offset.offset) }];
    const topics = [{ topic: offset.topic, partitions }];
    await pRetry(() => transaction.sendOffsets({ consumerGroupId: offset.group, topics }), offsetRetry);
  }
  await transaction.commit();
};

const within = async (milliseconds: number, work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no outcome after ${String(milliseconds)} ms`));
    }, milliseconds);
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
};

class KafkaPublisher implements TransactionalPublisher {
  readonly transactionalId: string;
  readonly #connection: KafkaConnection;
  readonly #transactionTimeout: number;
  readonly #publishTimeout: number;
  #producer: Producer | undefined;

  constructor(connection: KafkaConnection, transactionalId: string, options: PublisherOptions) {
    this.#connection = connection;
    this.transactionalId = transactionalId;
    this.#transactionTimeout = options.transactionTimeout ?? 15_000;
    this.#publishTimeout = options.publishTimeout ?? 15_000;
  }

  isOpen(): boolean {
    return this.#producer !== undefined;
  }

  async open(): Promise<void> {
    const { transactionalId } = this;
    if (this.#producer !== undefined) this.#discard(this.#producer);
    const producer = clientOf(this.#connection, 'transactional').producer({
      transactionalId,
      transactionTimeout: this.#transactionTimeout,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    try {
      await producer.connect();
      // kafkajs sends InitProducerId for the transactional id not when it connects but with its first transaction.
      // Ending that one without a message sends nothing more.
      await (await producer.transaction()).abort();
      this.#producer = producer;
    } catch (thrown) {
      this.#discard(producer);
      throw kafkaError(thrown, 'opening a transactional publisher', { transactionalId });
    }
  }

  async publish(messages: readonly OutgoingMessage[], offset?: PublishedOffset): Promise<void> {
    const { transactionalId } = this;
    const producer = this.#producer;
    if (producer === undefined) {
      const text = 'the publisher is not open, or has failed since; open it again first';
      throw failure('KAFKA_PUBLISHER_NOT_OPEN', 'bug', text, { transactionalId });
    }
    const work = transact(producer, batchesOf(messages), offset);
    try {
      await within(this.#publishTimeout, work);
    } catch (thrown) {
      this.#discard(producer);
      throw this.#publishError(thrown);
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect();
  }

  #publishError(thrown: unknown): EtlError {
    if (isFenced(thrown)) return new Fenced(this.transactionalId, thrown);
    const error = kafkaError(thrown, 'publishing', { transactionalId: this.transactionalId });
    return error.fault === 'transient' ? new PublishOutcomeUnknown(this.transactionalId, thrown) : error;
  }

  #discard(producer: Producer): void {
    if (this.#producer === producer) this.#producer = undefined;
    producer.disconnect().catch((thrown: unknown) => {
      const error = thrown instanceof Error ? thrown.message : 'unknown';
      const { transactionalId } = this;
      this.#connection.log('debug', 'a discarded producer did not disconnect', { transactionalId, error });
    });
  }
}

/** A publisher for one transactional id; it connects when it is opened. One call of it at a time. */
export const transactionalPublisher = (
  connection: KafkaConnection,
  transactionalId: string,
  options: PublisherOptions = {},
): TransactionalPublisher => new KafkaPublisher(connection, transactionalId, options);
