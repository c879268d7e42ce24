import { EtlError, asEtlError } from '../../core/errors.ts';
import type { Undecoded } from '../../core/streamProcessor.ts';
import type { ConsumedBatch, PartitionConsumer, TransactionalPublisher } from '../kafka/index.ts';
import { postgresError } from '../postgres/index.ts';
import { describeError } from '../telemetry/log.ts';
import { COMPONENT } from './context.ts';
import type { StageContext } from './context.ts';
import { markPublished } from './offsetStore.ts';
import type { StagePartition } from './offsetStore.ts';
import { piecesOf } from './pieces.ts';
import { PieceWork } from './pieceWork.ts';
import { Abandoned, pauseAfter, withPatience } from './retry.ts';
import { transactionalIdOf } from './session.ts';
import type { Session } from './session.ts';
import { claimStatement } from './statement.ts';
import { takeOver } from './takeover.ts';

/** What the stage tells its workers, and hears from them. */
export interface WorkerHost {
  readonly consumer: () => PartitionConsumer;
  readonly isStopping: () => boolean;
  /** Ends the stage. */
  readonly fail: (error: EtlError) => void;
}

const nothing = { tables: [], messages: [], outcomes: [], markers: [] };

/** Works on one input partition: takes it over, carries its batches through, one thing after the other. */
export class PartitionWorker<Facts> {
  readonly at: StagePartition;
  readonly #context: StageContext<Facts>;
  readonly #host: WorkerHost;
  readonly #pieces: PieceWork<Facts>;
  readonly #publisher: TransactionalPublisher;
  readonly #topic: string;
  #generation = 0;
  /** Where the last session stood, for {@link progress}. */
  #reached = '';
  /** Rows that the processor has read into memory, for {@link progress}. */
  #loaded = 0;
  #session: Session | undefined;
  /** The newest session that there was, ended or not. */
  #last: Session | undefined;
  /** How often in a row the partition was lost to another worker, or to a batch that came to nothing. */
  #lost = 0;
  /** Takeovers, batches, skipped offsets and marks come one after the other. */
  #queue: Promise<void> = Promise.resolve();
  #busy = 0;

  constructor(at: StagePartition, context: StageContext<Facts>, host: WorkerHost) {
    this.at = at;
    this.#context = context;
    this.#host = host;
    this.#pieces = new PieceWork(context);
    this.#publisher = context.kafka.publisher(transactionalIdOf(context.deployment, at));
    this.#topic = `${context.topicPrefix}${at.topic}`;
  }

  /** Where the partition stands; undefined while it is being taken over. */
  position(): { readonly next: number; readonly published: number } | undefined {
    return this.#session;
  }

