import type { Batch } from 'kafkajs';
import type { KafkaConnection } from './connection.ts';
import { kafkaError } from './errors.ts';
import { temporaryConsumer } from './temporaryConsumer.ts';
import type { TemporaryConsumer } from './temporaryConsumer.ts';

/** A message as far as its state goes. */
export interface KeyedMessage {
  readonly offset: number;
  readonly key: string | null;
  /** Null: a tombstone. */
  readonly value: Buffer | null;
}

/** Offsets `from` to `to`, the latter not included. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

/** A part of a partition. */
export interface PartitionRange extends OffsetRange {
  /** Full name. */
  readonly topic: string;
  readonly partition: number;
}

/** Takes the messages of one range in the order of their offsets, and says how many offsets the range had. */
export type TakeRange = (messages: readonly KeyedMessage[], offsets: number) => Promise<void>;

/** Reads partitions from their ends to their beginnings, one at a time. */
export interface NewestFirstReader {
  /**
   * Reads a part of a partition, range by range: the ranges come from the newest to the oldest, the messages of a range
   * from the oldest to the newest. The next range is fetched while one is taken.
   *
   * @throws EtlError `transient` when Kafka is not reachable or an open transaction holds reading back; what `take`
   *   throws comes out unchanged
   */
  read(part: PartitionRange, take: TakeRange): Promise<void>;
  close(): Promise<void>;
}

/** Messages that a range should hold, about: what is kept in memory is twice that. */
const RANGE_MESSAGES = 10_000;
const BYTES_PER_FETCH = 2_097_152;
/** Without any progress for so long, milliseconds, reading fails. */
const STALL = 30_000;
const HEARTBEAT = 3_000;

/** The range that goes before `below`, of as many offsets as should hold as many messages as are wanted. */
const rangeBefore = (below: number, least: number, span: number): OffsetRange => ({
  from: Math.max(least, below - span),
  to: below,
});

/** Compaction leaves gaps: where ranges come out thin they get longer, and shorter again where they come out full. */
const nextSpan = (span: number, messages: number, wanted: number): number => {
  if (messages < wanted / 2) return span * 2;
  return messages > wanted * 2 ? Math.max(wanted, Math.floor(span / 2)) : span;
};

/** One part at work. */
class Part {
  readonly done: Promise<void>;
  readonly part: PartitionRange;
  range: OffsetRange;
  readonly #take: TakeRange;
  readonly #wanted: number;
  #span: number;
  #messages: KeyedMessage[] = [];
  #taking: Promise<void> = Promise.resolve();
  #resolve: () => void = () => undefined;
  #reject: (thrown: unknown) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(part: PartitionRange, take: TakeRange, wanted: number) {
    this.part = part;
    this.#take = take;
    this.#wanted = wanted;
    this.#span = wanted;
    this.range = rangeBefore(part.to, part.from, this.#span);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => undefined);
    this.progress();
  }

  collect(batch: Batch): void {
    const { from, to } = this.range;
    for (const { offset, key, value } of batch.messages) {
      const at = Number(offset);
      if (at >= from && at < to) this.#messages.push({ offset: at, key: key?.toString() ?? null, value });
    }
  }

  /** Resolves when what was handed over before has been taken: no more than two ranges are ever in memory. */
  async settled(heartbeat: () => Promise<void>): Promise<void> {
    this.end();
    // Whoever takes may be slow, and the group must not take that for a death.
    const beats = setInterval(() => {
      heartbeat().catch((thrown: unknown) => {
        this.fail(thrown);
      });
    }, HEARTBEAT);
    try {
      await this.#taking;
    } finally {
      clearInterval(beats);
    }
    this.progress();
  }

  /** The range is complete: hands it over. @returns the next one, or undefined at the beginning of the part */
  next(): OffsetRange | undefined {
    const messages = this.#messages;
    const { from, to } = this.range;
    this.#messages = [];
    this.#taking = this.#taking.then(() => this.#take(messages, to - from));
    this.#taking.catch((thrown: unknown) => {
      this.fail(thrown);
    });
    this.progress();
    if (from <= this.part.from) {
      this.end();
      this.#taking.then(
        () => {
          this.#resolve();
        },
        () => undefined,
      );
      return undefined;
    }
    this.#span = nextSpan(this.#span, messages.length, this.#wanted);
    this.range = rangeBefore(from, this.part.from, this.#span);
    return this.range;
  }

  progress(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.fail(new Error(`no progress for ${String(STALL)} ms: a transaction may be open`));
    }, STALL);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  fail(thrown: unknown): void {
    this.end();
    this.#reject(thrown);
  }
}

