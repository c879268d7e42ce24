import { EtlError } from '../../../../../core/errors.ts';
import { PublishOutcomeUnknown } from '../../../../../runtime/kafka/index.ts';
import type {
  ConsumedBatch,
  ConsumerListener,
  OutgoingMessage,
  PartitionConsumer,
  PublishedOffset,
  TransactionalPublisher,
} from '../../../../../runtime/kafka/index.ts';
import type { StageKafka } from '../../../../../runtime/stage/index.ts';
import type { Broker, Member } from './broker.ts';
import type { CallKind, Life, World } from './world.ts';

/** Partitions of every output topic. */
const OUTPUT_PARTITIONS = 2;

const unreachable: CallKind = {
  lost: () => new EtlError('KAFKA_UNREACHABLE', 'transient', 'no answer', { component: 'the model' }),
};

/** Chooses a partition of a key; any function of the key will do. */
const partitionFor = (key: string, partitions: number): number =>
  Buffer.from(key).reduce((sum, byte) => sum + byte, 0) % partitions;

/** As `runtime/kafka/transaction.ts` promises: after a failure it is closed, and what it had sent may still be committed. */
class FakePublisher implements TransactionalPublisher {
  readonly transactionalId: string;
  readonly #call: <T>(effect: () => T) => Promise<T>;
  readonly #broker: Broker;
  #epoch: number | undefined;

  constructor(world: World, life: Life, broker: Broker, transactionalId: string) {
    this.transactionalId = transactionalId;
    this.#broker = broker;
    const kind: CallKind = { lost: () => new PublishOutcomeUnknown(transactionalId) };
    this.#call = (effect) => world.call(life, kind, effect);
  }

  isOpen(): boolean {
    return this.#epoch !== undefined;
  }

  async open(): Promise<void> {
    this.#epoch = undefined;
    this.#epoch = await this.#call(() => this.#broker.init(this.transactionalId));
  }

  async publish(messages: readonly OutgoingMessage[], offset?: PublishedOffset): Promise<void> {
    const { transactionalId: id } = this;
    const epoch = this.#epoch;
    if (epoch === undefined)
      throw new EtlError('KAFKA_PUBLISHER_NOT_OPEN', 'bug', 'not open', { component: 'the model' });
    try {
      await this.#call(() => {
        this.#broker.send(id, epoch, { messages, offset });
      });
      await this.#call(() => {
        this.#broker.commit(id, epoch);
      });
    } catch (thrown) {
      this.#epoch = undefined;
      throw thrown;
    }
  }

  close(): Promise<void> {
    this.#epoch = undefined;
    return Promise.resolve();
  }
}

class HeartbeatFailed extends Error {}

interface Place {
  readonly generation: number;
  next: number;
}

/** As `runtime/kafka/partitionConsumer.ts`, for one topic; its fetches and joins happen when the test says so. */
export class FakeConsumer implements PartitionConsumer, Member {
  readonly life: Life;
  joined = 0;
  readonly #world: World;
  readonly #broker: Broker;
  readonly #topic: string;
  readonly #listener: ConsumerListener;
  readonly #places = new Map<number, Place>();
  readonly #busy = new Set<number>();
  #assigned: readonly number[] = [];
  #generation = 0;
  #running = false;
  #joining = false;
  #beats = 0;

  constructor(world: World, life: Life, broker: Broker, topic: string, listener: ConsumerListener) {
    this.#world = world;
    this.life = life;
    this.#broker = broker;
    this.#topic = topic;
    this.#listener = listener;
  }

