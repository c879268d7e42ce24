import { EtlError } from '../../core/errors.ts';
import type { Query } from '../../core/streamProcessor.ts';
import type { ConsumedBatch } from '../kafka/index.ts';
import { postgresError } from '../postgres/index.ts';
import { readQuery } from './readQuery.ts';
import { COMPONENT } from './context.ts';
import type { StageContext } from './context.ts';
import { decideAll } from './decisions.ts';
import { readInput, refusedInput } from './inputs.ts';
import type { Input } from './inputs.ts';
import { OUTPUT_TOO_LARGE } from './outgoing.ts';
import { halvesOf } from './pieces.ts';
import type { Piece } from './pieces.ts';
import { planOf, topicsOf } from './plan.ts';
import type { Plan } from './plan.ts';
import { relay } from './relay.ts';
import { Abandoned, withPatience } from './retry.ts';
import type { Session } from './session.ts';
import { claimStatement } from './statement.ts';

const HEARTBEAT_PAUSE = 500;

/** A batch at work: its session, and how the rest of the stage says that it is over. */
export interface BatchWork {
  readonly session: Session;
  readonly batch: Pick<ConsumedBatch, 'heartbeat' | 'isStale'>;
  /** False once the session is no longer the partition's. */
  readonly isCurrent: () => boolean;
  /** True once nothing new is to be begun, nor tried again. */
  readonly isStopping: () => boolean;
}

/** Decides on parts of the input, commits what follows and publishes it. */
export class PieceWork<Facts> {
  readonly #context: StageContext<Facts>;
  readonly #query: Query;

  constructor(context: StageContext<Facts>) {
    this.#context = context;
    this.#query = readQuery(context.pool);
  }

  /**
   * Carries a piece through. Halves of it instead when the database refuses a row or takes too long, down to the one
   * record that it refuses, which goes to the dead letters.
   *
   * @throws Abandoned when the partition is not this worker's any more
   * @throws EtlError what cannot be helped here
   */
  async carry(piece: Piece, work: BatchWork): Promise<void> {
    let plan: Plan;
    try {
      plan = await this.#claimWithPatience(piece, work, undefined);
    } catch (thrown) {
      if (!(thrown instanceof EtlError) || !divides(thrown, piece)) throw thrown;
      if (piece.messages.length > 1) {
        for (const half of halvesOf(piece)) await this.carry(half, work);
        return;
      }
      plan = await this.#claimWithPatience(piece, work, refusal(thrown, this.#context.processor.stage));
    }
    await this.#afterClaim(piece, plan, work);
  }

  async #afterClaim(piece: Piece, plan: Plan, { session, batch, isCurrent }: BatchWork): Promise<void> {
    const { observer, points } = this.#context;
    session.marked = piece.from;
    session.next = piece.to;
    observer.processed(session.at, piece.messages.length, plan.deadLetters);
    await points('stage.after-commit');
    await relay(session, plan.messages, piece.to, this.#context, async () => {
      await batch.heartbeat();
      if (batch.isStale() || !isCurrent()) throw new Abandoned('the partition is not assigned any more');
    });
  }

  /** @param refused why the only record of the piece goes to the dead letters without being decided on */
  #claimWithPatience(piece: Piece, work: BatchWork, refused: EtlError | undefined): Promise<Plan> {
    const { settings, log, processor } = this.#context;
    const { batch, isCurrent, isStopping, session } = work;
    return withPatience(
      settings.patience,
      () => beating(batch, this.#claim(piece, session, refused)),
      async (error) => {
        if (divides(error, piece) && piece.messages.length > 1) throw error;
        const { topic, partition } = session.at;
        log('warn', 'a batch is tried again', { stage: processor.stage, topic, partition, code: error.code });
        await batch.heartbeat();
        if (batch.isStale() || !isCurrent() || isStopping()) throw new Abandoned('the batch is over');
      },
    );
  }

  async #claim(piece: Piece, session: Session, refused: EtlError | undefined): Promise<Plan> {
    const { processor, codec, targets, pool, points } = this.#context;
    const { stage, topic, partition } = session.at;
    await codec.load(piece.messages.map(({ value }) => value));
    const inputs = piece.messages.map((message): Input => {
      const at = { topic, partition, offset: message.offset };
      return refused === undefined ? readInput(message, at, codec) : refusedInput(message, at, codec, refused);
    });
    const facts = await this.#read(inputs);
    await points('stage.after-read');
    const decided = await decideAll(processor, inputs, facts);
    await targets.load([...topicsOf(decided)].map((name) => `${this.#context.topicPrefix}${name}`));
    const plan = planOf(processor, decided, this.#context);
    const claim = { stage, topic, partition, from: piece.from, to: piece.to, epoch: session.epoch };
    const { text, values } = claimStatement(claim, plan);
    await points('stage.before-claim');
    let claimed: number;
    try {
      const { rows } = await pool.query<{ readonly claimed: number }>({ text, values: [...values] });
      claimed = rows[0]?.claimed ?? 0;
    } catch (thrown) {
      throw postgresError(thrown, 'committing a batch');
    }
    // Somebody else was here, or this is the second try and the answer to the first was lost: take over and see.
    if (claimed !== 1) throw new Abandoned('the claim did not match the partition');
    processor.committed?.();
    return plan;
  }

  async #read(inputs: readonly Input[]): Promise<Facts> {
    const { processor } = this.#context;
    const records = inputs.flatMap(({ record }) => (record === undefined ? [] : [record]));
    try {
      return await processor.read(records, this.#query);
    } catch (thrown) {
      if (thrown instanceof EtlError) throw thrown;
      const details = { stage: processor.stage };
      const text = 'the processor threw while it read; nothing was lost, please report this';
      throw new EtlError('PROCESSOR_FAILED', 'bug', text, { component: COMPONENT, details }, thrown);
    }
  }
}

/** True when smaller pieces may pass: the record that is refused is in one of them, and less takes less time. */
const divides = (error: EtlError, piece: Piece): boolean => {
  if (error.code === 'POSTGRES_TIMEOUT') return piece.messages.length > 1;
  return (error.code === 'POSTGRES_DATA' || error.code === OUTPUT_TOO_LARGE) && piece.messages.length > 0;
};

const refusal = (cause: EtlError, stage: string): EtlError => {
  if (cause.code === OUTPUT_TOO_LARGE) return cause;
  const { sqlState = 'unknown', column, constraint } = cause.context.details ?? {};
  const rule = constraint === undefined ? '' : `, constraint ${String(constraint)}`;
  const text = `the database refuses what this record leads to (SQLSTATE ${String(sqlState)}${rule}); correct the record at its source`;
  const field = column === undefined ? {} : { field: String(column) };
  return new EtlError('ROW_REFUSED', 'record', text, { component: `stage/${stage}`, ...field }, cause);
};

/**
 * Keeps the membership alive while something takes long. A heartbeat that fails here is not lost: one that is awaited
 * comes before anything is published, and fails as well.
 */
const beating = async <T>(batch: BatchWork['batch'], work: Promise<T>): Promise<T> => {
  const timer = setInterval(() => {
    batch.heartbeat().catch(() => undefined);
  }, HEARTBEAT_PAUSE);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
};
