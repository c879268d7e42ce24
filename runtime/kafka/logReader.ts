import type { Consumer } from 'kafkajs';
import type { KafkaConnection } from './connection.ts';
import { kafkaError } from './errors.ts';
import { incomingMessage } from './message.ts';
import type { IncomingMessage } from './message.ts';
import { temporaryConsumer } from './temporaryConsumer.ts';
import { watermarks } from './topics.ts';

/** What to read, and who takes it. */
export interface ReadToEnd {
  readonly topic: string;
  /** All partitions when absent. */
  readonly partitions?: readonly number[];
  /** Where to begin, by partition; at the oldest record when absent or when retention has passed it. */
  readonly from?: ReadonlyMap<number, number>;
  /** Milliseconds without any progress after which reading fails; 30000. An open transaction holds reading back. */
  readonly stallTimeout?: number;
  /** First part of the temporary group's name, for deployments whose rights name groups; `registry-stream`. */
  readonly groupPrefix?: string;
  /** Takes the records in offset order within a partition; the next are fetched when it is done. */
  onMessages(partition: number, messages: readonly IncomingMessage[]): void | Promise<void>;
}

interface Range {
  readonly from: number;
  readonly end: number;
}

const rangesOf = async (connection: KafkaConnection, read: ReadToEnd): Promise<Map<number, Range>> => {
  const marks = await watermarks(connection, read.topic, read.partitions);
  return new Map(
    [...marks].map(([partition, { low, high }]) => [
      partition,
      { from: Math.max(low, read.from?.get(partition) ?? low), end: high },
    ]),
  );
};

/** Carries what the caller's `onMessages` threw past the client's own errors. */
class ListenerError extends Error {}

/** The consumer has ended by an error of the connection or the broker. */
class Crashed extends Error {}

/** Consumers that one call uses up before it fails. */
const ATTEMPTS = 4;

/** Reads what is left of each partition until nothing is. */
class Reading {
  readonly done: Promise<void>;
  readonly #left: Map<number, Range>;
  readonly #read: ReadToEnd;
  readonly #consumer: Consumer;
  #resolve: () => void = () => undefined;
  #reject: (thrown: unknown) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #taking: Promise<void> = Promise.resolve();

  constructor(consumer: Consumer, read: ReadToEnd, left: Map<number, Range>) {
    this.#consumer = consumer;
    this.#read = read;
    this.#left = left;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever fails first may do so before anybody waits.
    this.done.catch(() => undefined);
  }

  async run(): Promise<void> {
    const { GROUP_JOIN, END_BATCH_PROCESS, CRASH } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#place(payload.memberAssignment[this.#read.topic] ?? []);
    });
    this.#consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      this.#reached(payload.partition, Number(payload.lastOffset) + 1);
    });
    this.#consumer.on(CRASH, ({ payload }) => {
      this.#reject(new Crashed('the consumer crashed', { cause: payload.error }));
    });
    this.#progress();
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [this.#read.topic], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: async ({ batch }) => {
        const range = this.#left.get(batch.partition);
        if (range === undefined || this.#closed) return;
        const messages = batch.messages.map(incomingMessage).filter(({ offset }) => offset < range.end);
        const taken = (async () => {
          await this.#read.onMessages(batch.partition, messages);
        })();
        this.#taking = taken.catch(() => undefined);
        try {
          await taken;
        } catch (thrown) {
          this.#closed = true;
          this.#reject(new ListenerError('onMessages failed', { cause: thrown }));
        }
      },
    });
    await this.done;
  }

  /** Resolves when the records that were handed out last have been taken: what is read after them comes after them. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#closed = true;
    await this.#taking;
  }

  #place(assigned: readonly number[]): void {
    const { topic } = this.#read;
    for (const partition of assigned) {
      const range = this.#left.get(partition);
      if (range === undefined) this.#consumer.pause([{ topic, partitions: [partition] }]);
      else this.#consumer.seek({ topic, partition, offset: String(range.from) });
    }
  }

  #reached(partition: number, offset: number): void {
    const range = this.#left.get(partition);
    if (range === undefined || this.#closed) return;
    this.#progress();
    if (offset < range.end) {
      this.#left.set(partition, { ...range, from: offset });
      return;
    }
    this.#left.delete(partition);
    this.#consumer.pause([{ topic: this.#read.topic, partitions: [partition] }]);
    if (this.#left.size === 0) this.#resolve();
  }

  #progress(): void {
    clearTimeout(this.#timer);
    const stall = this.#read.stallTimeout ?? 30_000;
    this.#timer = setTimeout(() => {
      this.#reject(new Error(`no progress for ${String(stall)} ms: a transaction may be open`));
    }, stall);
  }
}

/** Reads what is left, in a group of its own, which Kafka wants for fetching through kafkajs; it lives as long as this. */
const readLeft = async (connection: KafkaConnection, read: ReadToEnd, left: Map<number, Range>): Promise<void> => {
  const { consumer, end } = temporaryConsumer(connection, read.groupPrefix ?? 'registry-stream', 4_194_304);
  const reading = new Reading(consumer, read, left);
  try {
    await reading.run();
  } finally {
    await reading.close();
    await end();
  }
};

const causeOf = (thrown: unknown): unknown => (thrown instanceof Crashed ? thrown.cause : thrown);

/**
 * Reads a topic, read_committed, up to the high watermarks of the moment of the call. Topics that are empty, end with
 * control records, or have gaps from compaction are read like any other. After a crash of the client the reading goes
 * on where it was; the records of the page at work then come once more.
 *
 * @returns the offset after the last one read, by partition: where a later call goes on
 * @throws EtlError `transient` when Kafka is not reachable or a transaction stays open too long; what `onMessages`
 *   throws comes out unchanged
 */
export const readToEnd = async (connection: KafkaConnection, read: ReadToEnd): Promise<ReadonlyMap<number, number>> => {
  const ranges = await rangesOf(connection, read);
  const ends = new Map([...ranges].map(([partition, { from, end }]) => [partition, Math.max(from, end)]));
  const left = new Map([...ranges].filter(([, { from, end }]) => from < end));
  for (let attempt = 1; left.size > 0; attempt += 1) {
    try {
      await readLeft(connection, read, left);
    } catch (thrown) {
      if (thrown instanceof ListenerError) throw thrown.cause;
      const error = kafkaError(causeOf(thrown), 'reading a topic', { topic: read.topic });
      if (!(thrown instanceof Crashed) || error.fault !== 'transient' || attempt >= ATTEMPTS) throw error;
    }
  }
  return ends;
};
