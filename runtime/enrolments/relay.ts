import { setTimeout as pause } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { Pool } from 'pg';
import { asEtlError, EtlError } from '../../core/errors.ts';
import { removeEnrolmentChanges, waitingEnrolmentChanges } from '../../sinks/index.ts';
import type { EnrolmentChange } from '../../sinks/index.ts';
import { transactionalPublisher } from '../kafka/index.ts';
import type { Codec, KafkaConnection, OutgoingMessage, PublisherOptions } from '../kafka/index.ts';
import { describeError, type Log } from '../telemetry/log.ts';
import { enrolmentMessages } from './messages.ts';
import { openRelaySession, type RelaySession } from './session.ts';
import { Trouble } from './trouble.ts';

/** Hears what the relay does, for metrics. Must not throw. */
export interface EnrolmentObserver {
  /** Enrolments are in the log. */
  published(enrolments: number): void;
  /** For how many milliseconds it could not work; 0: it can. */
  failing(milliseconds: number): void;
}

/** What the relay is made of. */
export interface EnrolmentRelayOptions {
  /** Deployment id. */
  readonly deployment: string;
  /** One of its connections is the relay's for as long as it runs. */
  readonly pool: Pool;
  readonly connection: KafkaConnection;
  /** Prepared: it knows the schema of an enrolment. */
  readonly codec: Pick<Codec, 'encode'>;
  readonly topicPrefix: string;
  readonly publisher?: PublisherOptions;
  readonly observer: EnrolmentObserver;
  readonly log: Log;
}

/** The relay at work. */
export interface EnrolmentRelay {
  /** Resolves once it was told to stop; rejects with the EtlError, never `transient`, that it could not go on with. */
  readonly ended: Promise<void>;
  /** Ends it in order, within a deadline in milliseconds, and its session in any case. Never rejects. */
  stop(deadline: number): Promise<void>;
}

/** Transactional id under which changes of enrolments are published, whoever does it. */
const enrolmentTransactionalId = (deployment: string): string => `${deployment}.enrolments`;

/** Milliseconds between two looks at what waits. */
const POLL = 1_000;
/** Enrolments of one transaction; a few hundred bytes each. */
const CHUNK = 500;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** Shorter than a process has to end in order. */
const PUBLISH_TIMEOUT = 7_000;

const failed = {
  code: 'ENROLMENT_RELAY_FAILED',
  fault: 'bug',
  message: 'carrying changes of enrolments to the log ended by an error that nobody typed; nothing was lost',
  context: { component: 'runtime/enrolments' },
} as const;

const isTransient = (error: unknown): boolean => error instanceof EtlError && error.fault === 'transient';

class Relay implements EnrolmentRelay {
  readonly ended: Promise<void>;
  readonly #options: EnrolmentRelayOptions;
  readonly #message: (change: EnrolmentChange) => OutgoingMessage;
  readonly #trouble: Trouble;
  readonly #stopping = new AbortController();
  #session: RelaySession | undefined;

  constructor(options: EnrolmentRelayOptions) {
    this.#options = options;
    this.#message = enrolmentMessages(options.deployment, options.topicPrefix, options.codec);
    this.#trouble = new Trouble(options.log, (milliseconds) => {
      options.observer.failing(milliseconds);
    });
    this.ended = this.#run();
    // Whoever wants to know asks `ended`; nobody has to.
    this.ended.catch(() => undefined);
  }

  async stop(deadline: number): Promise<void> {
    this.#stopping.abort(new Error('the relay of enrolments is stopped'));
    await Promise.race([this.ended.catch(() => undefined), pause(deadline, undefined, { ref: false })]);
    this.#endSession();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted) {
        await this.#persist(signal);
        await pause(POLL, undefined, { signal });
      }
    } catch (thrown) {
      if (!signal.aborted) throw asEtlError(thrown, failed);
    } finally {
      this.#endSession();
    }
  }

  /** One turn, tried until it succeeds: an outage of Kafka or PostgreSQL may last as long as it likes. */
  async #persist(signal: AbortSignal): Promise<void> {
    await pRetry(() => this.#turn(signal), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: FIRST_PAUSE,
      maxTimeout: LONGEST_PAUSE,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => isTransient(error),
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (isTransient(error) && !signal.aborted) this.#trouble.failed(error, attemptNumber);
      },
    });
    this.#trouble.over();
  }

  async #turn(signal: AbortSignal): Promise<void> {
    try {
      this.#session ??= await openRelaySession(this.#options.pool);
      if (await this.#session.lock()) await this.#drain(this.#session, signal);
    } catch (thrown) {
      // The lock goes with the session: perhaps another process can do what this one cannot.
      this.#endSession();
      throw thrown;
    }
  }

  /**
   * Publishes what waits, chunk by chunk. The lock of the session is for peace among processes; what keeps two of them
   * from putting an older state of an enrolment behind a newer one is the fence: each reads what waits only after it has
   * opened the transactional id, and whoever had it before can publish nothing any more, also when his session has ended
   * without his knowing.
   *
   * A crash, or a lost session, between publishing and removing publishes the same changes again. That is harmless: of
   * each enrolment the newest state counts, and the same or a newer one is published.
   */
  async #drain({ query }: RelaySession, signal: AbortSignal): Promise<void> {
    const { deployment, connection, publisher: options, observer, log } = this.#options;
    // A producer is made for what waits and thrown away after it, whether it has failed or not: caseworkers are slow, and
    // one that is kept for days outlives its connection and, in Kafka, its transactional id.
    if ((await waitingEnrolmentChanges(query, 1)).length === 0) return;
    const publisher = transactionalPublisher(connection, enrolmentTransactionalId(deployment), {
      publishTimeout: PUBLISH_TIMEOUT,
      ...options,
    });
    try {
      await publisher.open();
      while (!signal.aborted) {
        const waiting = await waitingEnrolmentChanges(query, CHUNK);
        if (waiting.length === 0) return;
        await publisher.publish(waiting.map(this.#message));
        await removeEnrolmentChanges(query, waiting);
        observer.published(waiting.length);
      }
    } finally {
      await publisher.close().catch((thrown: unknown) => {
        log('debug', 'a producer that has done its work did not disconnect', describeError(thrown));
      });
    }
  }

  #endSession(): void {
    this.#session?.end();
    this.#session = undefined;
  }
}

/**
 * Starts to carry changes of enrolments from PostgreSQL to the log (DESIGN §8): polls the outbox that the triggers of
 * `registry.program_membership` fill, publishes the newest state of each enrolment to `source.records`, and takes away
 * what is published. Any number of processes may run it; one of them works at a time, and when it ends, fails or is
 * frozen for a minute another goes on.
 */
export const startEnrolmentRelay = (options: EnrolmentRelayOptions): EnrolmentRelay => new Relay(options);
