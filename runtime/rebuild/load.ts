import { setImmediate as turn } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { EtlError } from '../../core/errors.ts';
import { markLoaded } from '../../sinks/index.ts';
import { newestFirstReader, type KeyedMessage, type NewestFirstReader } from '../kafka/index.ts';
import { typedQuery } from '../postgres/index.ts';
import { INPUT_TOPICS, noCounts, type Counts, type RebuildContext } from './context.ts';
import { rebuildError } from './errors.ts';
import { NewestStates } from './newestStates.ts';
import type { At } from './positions.ts';
import { sideBySide, type Next } from './sideBySide.ts';
import { ShadowWriter } from './shadowWriter.ts';

/** A partition that is to be read whole, up to `next`. */
export interface ToLoad extends At {
  readonly next: number;
}

/** How often a partition is begun before a failure of Kafka ends the rebuild. */
const ATTEMPTS = 3;
/** Records between two looks at what PostgreSQL has answered meanwhile. */
const BETWEEN_TURNS = 250;

const isOfKafka = (thrown: unknown): boolean =>
  thrown instanceof EtlError && thrown.fault === 'transient' && thrown.code.startsWith('KAFKA_');

/** Reads partitions into the shadow, one after the other, over a reader and a connection of its own. */
class Loader {
  readonly #context: RebuildContext;
  readonly #client: PoolClient;
  readonly #read: (offsets: number) => void;
  #reader: NewestFirstReader | undefined;

  /** @param read told how many offsets have been read; less than nothing when a partition is begun anew */
  constructor(context: RebuildContext, client: PoolClient, read: (offsets: number) => void) {
    this.#context = context;
    this.#client = client;
    this.#read = read;
  }

  /** A partition in one transaction: all of it is in the shadow, or nothing. */
  async load(at: ToLoad): Promise<Counts> {
    for (let attempt = 1; ; attempt += 1) {
      let read = 0;
      try {
        return await this.#inTransaction(at, (offsets) => {
          read += offsets;
          this.#read(offsets);
        });
      } catch (thrown) {
        if (!isOfKafka(thrown) || attempt >= ATTEMPTS) throw thrown;
        this.#read(-read);
        await this.close();
      }
    }
  }

  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close();
  }

  async #inTransaction({ topic, partition, next }: ToLoad, read: (offsets: number) => void): Promise<Counts> {
    const { kafka, topicPrefix } = this.#context;
    this.#reader ??= await newestFirstReader(
      kafka,
      INPUT_TOPICS.map((name) => `${topicPrefix}${name}`),
    );
    const counts = noCounts();
    const states = new NewestStates(this.#context, counts, topic, partition);
    const writer = new ShadowWriter(this.#client);
    try {
      await this.#client.query('begin');
      const part = { topic: `${topicPrefix}${topic}`, partition, from: 0, to: next };
      await this.#reader.read(part, async (messages, offsets) => {
        await this.#take(messages, states, writer);
        read(offsets);
      });
      await writer.end();
      await markLoaded(typedQuery(this.#client, 'noting what is read'), topic, partition);
      await this.#client.query('commit');
    } catch (thrown) {
      await writer.end().catch(() => undefined);
      await this.#client.query('rollback').catch(() => undefined);
      throw rebuildError(thrown, 'copying rows into the shadow');
    }
    return counts;
  }

  async #take(messages: readonly KeyedMessage[], states: NewestStates, writer: ShadowWriter): Promise<void> {
    const { points, signal } = this.#context;
    await states.load(messages);
    for (let index = messages.length - 1; index >= 0; index -= 1) {
      const message = messages[index];
      const told = message === undefined ? undefined : states.told(message);
      if (told?.kind === 'state') writer.add(told.rows);
      if (writer.isFull) await writer.flush();
      else if (index % BETWEEN_TURNS === 0) await turn();
    }
    await writer.flush();
    await points('rebuild.in-partition');
    signal.throwIfAborted();
  }
}

/**
 * Reads partitions into the shadow, several at a time, each in a transaction of its own: after a crash the partitions
 * that were complete are there, and nothing of the others.
 *
 * @throws EtlError what a partition could not go on with; the others end, and what is complete stays
 */
export const loadPartitions = async (context: RebuildContext, partitions: readonly ToLoad[]): Promise<Counts> => {
  const { pool, onProgress, points } = context;
  const of = partitions.reduce((sum, { next }) => sum + next, 0);
  // The largest first, so that no worker is left with one at the end.
  const largestFirst = [...partitions].sort((one, other) => other.next - one.next);
  const counts = noCounts();
  let done = 0;
  const read = (offsets: number): void => {
    done += offsets;
    onProgress({ step: 'reading', done, of });
  };
  const work = async (next: Next<ToLoad>): Promise<void> => {
    const client = await pool.connect();
    const loader = new Loader(context, client, read);
    try {
      for (let at = next(); at !== undefined; at = next()) {
        const { states, refused, unreadable } = await loader.load(at);
        counts.states += states;
        counts.refused += refused;
        counts.unreadable += unreadable;
        await points('rebuild.after-partition');
      }
    } finally {
      client.release();
      await loader.close();
    }
  };
  await sideBySide(largestFirst, context.workers, work, 'reading the topics');
  return counts;
};
