import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { asEtlError, EtlError } from '../../core/errors.ts';
import { Fenced, PublishOutcomeUnknown, transactionalPublisher } from '../kafka/index.ts';
import type { PublisherOptions } from '../kafka/index.ts';
import { faultHookFrom, FAULT_POINT_VARIABLE } from '../faultPoint.ts';
import type { FaultHook } from '../faultPoint.ts';
import type { RunSummary, SourceEnvironment, SourceObserver, SourceSession } from './environment.ts';
import { sourceTransactionalId } from './hold.ts';
import { HoldWatch, SOURCE_TAKEN_OVER } from './holdWatch.ts';
import { runImport } from './importRun.ts';
import type { RunRequest } from './importRun.ts';
import { sharedPurposes } from './aliases.ts';
import { keyedHash, remembering } from './keyedHash.ts';
import { sourceMessages } from './messages.ts';
import type { ImportOptions, SourceOptions } from './options.ts';
import { chosenImports, requestOf } from './runOnce.ts';
import type { RunOnceOptions } from './runOnce.ts';
import type { SourceRecord } from './records.ts';
import { IMPORT_MOSTLY_REJECTED } from './rejections.ts';
import { nextAfter, nextDue } from './schedule.ts';
import type { Due } from './schedule.ts';
import { readCheckpoints, readIndex } from './sourceLog.ts';
import type { SourceKafka } from './sourceLog.ts';

/** What a source worker is made of. */
export interface SourceWorkerOptions {
  /** Deployment id. */
  readonly deployment: string;
  /** Keys the record keys and hashes: with another one, everybody is new. */
  readonly secret: string;
  readonly source: SourceOptions;
  readonly kafka: SourceKafka;
  /** Milliseconds since 1970 UTC; the system's clock when absent. */
  readonly clock?: () => number;
  readonly observer?: SourceObserver;
  readonly publisher?: PublisherOptions;
  /** For tests; without it `REGISTRY_STREAM_FAULT_POINT` decides, and without that nothing happens. */
  readonly point?: FaultHook;
  /** Attempts at a page and at Kafka before a run fails, 3; pauses double from 1000 to 60000 milliseconds. */
  readonly retry?: Partial<SourceEnvironment['retry']>;
}

/** Runs the imports of one source. Only one worker in the world does: the one that opened last. */
export interface SourceWorker {
  /**
   * Runs imports one after the other, once.
   *
   * @throws EtlError `config` `SOURCE_TAKEN_OVER` when another worker runs this source since, and
   *   `IMPORT_MOSTLY_REJECTED` when the mapping must be broken; `transient` when the registry or Kafka fails after
   *   bounded retries: the run stays in progress and the next one goes on with it
   */
  runOnce(options: RunOnceOptions, signal: AbortSignal): Promise<readonly RunSummary[]>;
  /**
   * Runs imports as they are due, until the signal is aborted. What is transient is tried again for ever; an import
   * whose entries mostly break its mapping is put off, and the others go on.
   *
   * @throws EtlError when it cannot go on: fault `config` or `bug`
   */
  run(signal: AbortSignal): Promise<void>;
  /**
   * What `runOnce` would publish: the same decisions against the index as it is, without taking the source over.
   *
   * @param onRecords receives the records in the order of the log
   */
  dryRun(
    options: RunOnceOptions,
    onRecords: (records: readonly SourceRecord[]) => void,
    signal: AbortSignal,
  ): Promise<readonly RunSummary[]>;
  /**
   * Forgets the source, once what is running has ended: whoever takes it over is not disturbed, and a later run of this
   * worker takes it over again and reads what has been published since.
   */
  release(): Promise<void>;
  /** Ends what is running, disconnects and closes the imports' sources. */
  stop(): Promise<void>;
}

const component = 'runtime/source';

const environmentOf = (options: SourceWorkerOptions, point: FaultHook): SourceEnvironment => ({
  options: options.source,
  kafka: options.kafka,
  hash: remembering(keyedHash(options.secret), sharedPurposes),
  messages: sourceMessages(options.deployment, options.source.name, options.kafka.topicPrefix, options.kafka.codec),
  clock: options.clock ?? Date.now,
  newRunId: randomUUID,
  observer: options.observer ?? {},
  point: async (name) => {
    await point(name);
  },
  retry: { attempts: 3, pause: 1000, longestPause: 60_000, ...options.retry },
});