  start(): Promise<void> {
    this.#running = true;
    this.#broker.inputs.forEach((_, partition) => {
      this.#world.add({
        life: this.life,
        ready: () => this.#hasMore(partition),
        happen: (choice) => {
          this.#fetch(partition, choice);
          return this.#running;
        },
      });
    });
    // The client's own heartbeat between fetches: one that is out of the group joins again.
    this.#world.add({
      life: this.life,
      ready: () => this.#running && !this.#broker.members.has(this),
      happen: () => {
        this.#broker.join(this);
        return this.#running;
      },
    });
    this.#broker.join(this);
    return Promise.resolve();
  }

  generation(): number {
    return this.#generation;
  }

  consume(topic: string, partition: number, generation: number, offset: number): boolean {
    if (!this.#running || generation !== this.#generation || !this.#assigned.includes(partition)) return false;
    this.#places.set(partition, { generation, next: offset });
    return topic === this.#topic;
  }

  pause(_topic: string, partition: number): void {
    this.#places.delete(partition);
  }

  stop(): Promise<void> {
    this.#running = false;
    this.#places.clear();
    this.#broker.leave(this);
    return Promise.resolve();
  }

  assigned(): void {
    if (this.#joining) return;
    this.#joining = true;
    this.#world.add({
      life: this.life,
      happen: () => {
        this.#joining = false;
        this.#join();
        return false;
      },
    });
  }

  /** The client lost its membership and comes back by itself (CRASH with restart). */
  crash(): void {
    if (!this.#running) return;
    this.#assigned = [];
    this.#places.clear();
    this.#generation += 1;
    this.#broker.join(this);
  }

  #join(): void {
    if (!this.#running || !this.#broker.members.has(this)) return;
    this.#generation += 1;
    this.#places.clear();
    this.#assigned = this.#broker.assignmentOf(this);
    const partitions = this.#assigned.map((partition) => ({ topic: this.#topic, partition }));
    void this.#listener.onAssigned({ generation: this.#generation, partitions, retained: [] });
  }

  #hasMore(partition: number): boolean {
    const place = this.#places.get(partition);
    return (
      place !== undefined && !this.#busy.has(partition) && place.next < (this.#broker.inputs[partition]?.length ?? 0)
    );
  }

  #fetch(partition: number, choice: number): void {
    const place = this.#places.get(partition);
    const log = this.#broker.inputs[partition] ?? [];
    if (place === undefined) return;
    const { generation, next: firstOffset } = place;
    const slots = log.slice(firstOffset, firstOffset + 1 + (choice % 7));
    const lastOffset = firstOffset + slots.length - 1;
    const messages = slots.filter((slot) => slot !== 'control record');
    const owned = { topic: this.#topic, partition, generation };
    if (messages.length === 0) {
      place.next = lastOffset + 1;
      this.#listener.onSkipped({ ...owned, toOffset: place.next });
      return;
    }
    const current = (): boolean => this.#places.get(partition) === place;
    const heartbeat = (): Promise<void> => this.#heartbeat();
    const range = { firstOffset, lastOffset, highWatermark: log.length };
    this.#busy.add(partition);
    void this.#deliver({ ...owned, ...range, messages, heartbeat, isStale: () => !current() }, place);
  }

  async #deliver(batch: ConsumedBatch, place: Place): Promise<void> {
    const { topic, partition, generation, lastOffset } = batch;
    const current = (): boolean => this.#places.get(partition) === place;
    try {
      await this.#listener.onBatch(batch);
      if (current()) place.next = lastOffset + 1;
    } catch (thrown) {
      const was = current();
      if (was) this.pause(topic, partition);
      if (!(thrown instanceof HeartbeatFailed)) this.#listener.onFatal(thrown as EtlError);
      else if (was) this.#listener.onInterrupted({ topic, partition, generation });
    } finally {
      this.#busy.delete(partition);
    }
  }

  /** Asks the coordinator every other time only: the client asks once an interval, however often it is called. */
  async #heartbeat(): Promise<void> {
    this.#beats += 1;
    if (this.#beats % 2 === 0) return;
    try {
      if (await this.#world.call(this.life, unreachable, () => this.#broker.heartbeat(this))) return;
    } catch (thrown) {
      throw new HeartbeatFailed('no answer', { cause: thrown });
    }
    throw new HeartbeatFailed('rebalancing');
  }
}

/** Kafka as a stage of one process sees it. */
export const kafkaOf = (
  world: World,
  life: Life,
  broker: Broker,
  onConsumer: (made: FakeConsumer) => void,
): StageKafka => {
  const ask = <T>(effect: () => T): Promise<T> => world.call(life, unreachable, effect);
  return {
    watermarks: () =>
      ask(() => new Map(broker.inputs.map((log, partition) => [partition, { low: 0, high: log.length }]))),
    partitionCount: () => Promise.resolve(OUTPUT_PARTITIONS),
    groupOffset: (group, topic, partition) => ask(() => broker.groupOffset(group, topic, partition)),
    partitionFor,
    publisher: (transactionalId) => new FakePublisher(world, life, broker, transactionalId),
    consumer: ({ topics }, listener) => {
      const made = new FakeConsumer(world, life, broker, topics[0] ?? '', listener);
      onConsumer(made);
      return made;
    },
  };
};