class Reader implements NewestFirstReader {
  readonly #own: TemporaryConsumer;
  readonly #topics: readonly string[];
  readonly #wanted: number;
  readonly #joined: Promise<void>;
  #setJoined: () => void = () => undefined;
  #failed: unknown;
  #part: Part | undefined;

  constructor(own: TemporaryConsumer, topics: readonly string[], wanted: number) {
    this.#own = own;
    this.#topics = topics;
    this.#wanted = wanted;
    this.#joined = new Promise((resolve) => (this.#setJoined = resolve));
  }

  async open(): Promise<void> {
    const { consumer } = this.#own;
    const { GROUP_JOIN, END_BATCH_PROCESS, CRASH } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => {
      for (const [topic, partitions] of Object.entries(payload.memberAssignment))
        consumer.pause([{ topic, partitions }]);
      // Joined anew, in the middle of a part: its range is begun anew, and what was collected of it is known.
      if (this.#part !== undefined) this.#fail(new Error('the group was joined anew'));
      this.#setJoined();
    });
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      this.#reached(payload.topic, payload.partition, Number(payload.lastOffset) + 1);
    });
    consumer.on(CRASH, ({ payload }) => {
      this.#fail(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.#topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: async (payload) => {
        const { batch } = payload;
        const part = this.#at(batch.topic, batch.partition);
        if (part === undefined) return;
        part.collect(batch);
        // A rejection has ended the part already; nothing of it may end the consumer.
        if (Number(batch.lastOffset()) + 1 >= part.range.to)
          await part.settled(() => payload.heartbeat()).catch(() => undefined);
      },
    });
    await this.#joined;
  }

  async read(part: PartitionRange, take: TakeRange): Promise<void> {
    if (part.from >= part.to) return;
    const { topic, partition } = part;
    if (this.#failed !== undefined) throw this.#error(this.#failed, part);
    const working = new Part(part, take, this.#wanted);
    this.#part = working;
    this.#seek(working.range);
    this.#own.consumer.resume([{ topic, partitions: [partition] }]);
    try {
      await working.done;
    } catch (thrown) {
      if (thrown === this.#failed) throw this.#error(thrown, part);
      throw thrown;
    } finally {
      working.end();
      this.#part = undefined;
      this.#own.consumer.pause([{ topic, partitions: [partition] }]);
    }
  }

  async close(): Promise<void> {
    await this.#own.end();
  }

  #at(topic: string, partition: number): Part | undefined {
    const working = this.#part;
    return working?.part.topic === topic && working.part.partition === partition ? working : undefined;
  }

  #reached(topic: string, partition: number, offset: number): void {
    const working = this.#at(topic, partition);
    if (working === undefined) return;
    working.progress();
    if (offset < working.range.to) return;
    const range = working.next();
    if (range === undefined) this.#own.consumer.pause([{ topic, partitions: [partition] }]);
    else this.#seek(range);
  }

  #seek({ from }: OffsetRange): void {
    const { topic = '', partition = 0 } = this.#part?.part ?? {};
    this.#own.consumer.seek({ topic, partition, offset: String(from) });
  }

  #fail(thrown: unknown): void {
    this.#failed = thrown;
    this.#part?.fail(thrown);
  }

  #error(thrown: unknown, { topic, partition }: PartitionRange): Error {
    return kafkaError(thrown, 'reading a topic', { topic, partition });
  }
}

/**
 * Opens a reader for whoever wants the newest state of each key and nothing else: from the end to the beginning the first
 * message of a key is its newest, so one pass suffices, compacted or not, and no more than two ranges are in memory.
 *
 * Compaction may run meanwhile: it removes an older message before, or together with, the newer ones that it removes, so
 * what is read later never holds a state that something read before should have replaced.
 *
 * @param topics full names of all topics that will be read
 * @param rangeMessages messages that a range should hold, about
 * @throws EtlError when Kafka is not reachable
 */
export const newestFirstReader = async (
  connection: KafkaConnection,
  topics: readonly string[],
  rangeMessages = RANGE_MESSAGES,
): Promise<NewestFirstReader> => {
  const own = temporaryConsumer(connection, 'registry-stream', BYTES_PER_FETCH);
  const reader = new Reader(own, topics, rangeMessages);
  try {
    await reader.open();
    return reader;
  } catch (thrown) {
    await own.end();
    throw kafkaError(thrown, 'reading topics from their ends', { topics: topics.join(', ') });
  }
};
