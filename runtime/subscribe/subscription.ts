import { randomUUID } from 'node:crypto';
import { asEtlError } from '../../core/errors.ts';
import type { EtlError } from '../../core/errors.ts';
import { kafkaConnection, partitionConsumer, topicSetting, watermarks } from '../kafka/index.ts';
import type {
  Assignment,
  ConsumedBatch,
  ConsumerListener,
  KafkaConnection,
  OwnedPartition,
  PartitionConsumer,
  Watermarks,
} from '../kafka/index.ts';
import { beginningOf } from './beginning.ts';
import { messageReader } from './decoder.ts';
import type { ReadMessages } from './decoder.ts';
import { failure } from './errors.ts';
import type { ReadPosition } from './events.ts';
import { withHeartbeats } from './heartbeats.ts';
import { KnownInMemory } from './known.ts';
import type { SubscribedPartition, SubscribeOptions } from './options.ts';
import { PartitionReading } from './partitionReading.ts';
import type { ReadingBeginning } from './partitionReading.ts';

const QUIET = 600_000;
const SESSION = 30_000;
const HEARTBEATS_A_SESSION = 10;
const TOMBSTONES_KEPT = 86_400_000;
/** Partitions that are worked on at once. */
const CONCURRENCY = 8;

const nameOf = ({ topic, partition }: SubscribedPartition): string => `${topic}/${String(partition)}`;

const logicalTopics = ({ topics = [], views = [] }: SubscribeOptions): readonly string[] => [...topics, ...views];

const checked = (options: SubscribeOptions): SubscribeOptions => {
  if (logicalTopics(options).length === 0)
    throw failure('NOTHING_SUBSCRIBED', 'config', 'name at least one topic or view to subscribe to', {});
  if (options.group !== undefined && options.positions === undefined)
    throw failure(
      'POSITIONS_MISSING',
      'config',
      'processes of one group take partitions over from each other: give positions, so that each goes on where the last one was',
      { group: options.group },
    );
  return options;
};

/** A subscription at work. */
class Subscription implements ConsumerListener {
  readonly #options: SubscribeOptions;
  readonly #prefix: string;
  readonly #connection: KafkaConnection;
  readonly #consumer: PartitionConsumer;
  readonly #readings = new Map<string, PartitionReading>();
  readonly #read: ReadMessages;
  readonly #memory = new KnownInMemory();
  /** Where this process has come to, for readers that store no positions. */
  readonly #reached = new Map<string, ReadPosition>();
  readonly #sessionTimeout: number;
  #failed: (error: EtlError) => void = () => undefined;
  #isCaughtUp = false;