  /** Changes whenever the partition moves or is assigned anew; taking it over again and again is no progress. */
  progress(): string {
    if (this.#session !== undefined) this.#reached = `${String(this.#session.next)}/${String(this.#session.published)}`;
    return `${String(this.#generation)}/${this.#reached}/${String(this.#loaded)}`;
  }

  /** The partition is this worker's in a new generation: takes it over, then consumes it. */
  assign(generation: number): void {
    this.#generation = generation;
    this.#session = undefined;
    this.#schedule(() => this.#takeOver(generation));
  }

  /**
   * Takes the partition over again, after a pause that grows: whoever raised the epoch gets time to work, and this
   * worker's heartbeat time to be told that it is the older owner. Without it the two could go on taking the partition
   * from each other.
   */
  #assignLater(generation: number): void {
    setTimeout(() => {
      if (generation === this.#generation) this.assign(generation);
    }, pauseAfter(this.#lost));
    this.#lost += 1;
  }

  /** A batch was left by a failed heartbeat, and perhaps no new assignment follows. */
  interrupted(generation: number): void {
    if (generation === this.#generation) this.assign(generation);
  }

  /** The partition is no longer this worker's; resolves when nothing of it is at work any more. */
  async revoke(): Promise<void> {
    this.#generation = 0;
    this.#session = undefined;
    await this.#queue;
    await this.#publisher.close();
  }

  /** Finishes what has begun, for a stop: what is committed is published, what is published is marked. */
  async finish(): Promise<void> {
    await this.#queue;
    this.mark();
    await this.#queue;
    await this.revoke();
  }

  /** Carries a batch through; only the batch's own failed heartbeat leaves it. */
  work(batch: ConsumedBatch): Promise<void> {
    return this.#enqueue(() => this.#carry(batch));
  }

  /** Moves the partition over offsets without records. */
  skip(generation: number, toOffset: number): void {
    this.#schedule(async () => {
      const session = this.#session;
      if (session?.generation !== generation || toOffset <= session.next) return;
      try {
        await this.#move(session, toOffset);
      } catch (thrown) {
        this.#leave(session, thrown);
      }
    });
  }

  /** Marks in the database what is published, when there is nothing else to do. */
  mark(): void {
    if (this.#busy > 0) return;
    this.#schedule(async () => {
      const session = this.#session;
      if (session === undefined || session.marked >= session.published) return;
      const upTo = session.published;
      try {
        if (!(await markPublished(this.#context.pool, session.at, session.epoch, upTo))) return;
      } catch (thrown) {
        // The next claim or takeover does the same.
        this.#log('debug', 'what is published was not marked', thrown);
        return;
      }
      session.marked = upTo;
      await this.#context.points('relay.after-mark');
    });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#busy += 1;
    const done = this.#queue.then(work).finally(() => (this.#busy -= 1));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Queues what nobody waits for; it handles what it expects, and anything else ends the stage. */
  #schedule(work: () => Promise<void>): void {
    this.#enqueue(work).catch((thrown: unknown) => {
      this.#fail(thrown);
    });
  }

  #isCurrent(generation: number): boolean {
    return generation === this.#generation && generation === this.#host.consumer().generation();
  }

  async #takeOver(generation: number): Promise<void> {
    const isCurrent = (): boolean => this.#isCurrent(generation) && !this.#host.isStopping();
    if (!isCurrent()) return;
    const context = this.#context;
    const publisher = this.#publisher;
    const onLoaded = (rows: number): void => {
      this.#loaded = rows;
    };
    try {
      const session = await withPatience(
        context.settings.patience,
        () => takeOver(context, { at: this.at, generation, publisher, isCurrent, onLoaded, last: this.#last }),
        (error) => {
          this.#log('warn', 'taking a partition over is tried again', error);
          if (!isCurrent()) throw new Abandoned('the partition is not assigned any more');
        },
      );
      this.#session = session;
      this.#last = session;
      this.#host.consumer().consume(this.#topic, this.at.partition, generation, session.next);
    } catch (thrown) {
      if (!isCurrent()) return;
      // Still assigned to us, yet another worker has raised the epoch since: ask again who has it.
      if (thrown instanceof Abandoned) this.#assignLater(generation);
      else this.#fail(thrown);
    }
  }

  async #carry(batch: ConsumedBatch): Promise<void> {
    const session = this.#session;
    // Without a session the batch must not count as done: a takeover is due and says where to go on.
    if (session === undefined) this.#host.consumer().pause(this.#topic, this.at.partition);
    if (session?.generation !== batch.generation) return;
    try {
      await this.#carryPieces(batch, session);
    } catch (thrown) {
      if (thrown instanceof EtlError || thrown instanceof Abandoned) {
        this.#leave(session, thrown);
        return;
      }
      // A failed heartbeat: the consumer pauses the partition, and says so when it stays this worker's.
      if (this.#session === session) this.#session = undefined;
      throw thrown;
    }
  }

  async #carryPieces(batch: ConsumedBatch, session: Session): Promise<void> {
    const follows = batch.firstOffset === session.next && session.published === session.next;
    if (!follows) throw new Abandoned('the batch does not follow what was done');
    const { settings, observer, processor } = this.#context;
    const isCurrent = (): boolean => this.#session === session && this.#isCurrent(session.generation);
    const whole = { messages: batch.messages, from: batch.firstOffset, to: batch.lastOffset + 1 };
    const weight = (message: Undecoded): number => processor.weight?.(message) ?? 1;
    for (const piece of piecesOf(whole, { records: settings.batchRecords, bytes: settings.batchBytes, weight })) {
      await batch.heartbeat();
      if (this.#host.isStopping() || batch.isStale()) throw new Abandoned('the batch is over');
      await this.#pieces.carry(piece, { session, batch, isCurrent, isStopping: this.#host.isStopping });
      this.#lost = 0;
      observer.position(this.at, session.next, Math.max(0, batch.highWatermark - session.next));
    }
  }

  async #move(session: Session, to: number): Promise<void> {
    const { pool } = this.#context;
    const claim = { ...session.at, from: session.next, to, epoch: session.epoch };
    const { text, values } = claimStatement(claim, nothing);
    let claimed = 0;
    try {
      claimed = (await pool.query<{ readonly claimed: number }>({ text, values: [...values] })).rows[0]?.claimed ?? 0;
    } catch (thrown) {
      const error = postgresError(thrown, 'moving over offsets without records');
      throw error.fault === 'transient' ? new Abandoned(error.message, { cause: error }) : error;
    }
    if (claimed !== 1) throw new Abandoned('the claim did not match the partition');
    Object.assign(session, { next: to, published: to, marked: session.next });
    this.#context.observer.position(this.at, to, 0);
  }

  /** Ends a session that cannot go on, and finds out by a takeover how things stand if it still may. */
  #leave(session: Session, thrown: unknown): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#host.consumer().pause(this.#topic, this.at.partition);
    if (thrown instanceof EtlError && !canSettle(thrown)) {
      this.#fail(thrown);
      return;
    }
    if (this.#host.isStopping() || !this.#isCurrent(session.generation)) return;
    if (!(thrown instanceof EtlError)) {
      this.#assignLater(session.generation);
      return;
    }
    this.#log('warn', 'a partition is taken over again', thrown);
    this.assign(session.generation);
  }

  #fail(thrown: unknown): void {
    const { stage, topic, partition } = this.at;
    const context = { component: COMPONENT, details: { stage, topic, partition } };
    const message = 'a partition cannot go on; the process must end and start again';
    this.#host.fail(asEtlError(thrown, { code: 'STAGE_FAILED', fault: 'bug', message, context }));
  }

  #log(level: 'debug' | 'warn', message: string, thrown: unknown): void {
    this.#context.log(level, message, { ...this.at, ...describeError(thrown) });
  }
}

/** True for failures after which a takeover tells what has been done: those of publishing. */
const canSettle = (error: EtlError): boolean => error.fault === 'transient' && !error.code.startsWith('POSTGRES_');
