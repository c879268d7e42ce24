import type { ConsumedBatch } from '../kafka/index.ts';
import type { Beginning } from './beginning.ts';
import type { ReadMessages } from './decoder.ts';
import type { EventBatch, ReadPosition } from './events.ts';
import type { Known, KnownStates } from './known.ts';
import type { SubscribedPartition, SubscribeOptions } from './options.ts';
import { membersIn, translate } from './translate.ts';
import type { ReadMessage } from './translate.ts';

/** What a reading shares with the others of its subscription. */
export interface ReadingHost {
  readonly options: Pick<SubscribeOptions, 'onBatch' | 'onSnapshotStart' | 'onSnapshotEnd'>;
  readonly read: ReadMessages;
  readonly known: KnownStates;
  /** Hears what a batch that was applied has changed. */
  readonly note: (topic: string, changed: ReadonlyMap<string, Known>) => void;
  /** Hears how far the partition is. */
  readonly onReached: (position: ReadPosition) => void;
  /** Ends the subscription, for what nobody waits for. */
  readonly fail: (thrown: unknown) => void;
}

/** Where a reading begins. */
export interface ReadingBeginning extends Beginning {
  /** The offset at which it has caught up with what was there when it began. */
  readonly target: number;
  /** What the reader had stored. */
  readonly previous: ReadPosition | null;
}

const none: ReadonlyMap<string, Known> = new Map();

/** One partition as this process reads it: its batches, its snapshot and its quiet times come one after the other. */
export class PartitionReading {
  readonly topic: string;
  readonly partition: number;
  readonly generation: number;
  readonly #host: ReadingHost;
  readonly #beginning: ReadingBeginning;
  /** What the reader has stored last. */
  #previous: ReadPosition | null;
  #next: number;
  #snapshotUntil: number | null;
  #storedAt = Date.now();
  #queue: Promise<void> = Promise.resolve();

  constructor(
    { topic, partition }: SubscribedPartition,
    generation: number,
    beginning: ReadingBeginning,
    host: ReadingHost,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.generation = generation;
    this.#host = host;
    this.#beginning = beginning;
    this.#previous = beginning.previous;
    this.#next = beginning.next;
    this.#snapshotUntil = beginning.snapshotUntil;
  }

  position(): ReadPosition {
    return {
      topic: this.topic,
      partition: this.partition,
      next: this.#next,
      epoch: this.#beginning.epoch,
      snapshotUntil: this.#snapshotUntil,
      savedAt: Date.now(),
    };
  }

  isCaughtUp(): boolean {
    return this.#snapshotUntil === null && this.#next >= this.#beginning.target;
  }

  /** Tells of a snapshot that begins, and ends one at once in which nothing is left to be read. */
  async begin(): Promise<void> {
    const { reason, epoch } = this.#beginning;
    if (reason !== undefined)
      await this.#host.options.onSnapshotStart?.({ topic: this.topic, partition: this.partition, epoch, reason });
    await this.#endSnapshot();
  }

  /** Hands a batch over. Rejects with what the reader's code threw. */
  take(batch: ConsumedBatch): Promise<void> {
    return this.#enqueue(async () => {
      const messages = await this.#host.read(this, batch.messages);
      const { events, changed } = translate(messages, await this.#around(messages));
      const lag = Math.max(0, batch.highWatermark - batch.lastOffset - 1);
      await this.#handOver(events, batch.lastOffset + 1, lag);
      this.#host.note(this.topic, changed);
      await this.#endSnapshot();
    });
  }

  /** Moves over offsets without messages. */
  skip(toOffset: number): void {
    this.#schedule(async () => {
      if (toOffset <= this.#next) return;
      // The offset is stored with the next batch or when it is quiet, unless a snapshot ends with it.
      this.#next = toOffset;
      await this.#endSnapshot();
      this.#host.onReached(this.position());
    });
  }

  /** Has the position stored when nothing has come for so many milliseconds: a position ages. */
  storeWhenQuiet(quiet: number): void {
    const isQuiet = (): boolean => Date.now() - this.#storedAt >= quiet;
    if (!isQuiet()) return;
    // A batch that is at work meanwhile stores one by itself.
    this.#schedule(async () => {
      if (isQuiet()) await this.#handOver([], this.#next, 0);
    });
  }

  /** Resolves when nothing of this partition is at work. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  async #handOver(events: EventBatch['events'], next: number, lag: number): Promise<void> {
    const previous = this.#previous;
    const position = { ...this.position(), next };
    const isSnapshot = this.#snapshotUntil !== null;
    const { topic, partition } = this;
    await this.#host.options.onBatch({ topic, partition, events, previous, position, isSnapshot, lag });
    this.#previous = position;
    this.#next = next;
    this.#storedAt = Date.now();
    this.#host.onReached(this.position());
  }

  async #endSnapshot(): Promise<void> {
    if (this.#snapshotUntil === null || this.#next < this.#snapshotUntil) return;
    const { topic, partition } = this;
    const position = { ...this.position(), snapshotUntil: null };
    const { onSnapshotEnd } = this.#host.options;
    if (onSnapshotEnd !== undefined) {
      const { epoch } = position;
      await onSnapshotEnd({ topic, partition, epoch, previous: this.#previous, position });
      this.#previous = position;
    }
    this.#snapshotUntil = null;
    this.#host.onReached(position);
  }

  async #around(messages: readonly ReadMessage[]): Promise<Parameters<typeof translate>[1]> {
    const { topic, partition } = this;
    const { known } = this.#host;
    const ids = topic === 'audit' ? [] : [...new Set(messages.map(({ message }) => message.key))];
    const members = membersIn(messages);
    const [knownIds, knownMembers] = await Promise.all([
      ids.length === 0 ? none : known(topic, ids),
      members.length === 0 ? none : known('registrants', members),
    ]);
    return { topic, partition, isSnapshot: this.#snapshotUntil !== null, known: knownIds, knownMembers };
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #schedule(work: () => Promise<void>): void {
    this.#enqueue(work).catch((thrown: unknown) => {
      this.#host.fail(thrown);
    });
  }
}
