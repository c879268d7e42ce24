import type { KafkaConnection } from './connection.ts';
import { kafkaError } from './errors.ts';
import type { KeyedMessage } from './newestFirst.ts';
import { temporaryConsumer } from './temporaryConsumer.ts';
import type { TemporaryConsumer } from './temporaryConsumer.ts';

/** Where a follower begins in a partition. */
export interface FollowedPartition {
  /** Full name. */
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
}

/** A message that the follower has ready. */
export interface FollowedMessage extends KeyedMessage {
  readonly topic: string;
  readonly partition: number;
}

/** Keeps up with topics, and keeps ready what has come until it is taken. */
export interface LogFollower {
  /** The offset up to which a partition has been read; everything below it has been ready. */
  reached(topic: string, partition: number): number;
  /** Takes the messages of a partition below an offset, at most so many, in their order. */
  take(topic: string, partition: number, below: number, limit: number): readonly FollowedMessage[];
  /** Keys of what is ready and not taken; true with it when some partition had more than is kept ready. */
  waiting(): { readonly keys: readonly string[]; readonly isCutOff: boolean };
  /** @throws EtlError what has ended the reading, if anything has */
  throwIfFailed(): void;
  close(): Promise<void>;
}

/** Messages of one partition that are kept ready before reading it pauses. */
const READY = 20_000;
const BYTES_PER_FETCH = 1_048_576;

interface Followed {
  reached: number;
  paused: boolean;
  ready: FollowedMessage[];
}

const nameOf = (topic: string, partition: number): string => `${topic}/${String(partition)}`;

class Follower implements LogFollower {
  readonly #own: TemporaryConsumer;
  readonly #partitions: ReadonlyMap<string, Followed>;
  readonly #topics: readonly string[];
  #failed: unknown;

  constructor(own: TemporaryConsumer, partitions: readonly FollowedPartition[]) {
    this.#own = own;
    this.#topics = [...new Set(partitions.map(({ topic }) => topic))];
    this.#partitions = new Map(
      partitions.map(({ topic, partition, from }) => [
        nameOf(topic, partition),
        { reached: from, paused: false, ready: [] },
      ]),
    );
  }

  async open(): Promise<void> {
    const { consumer } = this.#own;
    const { GROUP_JOIN, END_BATCH_PROCESS, CRASH } = consumer.events;
    const joined = new Promise<void>((resolve) => {
      consumer.on(GROUP_JOIN, ({ payload }) => {
        for (const [topic, partitions] of Object.entries(payload.memberAssignment)) this.#place(topic, partitions);
        resolve();
      });
    });
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      const followed = this.#partitions.get(nameOf(payload.topic, payload.partition));
      if (followed !== undefined) followed.reached = Math.max(followed.reached, Number(payload.lastOffset) + 1);
    });
    consumer.on(CRASH, ({ payload }) => {
      this.#failed ??= payload.error;
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.#topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: ({ batch }) => {
        const { topic, partition } = batch;
        const followed = this.#partitions.get(nameOf(topic, partition));
        if (followed === undefined) return Promise.resolve();
        for (const { offset, key, value } of batch.messages) {
          const at = Number(offset);
          // After joining anew what was read already comes once more.
          if (at < followed.reached) continue;
          followed.ready.push({ topic, partition, offset: at, key: key?.toString() ?? null, value });
        }
        if (followed.ready.length >= READY) this.#pause(topic, partition, followed);
        return Promise.resolve();
      },
    });
    await joined;
  }

  reached(topic: string, partition: number): number {
    return this.#partitions.get(nameOf(topic, partition))?.reached ?? 0;
  }

  take(topic: string, partition: number, below: number, limit: number): readonly FollowedMessage[] {
    const followed = this.#partitions.get(nameOf(topic, partition));
    if (followed === undefined) return [];
    const end = followed.ready.findIndex(({ offset }) => offset >= below);
    const taken = followed.ready.splice(0, Math.min(limit, end < 0 ? followed.ready.length : end));
    if (followed.paused && followed.ready.length < READY) {
      followed.paused = false;
      this.#own.consumer.resume([{ topic, partitions: [partition] }]);
    }
    return taken;
  }

  waiting(): { readonly keys: readonly string[]; readonly isCutOff: boolean } {
    const followed = [...this.#partitions.values()];
    const keys = followed.flatMap(({ ready }) => ready.flatMap(({ key }) => (key === null ? [] : [key])));
    return { keys: [...new Set(keys)], isCutOff: followed.some(({ paused }) => paused) };
  }

  throwIfFailed(): void {
    if (this.#failed !== undefined) throw kafkaError(this.#failed, 'following topics', {});
  }

  close(): Promise<void> {
    return this.#own.end();
  }

  #place(topic: string, assigned: readonly number[]): void {
    for (const partition of assigned) {
      const followed = this.#partitions.get(nameOf(topic, partition));
      if (followed === undefined) this.#own.consumer.pause([{ topic, partitions: [partition] }]);
      else this.#own.consumer.seek({ topic, partition, offset: String(followed.reached) });
    }
  }

  #pause(topic: string, partition: number, followed: Followed): void {
    followed.paused = true;
    this.#own.consumer.pause([{ topic, partitions: [partition] }]);
  }
}

/**
 * Follows partitions from given offsets on, read_committed, until it is closed: what others will have read in a moment is
 * ready here without a round trip to Kafka. A partition of which much is ready pauses until it is taken.
 *
 * @throws EtlError when Kafka is not reachable
 */
export const followLog = async (
  connection: KafkaConnection,
  partitions: readonly FollowedPartition[],
): Promise<LogFollower> => {
  const own = temporaryConsumer(connection, 'registry-stream', BYTES_PER_FETCH);
  const follower = new Follower(own, partitions);
  try {
    await follower.open();
    return follower;
  } catch (thrown) {
    await own.end();
    throw kafkaError(thrown, 'following topics', {});
  }
};
