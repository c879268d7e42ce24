import type {
  ConsumerCrashEvent,
  ConsumerEndBatchProcessEvent,
  ConsumerGroupJoinEvent,
  EachBatchPayload,
} from 'kafkajs';
import { EtlError } from '../../core/errors.ts';
import { longestStanding } from './assigner.ts';
import type { TopicPartition } from './assigner.ts';
import { clientOf, consumerRetry } from './connection.ts';
import type { KafkaConnection } from './connection.ts';
import type { ConsumedBatch, ConsumerListener, ConsumerOptions, PartitionConsumer } from './consumerContract.ts';
import { COMPONENT, kafkaError } from './errors.ts';
import { Joining } from './joining.ts';
import { kafkajs } from './kafkajs.ts';
import { incomingMessage } from './message.ts';

/** Rejects a batch's heartbeat; it must pass through the listener unchanged and leave eachBatch. */
class HeartbeatFailed extends Error {}

/** Where a partition stands in this generation. */
interface Place {
  readonly generation: number;
  /** The offset that the next fetch must start at. */
  next: number;
}

const nameOf = (topic: string, partition: number): string => `${topic}/${String(partition)}`;

class GroupConsumer implements PartitionConsumer {
  readonly #listener: ConsumerListener;
  readonly #options: ConsumerOptions;
  readonly #consumer;
  readonly #sessionTimeout: number;
  readonly #places = new Map<string, Place>();
  #assigned: readonly TopicPartition[] = [];
  #generation = 0;
  #lastHeartbeat = 0;
  #state: 'new' | 'running' | 'stopping' = 'new';
  #joining = new Joining();