/**
 * Kafka and the schema registry are the deployment's own and have clients that try for seconds already: a broker that
 * comes back after minutes must not be left alone for another one. A social registry is to be spared.
 */
const LONGEST_PAUSE_FOR_KAFKA = 5_000;

/** The longest that a schedule sleeps before it looks at the clock again. */
const LONGEST_SLEEP = 60_000;

class Worker implements SourceWorker {
  readonly #environment: SourceEnvironment;
  readonly #publisher;
  readonly #stopping = new AbortController();
  #holds: HoldWatch;
  #session: SourceSession | undefined;
  #lost: EtlError | undefined;
  /** Failures in a row, by import. */
  readonly #failures = new Map<string, number>();
  #working: Promise<unknown> = Promise.resolve();

  constructor(options: SourceWorkerOptions) {
    this.#environment = environmentOf(options, options.point ?? faultHookFrom(process.env[FAULT_POINT_VARIABLE]));
    this.#holds = new HoldWatch(this.#environment);
    const transactionalId = sourceTransactionalId(options.deployment, options.source.name);
    this.#publisher = transactionalPublisher(options.kafka.connection, transactionalId, options.publisher);
  }

  runOnce(options: RunOnceOptions, signal: AbortSignal): Promise<readonly RunSummary[]> {
    return this.#work(signal, async (either) => {
      const summaries: RunSummary[] = [];
      for (const one of chosenImports(this.#environment.options, options.imports))
        summaries.push(await this.#attempt(one, requestOf(options, true), either));
      return summaries;
    });
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#work(signal, async (either) => {
      try {
        await this.#keepRunning(either);
      } catch (thrown) {
        if (!either.aborted) throw thrown;
      }
    });
  }

  dryRun(
    options: RunOnceOptions,
    onRecords: (records: readonly SourceRecord[]) => void,
    signal: AbortSignal,
  ): Promise<readonly RunSummary[]> {
    return this.#work(signal, async (either) => {
      const session: SourceSession = { ...(await this.#read()), publish: () => Promise.resolve(), onRecords };
      const summaries: RunSummary[] = [];
      for (const one of chosenImports(this.#environment.options, options.imports))
        summaries.push(await runImport(this.#environment, session, one, requestOf(options, false), either));
      return summaries;
    });
  }

  async release(): Promise<void> {
    await this.#working.catch(() => undefined);
    await this.#drop();
    this.#lost = undefined;
    this.#holds = new HoldWatch(this.#environment);
    this.#failures.clear();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the source worker is stopped'));
    await this.#working.catch(() => undefined);
    await this.#drop();
    await Promise.all(this.#environment.options.imports.map(({ source }) => source.close()));
  }

  #work<T>(signal: AbortSignal, work: (either: AbortSignal) => Promise<T>): Promise<T> {
    const either = AbortSignal.any([signal, this.#stopping.signal]);
    const done = this.#working.catch(() => undefined).then(() => work(either));
    this.#working = done;
    return done;
  }

  async #read(): Promise<Pick<SourceSession, 'index' | 'checkpoints' | 'ahead'>> {
    const { kafka, options } = this.#environment;
    const [index, checkpoints] = await Promise.all([
      readIndex(kafka, options.name),
      readCheckpoints(kafka, options.name),
    ]);
    return { index, checkpoints, ahead: false };
  }

  /** Takes the source over, then reads what it has published: never the other way round. */
  async #open(signal: AbortSignal): Promise<SourceSession> {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#session !== undefined) return this.#session;
    await this.#holds.untilFree(signal);
    await this.#publisher.open();
    const session = { ...(await this.#read()), publish: this.#publisher.publish.bind(this.#publisher) };
    this.#session = session;
    await this.#environment.point('source.after-open');
    return session;
  }

  async #drop(): Promise<void> {
    this.#session = undefined;
    await this.#publisher.close();
  }

  /** Runs an import; when Kafka fails, what is published is read again and the run goes on from there. */
  async #attempt(options: ImportOptions, request: RunRequest, signal: AbortSignal): Promise<RunSummary> {
    const { attempts } = this.#environment.retry;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        return await runImport(this.#environment, await this.#open(signal), options, request, signal);
      } catch (thrown) {
        const error = await this.#afterFailure(thrown);
        const again = error instanceof PublishOutcomeUnknown || (this.#session === undefined && isTransient(error));
        if (!again || attempt >= attempts || signal.aborted) throw error;
        await this.#wait(error, undefined, attempt, signal);
      }
    }
  }

  async #afterFailure(thrown: unknown): Promise<unknown> {
    if (thrown instanceof Fenced) this.#holds.fenced(thrown);
    if (thrown instanceof EtlError && thrown.code === SOURCE_TAKEN_OVER) this.#lost = thrown;
    if (this.#session?.ahead !== false || thrown instanceof Fenced) await this.#drop();
    return thrown;
  }

  async #wait(error: unknown, importName: string | undefined, attempt: number, signal: AbortSignal): Promise<void> {
    const wait = this.#pauseAfter(attempt, error);
    this.#report(error, importName, wait);
    await pause(wait, undefined, { signal });
  }

  #pauseAfter(attempt: number, error: unknown): number {
    const { pause: first, longestPause } = this.#environment.retry;
    const own = error instanceof EtlError && error.context.component === 'runtime/kafka';
    return Math.min(own ? Math.min(longestPause, LONGEST_PAUSE_FOR_KAFKA) : longestPause, first * 2 ** (attempt - 1));
  }

  #report(thrown: unknown, importName: string | undefined, wait: number): void {
    const fallback = {
      code: 'SOURCE_FAILED',
      fault: 'bug',
      message: 'the source failed',
      context: { component },
    } as const;
    const error = asEtlError(thrown, fallback);
    this.#environment.observer.onRetry?.({ source: this.#environment.options.name, import: importName, error, wait });
  }

  async #keepRunning(signal: AbortSignal): Promise<void> {
    const { clock, options } = this.#environment;
    const notBefore = new Map<string, number>();
    while (!signal.aborted) {
      const due = nextDue(options.imports, this.#session?.checkpoints ?? new Map(), notBefore, clock());
      if (due === undefined) return;
      const wait = due.at - clock();
      if (wait > 0) await pause(Math.min(wait, LONGEST_SLEEP), undefined, { signal });
      else await this.#runDue(due, notBefore, signal);
    }
  }

  /** Runs what is due; what is transient puts its import off, and so does a mapping that is broken. */
  async #runDue(due: Due, notBefore: Map<string, number>, signal: AbortSignal): Promise<void> {
    const { name } = due.import;
    try {
      // What is due is only known once the checkpoints are: the schedule decides again after the first opening.
      if (this.#session === undefined) await this.#open(signal);
      else {
        await this.#attempt(
          due.import,
          { mode: due.mode, since: undefined, acceptWithdrawals: false, resume: true },
          signal,
        );
        this.#failures.delete(name);
      }
    } catch (thrown) {
      const error = await this.#afterFailure(thrown);
      const broken = error instanceof EtlError && error.code === IMPORT_MOSTLY_REJECTED;
      if (signal.aborted || !(broken || isTransient(error))) throw error;
      const failed = (this.#failures.get(name) ?? 0) + 1;
      // A broken mapping is not mended by asking soon again, and the other imports have nothing to do with it.
      const pauseNow = this.#pauseAfter(failed, error);
      const now = this.#environment.clock();
      const wait = broken ? Math.max(nextAfter(due.import.every, now) - now, pauseNow) : pauseNow;
      this.#failures.set(name, failed);
      notBefore.set(name, now + wait);
      this.#report(error, name, wait);
    }
  }
}

const isTransient = (error: unknown): boolean => error instanceof EtlError && error.fault === 'transient';

/** Makes the worker of a source; nothing is connected before something is run. */
export const createSourceWorker = (options: SourceWorkerOptions): SourceWorker => new Worker(options);
