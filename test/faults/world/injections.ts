import { randomUUID } from 'node:crypto';
import type { Admin, Kafka, Producer } from 'kafkajs';

/** What a message that the test itself puts into a topic must come to. */
export type Expectation =
  /** It goes to the dead letters, once, with its position. */
  | 'dead-letter'
  /** It changes nothing: what it says is known, or older than what is known. */
  | 'dropped'
  /** Nobody may ever see it: its transaction was aborted. */
  | 'invisible';

/** Header that every message of the test's own carries: its {@link Expectation}. The checker knows them by it. */
export const EXPECTATION_HEADER = 'faults-expectation';

/** A message as the test writes it, byte for byte. */
export interface RawMessage {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
}

/** Puts messages into the topics that no part of the product has written, each marked with what must become of it. */
export class Injections {
  readonly #kafka: Kafka;
  readonly #prefix: string;
  #producer: Producer | undefined;
  #admin: Admin | undefined;

  constructor(kafka: Kafka, prefix: string) {
    this.#kafka = kafka;
    this.#prefix = prefix;
  }

  /** An admin client that stays connected. */
  async admin(): Promise<Admin> {
    if (this.#admin === undefined) {
      this.#admin = this.#kafka.admin();
      await this.#admin.connect();
    }
    return this.#admin;
  }

  /** Writes messages. A producer that fails is thrown away; whatever it has appended is known by its header. */
  async write(messages: readonly RawMessage[], expectation: Exclude<Expectation, 'invisible'>): Promise<void> {
    if (this.#producer === undefined) {
      this.#producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
      await this.#producer.connect();
    }
    const producer = this.#producer;
    try {
      for (const { topic, partition, key, value, headers } of messages) {
        const marked = { ...headers, [EXPECTATION_HEADER]: expectation };
        await producer.send({
          topic: `${this.#prefix}${topic}`,
          messages: [{ partition, key, value, headers: marked }],
        });
      }
    } catch (thrown) {
      this.#producer = undefined;
      await producer.disconnect().catch(() => undefined);
      throw thrown;
    }
  }

  /**
   * Writes messages of several transactions in turn into a partition and aborts all of them, the last one first: the
   * broker lists aborted transactions by their ends, so that a reader who takes the list for one of beginnings errs.
   */
  async abortInterleaved(transactions: readonly (readonly RawMessage[])[]): Promise<void> {
    const producers = transactions.map(() =>
      this.#kafka.producer({
        transactionalId: `${this.#prefix}faults.${randomUUID()}`,
        idempotent: true,
        maxInFlightRequests: 1,
        transactionTimeout: 5_000,
      }),
    );
    try {
      const open = await Promise.all(
        producers.map(async (producer) => {
          await producer.connect();
          return producer.transaction();
        }),
      );
      const longest = Math.max(...transactions.map(({ length }) => length));
      for (let round = 0; round < longest; round += 1) {
        for (const [index, messages] of transactions.entries()) {
          const message = messages[round];
          if (message === undefined) continue;
          const { topic, partition, key, value, headers } = message;
          await open[index]?.send({
            topic: `${this.#prefix}${topic}`,
            messages: [{ partition, key, value, headers: { ...headers, [EXPECTATION_HEADER]: 'invisible' } }],
          });
        }
      }
      for (const transaction of [...open].reverse()) await transaction.abort();
    } finally {
      await Promise.all(producers.map((producer) => producer.disconnect().catch(() => undefined)));
    }
  }

  async close(): Promise<void> {
    await this.#producer?.disconnect().catch(() => undefined);
    await this.#admin?.disconnect().catch(() => undefined);
  }
}