  constructor(connection: KafkaConnection, options: ConsumerOptions, listener: ConsumerListener) {
    this.#listener = listener;
    this.#options = options;
    this.#sessionTimeout = options.sessionTimeout ?? 6000;
    this.#consumer = clientOf(connection).consumer({
      groupId: options.group,
      sessionTimeout: this.#sessionTimeout,
      heartbeatInterval: options.heartbeatInterval ?? 1000,
      rebalanceTimeout: options.rebalanceTimeout ?? 8000,
      maxWaitTimeInMs: options.maxWait ?? 250,
      minBytes: 1,
      maxBytesPerPartition: options.maxBytesPerPartition ?? 1_048_576,
      maxBytes: options.maxBytes ?? 10_485_760,
      allowAutoTopicCreation: false,
      readUncommitted: false,
      retry: { ...consumerRetry, restartOnFailure: () => Promise.resolve(this.#state !== 'stopping') },
      partitionAssigners:
        options.assign === 'longest-standing'
          ? [longestStanding(() => this.#held())]
          : [kafkajs.PartitionAssigners.roundRobin],
    });
    const { GROUP_JOIN, HEARTBEAT, END_BATCH_PROCESS, CRASH } = this.#consumer.events;
    // kafkajs only logs the rejection of a listener, and the partition would stay paused for ever.
    this.#consumer.on(GROUP_JOIN, (event) => {
      this.#guarded(() => this.#joined(event));
    });
    this.#consumer.on(HEARTBEAT, () => (this.#lastHeartbeat = Date.now()));
    this.#consumer.on(END_BATCH_PROCESS, (event) => {
      this.#guarded(() => {
        this.#batchEnded(event);
      });
    });
    this.#consumer.on(CRASH, (event) => {
      this.#crashed(event);
    });
  }

  async start(): Promise<void> {
    const { topics, group, concurrency } = this.#options;
    this.#state = 'running';
    try {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
      // Resolves without an assignment when the first join failed and is tried again.
      await this.#consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: concurrency ?? 8,
        eachBatch: (payload) => this.#eachBatch(payload),
      });
      await this.#joining.over;
    } catch (thrown) {
      const error = kafkaError(thrown, 'joining a consumer group', { group });
      this.#joining.failed(error);
      await this.#consumer.disconnect();
      throw error;
    }
  }

  generation(): number {
    return this.#generation;
  }

  consume(topic: string, partition: number, generation: number, offset: number): boolean {
    if (!this.#owns(topic, partition, generation)) return false;
    this.#places.set(nameOf(topic, partition), { generation, next: offset });
    this.#consumer.seek({ topic, partition, offset: String(offset) });
    this.#consumer.resume([{ topic, partitions: [partition] }]);
    return true;
  }

  pause(topic: string, partition: number): void {
    this.#places.delete(nameOf(topic, partition));
    if (this.#owns(topic, partition, this.#generation)) this.#consumer.pause([{ topic, partitions: [partition] }]);
  }

  async stop(): Promise<void> {
    const begun = this.#state !== 'new';
    this.#state = 'stopping';
    this.#places.clear();
    // A member that is just joining would be there after the leave, and hold the partitions for a session.
    if (begun) await this.#joining.overWithin(this.#sessionTimeout);
    await this.#consumer.disconnect();
  }

  #owns(topic: string, partition: number, generation: number): boolean {
    return (
      this.#state === 'running' &&
      generation === this.#generation &&
      this.#assigned.some((at) => at.topic === topic && at.partition === partition)
    );
  }

  /** What this member may still claim: nothing once the broker may have given it to somebody else. */
  #held(): readonly TopicPartition[] {
    return Date.now() - this.#lastHeartbeat < this.#sessionTimeout ? this.#assigned : [];
  }

  #guarded(work: () => void | Promise<void>): void {
    try {
      work()?.catch((thrown: unknown) => {
        this.#fatal(thrown);
      });
    } catch (thrown) {
      this.#fatal(thrown);
    }
  }

  #fatal(thrown: unknown): void {
    if (this.#state === 'stopping') return;
    this.#listener.onFatal(
      thrown instanceof EtlError
        ? thrown
        : new EtlError(
            'CONSUMER_LISTENER_FAILED',
            'bug',
            'the code under the consumer threw; the process must end and start again',
            { component: COMPONENT, details: { group: this.#options.group } },
            thrown,
          ),
    );
  }

  #joined(event: ConsumerGroupJoinEvent): void | Promise<void> {
    const held = new Set(this.#held().map((at) => nameOf(at.topic, at.partition)));
    this.#joining.joined();
    if (this.#state === 'stopping') return;
    this.#generation += 1;
    this.#lastHeartbeat = Date.now();
    this.#places.clear();
    const assignment = Object.entries(event.payload.memberAssignment);
    // Before this listener returns: nothing may be fetched before the stage has said where to go on.
    this.#consumer.pause(assignment.map(([topic, partitions]) => ({ topic, partitions })));
    this.#assigned = assignment.flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })));
    const retained = this.#assigned.filter((at) => held.has(nameOf(at.topic, at.partition)));
    return this.#listener.onAssigned({ generation: this.#generation, partitions: this.#assigned, retained });
  }

  #batchEnded({ payload }: ConsumerEndBatchProcessEvent): void {
    if (payload.batchSize !== 0) return;
    const { topic, partition } = payload;
    const place = this.#places.get(nameOf(topic, partition));
    const toOffset = Number(payload.lastOffset) + 1;
    if (place === undefined || toOffset <= place.next) return;
    place.next = toOffset;
    this.#listener.onSkipped({ topic, partition, generation: place.generation, toOffset });
  }

  #crashed({ payload }: ConsumerCrashEvent): void {
    // The membership is gone: until the next assignment nothing can be told to go on.
    const hadJoined = this.#generation > 0;
    this.#assigned = [];
    this.#places.clear();
    if (hadJoined) this.#generation += 1;
    if (payload.restart) {
      if (hadJoined) this.#joining = new Joining();
      return;
    }
    const error = kafkaError(payload.error, 'consuming', { group: this.#options.group });
    // Before the first assignment start() tells.
    if (hadJoined) this.#fatal(error);
    this.#joining.failed(error);
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { topic, partition } = batch;
    const place = this.#places.get(nameOf(topic, partition));
    // A pending seek: the batch was fetched for an older position and is fetched again from the new one.
    if (place === undefined || payload.isStale()) return;
    const fetched = Number((batch as unknown as { readonly fetchedOffset: string }).fetchedOffset);
    if (fetched !== place.next) {
      this.pause(topic, partition);
      this.#fatal(this.#jumped(topic, partition, place.next, fetched));
      return;
    }
    const current = (): boolean => this.#places.get(nameOf(topic, partition)) === place;
    const lastOffset = Number(batch.lastOffset());
    const delivered: ConsumedBatch = {
      topic,
      partition,
      generation: place.generation,
      firstOffset: fetched,
      lastOffset,
      highWatermark: Number(batch.highWatermark),
      messages: batch.messages.map(incomingMessage),
      heartbeat: async () => {
        try {
          await payload.heartbeat();
        } catch (cause) {
          throw new HeartbeatFailed('heartbeat failed', { cause });
        }
      },
      isStale: () => !current() || payload.isStale() || Date.now() - this.#lastHeartbeat > this.#sessionTimeout / 2,
    };
    try {
      await this.#listener.onBatch(delivered);
    } catch (thrown) {
      this.#interrupted(delivered, current(), thrown);
      return;
    }
    if (!current()) return;
    payload.resolveOffset(String(lastOffset));
    place.next = lastOffset + 1;
  }

  /** What a batch threw: a failed heartbeat goes on to kafkajs, which joins again; anything else must not. */
  #interrupted(batch: ConsumedBatch, current: boolean, thrown: unknown): void {
    const { topic, partition, generation } = batch;
    if (current) this.pause(topic, partition);
    if (!(thrown instanceof HeartbeatFailed)) {
      this.#fatal(thrown);
      return;
    }
    // kafkajs comes back within the same generation when the heartbeat failed for another reason than a rebalance.
    if (current) {
      this.#guarded(() => {
        this.#listener.onInterrupted({ topic, partition, generation });
      });
    }
    throw thrown.cause;
  }

  #jumped(topic: string, partition: number, expected: number, fetched: number): EtlError {
    return new EtlError(
      'KAFKA_OFFSET_OUT_OF_RANGE',
      'config',
      'the log was not read from where it should go on (made anew, shortened by retention, or restored); nothing was skipped',
      { component: COMPONENT, details: { group: this.#options.group, topic, partition, expected, fetched } },
    );
  }
}

/**
 * A member of a consumer group that never chooses an offset itself: see {@link PartitionConsumer}.
 *
 * @param listener hears of everything; its errors end in `onFatal`
 */
export const partitionConsumer = (
  connection: KafkaConnection,
  options: ConsumerOptions,
  listener: ConsumerListener,
): PartitionConsumer => new GroupConsumer(connection, options, listener);