  constructor(options: SubscribeOptions) {
    const { kafka, schemaRegistry, group, topicPrefix = 'registry.', sessionTimeout = SESSION } = options;
    const clientId = kafka.clientId ?? 'registry-stream-reader';
    this.#options = options;
    this.#prefix = topicPrefix;
    this.#sessionTimeout = sessionTimeout;
    this.#connection = kafkaConnection({ ...kafka, clientId }, options.log ?? (() => undefined));
    this.#read = messageReader(schemaRegistry, options.onUnreadable);
    this.#consumer = partitionConsumer(
      this.#connection,
      {
        group: group ?? `${clientId}.read.${randomUUID()}`,
        topics: logicalTopics(options).map((topic) => `${topicPrefix}${topic}`),
        sessionTimeout,
        heartbeatInterval: sessionTimeout / HEARTBEATS_A_SESSION,
        rebalanceTimeout: Math.max(2 * sessionTimeout, 10_000),
        concurrency: CONCURRENCY,
      },
      this,
    );
  }

  async run(): Promise<void> {
    const { signal, quiet = QUIET } = this.#options;
    const failed = new Promise<never>((_, reject) => {
      this.#failed = reject;
    });
    // It may fail before anybody waits for it.
    failed.catch(() => undefined);
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    });
    const timer = setInterval(() => {
      for (const reading of this.#readings.values()) reading.storeWhenQuiet(quiet);
    }, quiet / 4);
    try {
      await Promise.race([aborted, failed, this.#consumer.start()]);
      await Promise.race([aborted, failed]);
    } finally {
      clearInterval(timer);
      await this.#consumer.stop();
      await this.#settled();
    }
  }

  onAssigned({ generation, partitions }: Assignment): Promise<void> {
    return this.#open(
      generation,
      partitions.map(({ topic, partition }) => ({ topic: topic.slice(this.#prefix.length), partition })),
    );
  }

  async onBatch(batch: ConsumedBatch): Promise<void> {
    const topic = batch.topic.slice(this.#prefix.length);
    const reading = this.#readings.get(nameOf({ topic, partition: batch.partition }));
    if (reading?.generation !== batch.generation) {
      // It must not count as done: an assignment is due and says where to go on.
      this.#consumer.pause(batch.topic, batch.partition);
      return;
    }
    // Only a failed heartbeat may leave this as it is: it says that the membership is in doubt.
    const work = reading.take(batch).catch((thrown: unknown) => {
      throw subscriberError(thrown, reading);
    });
    await withHeartbeats(work, () => batch.heartbeat(), this.#sessionTimeout / HEARTBEATS_A_SESSION);
  }

  onSkipped(skipped: OwnedPartition & { readonly toOffset: number }): void {
    const topic = skipped.topic.slice(this.#prefix.length);
    const reading = this.#readings.get(nameOf({ topic, partition: skipped.partition }));
    if (reading?.generation === skipped.generation) reading.skip(skipped.toOffset);
  }

  onInterrupted({ topic, partition, generation }: OwnedPartition): void {
    void this.#open(generation, [{ topic: topic.slice(this.#prefix.length), partition }]);
  }

  onFatal(error: EtlError): void {
    this.#failed(error);
  }

  /** Waits for what is at work on partitions that this process has, or had. */
  async #settled(): Promise<void> {
    await Promise.all([...this.#readings.values()].map((reading) => reading.settled()));
  }

  /** Begins with partitions, or goes on with them. What fails ends the subscription. */
  async #open(generation: number, partitions: readonly SubscribedPartition[]): Promise<void> {
    try {
      await this.#openAll(generation, partitions);
    } catch (thrown) {
      this.onFatal(subscriberError(thrown, partitions[0]));
    }
  }

  async #openAll(generation: number, partitions: readonly SubscribedPartition[]): Promise<void> {
    // What was begun stores its positions before they are asked for.
    await this.#settled();
    if (generation !== this.#consumer.generation()) return;
    const stored = new Map((await this.#stored(partitions)).map((position) => [nameOf(position), position]));
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const facts = new Map(await Promise.all(topics.map(async (topic) => [topic, await this.#facts(topic)] as const)));
    const readings = partitions.map(({ topic, partition }) => {
      const { marks, tombstonesKept } = facts.get(topic) ?? { marks: new Map<number, Watermarks>(), tombstonesKept: 0 };
      const all = {
        topic,
        partition,
        marks: marks.get(partition) ?? { low: 0, high: 0 },
        tombstonesKept,
        now: Date.now(),
      };
      const beginning = beginningOf(stored.get(nameOf(all)), all);
      const previous = stored.get(nameOf(all)) ?? null;
      return this.#reading({ topic, partition }, generation, { ...beginning, target: all.marks.high, previous });
    });
    if (generation !== this.#consumer.generation()) return;
    const names = new Set(readings.map(nameOf));
    for (const [name, { generation: its }] of this.#readings)
      if (its !== generation && !names.has(name)) this.#readings.delete(name);
    for (const reading of readings) this.#readings.set(nameOf(reading), reading);
    for (const reading of readings) await this.#begin(reading);
    this.#lookWhetherCaughtUp();
  }

  async #begin(reading: PartitionReading): Promise<void> {
    await reading.begin();
    const { topic, partition, generation } = reading;
    this.#consumer.consume(`${this.#prefix}${topic}`, partition, generation, reading.position().next);
  }

  #reading(at: SubscribedPartition, generation: number, beginning: ReadingBeginning): PartitionReading {
    return new PartitionReading(at, generation, beginning, {
      options: this.#options,
      read: this.#read,
      known: this.#options.known ?? this.#memory.of,
      note: (topic, changed) => {
        if (this.#options.known === undefined) this.#memory.note(topic, changed);
      },
      onReached: (position) => {
        if (this.#options.positions === undefined) this.#reached.set(nameOf(at), position);
        this.#lookWhetherCaughtUp();
      },
      fail: (thrown) => {
        this.onFatal(subscriberError(thrown, at));
      },
    });
  }

  #stored(partitions: readonly SubscribedPartition[]): Promise<readonly ReadPosition[]> {
    if (this.#options.positions !== undefined) return this.#options.positions(partitions);
    return Promise.resolve(partitions.flatMap((at) => this.#reached.get(nameOf(at)) ?? []));
  }

  async #facts(
    topic: string,
  ): Promise<{ readonly marks: ReadonlyMap<number, Watermarks>; readonly tombstonesKept: number }> {
    const full = `${this.#prefix}${topic}`;
    const setting = await topicSetting(this.#connection, full, 'delete.retention.ms');
    return { marks: await watermarks(this.#connection, full), tombstonesKept: Number(setting ?? TOMBSTONES_KEPT) };
  }

  #lookWhetherCaughtUp(): void {
    const readings = [...this.#readings.values()];
    if (this.#isCaughtUp || readings.length === 0 || readings.some((reading) => !reading.isCaughtUp())) return;
    this.#isCaughtUp = true;
    this.#options.onCaughtUp?.();
  }
}

const subscriberError = (thrown: unknown, at: SubscribedPartition | undefined): EtlError =>
  asEtlError(thrown, {
    code: 'SUBSCRIBER_FAILED',
    fault: 'bug',
    message: "the reader's own code failed; it goes on from the last stored position when it is started again",
    context: {
      component: 'runtime/subscribe',
      ...(at === undefined ? {} : { details: { topic: at.topic, partition: at.partition } }),
    },
  });

/**
 * Reads topics of a deployment as a team downstream wants them: first a snapshot, which is all that the compacted topics
 * hold, then what happens, for as long as the process lives. Committed messages only, without what is older than what
 * is known; redirects, splits and erasures are told apart. A batch is handed over at least once: stored together with its
 * position it takes effect exactly once (docs/consuming.md).
 *
 * @returns when the signal is aborted and everything that was begun is done
 * @throws EtlError what it cannot go on with: `config` (an address, a right, a topic made anew), `transient` (Kafka or the
 *   schema registry are away), `record` (a message that nobody can read), `bug` `SUBSCRIBER_FAILED` with what the
 *   reader's own code threw as its cause. Start the process again: nothing is lost.
 */
export const subscribe = async (options: SubscribeOptions): Promise<void> => {
  await new Subscription(checked(options)).run();
};
