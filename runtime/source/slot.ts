import { EventEmitter, once } from 'node:events';
import type { EtlError } from '../../core/errors.ts';
import { topicName } from '../deployment/topics.ts';
import { partitionConsumer, partitionCount, partitionFor } from '../kafka/index.ts';
import type { Assignment, ConsumerListener, ConsumerOptions, PartitionConsumer } from '../kafka/index.ts';
import { sourceTopics } from './messages.ts';
import type { SourceKafka } from './sourceLog.ts';

/** How quickly a slot changes hands; Kafka's names, milliseconds, with the consumer's defaults. */
export type SlotTimes = Pick<ConsumerOptions, 'sessionTimeout' | 'heartbeatInterval' | 'rebalanceTimeout'>;

/**
 * The right to run a source, which one worker in the world has: the partition of `source.checkpoints` that the source's
 * name belongs to, given by Kafka's own group protocol to a member of the group `<deployment>.source.<name>`. Who has it
 * keeps it while others join and leave; when he leaves, or shows no sign of life for a session, another member gets it.
 *
 * It settles who works, not who may publish: that is the source's transactional id, which fences whoever believes to
 * have the slot still.
 */
export interface SourceSlot {
  /**
   * Joins the group; resolves when it is known who has the slot.
   *
   * @throws EtlError when Kafka cannot be reached or refuses
   */
  join(): Promise<void>;
  /** Whether this member has it, as far as it has been told. */
  held(): boolean;
  /**
   * Resolves once this member has it.
   *
   * @returns aborted when it has it no longer
   * @throws EtlError when the membership has ended by an error; the signal's AbortError
   */
  untilHeld(signal: AbortSignal): Promise<AbortSignal>;
  /** Leaves the group: another member gets the slot at once. */
  leave(): Promise<void>;
}

const CHANGED = 'changed';

/** Nothing is consumed: the records of the partition are read by whoever takes the source over. */
class GroupSlot implements SourceSlot, ConsumerListener {
  readonly #options: ConsumerOptions;
  readonly #kafka: SourceKafka;
  readonly #source: string;
  readonly #events = new EventEmitter();
  #consumer: PartitionConsumer | undefined;
  #partition = 0;
  /** Of the time for which the slot has been held. */
  #holding: AbortController | undefined;
  #fatal: EtlError | undefined;

  constructor(kafka: SourceKafka, deployment: string, source: string, times: SlotTimes) {
    this.#kafka = kafka;
    this.#source = source;
    const topics = [topicName(kafka.topicPrefix, sourceTopics.checkpoints)];
    this.#options = { ...times, group: `${deployment}.source.${source}`, topics, assign: 'longest-standing' };
  }

  async join(): Promise<void> {
    const [topic = ''] = this.#options.topics;
    this.#partition = partitionFor(this.#source, await partitionCount(this.#kafka.connection, topic));
    this.#consumer = partitionConsumer(this.#kafka.connection, this.#options, this);
    await this.#consumer.start();
  }

  held(): boolean {
    return this.#holding !== undefined;
  }

  async untilHeld(signal: AbortSignal): Promise<AbortSignal> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#fatal !== undefined) throw this.#fatal;
      if (this.#holding !== undefined) return this.#holding.signal;
      await once(this.#events, CHANGED, { signal });
    }
  }

  async leave(): Promise<void> {
    await this.#consumer?.stop();
    this.#lose();
  }

  onAssigned({ partitions }: Assignment): void {
    const mine = partitions.some(({ partition }) => partition === this.#partition);
    // Had somebody else had it in between, the next publish would say so.
    if (mine) this.#holding ??= new AbortController();
    else this.#lose();
    this.#events.emit(CHANGED);
  }

  onBatch(): Promise<void> {
    return Promise.resolve();
  }

  onSkipped(): void {
    // Nothing is consumed.
  }

  onInterrupted(): void {
    // Nothing is consumed.
  }

  onFatal(error: EtlError): void {
    this.#fatal = error;
    this.#lose();
    this.#events.emit(CHANGED);
  }

  #lose(): void {
    const holding = this.#holding;
    this.#holding = undefined;
    holding?.abort(new Error(`the slot of the source ${this.#source} is another worker's`));
  }
}

/** The slot of a source, as one member sees it; nothing is connected before it joins. */
export const sourceSlot = (kafka: SourceKafka, deployment: string, source: string, times: SlotTimes = {}): SourceSlot =>
  new GroupSlot(kafka, deployment, source, times);
