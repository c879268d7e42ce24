import { setTimeout as pause } from 'node:timers/promises';
import { asEtlError, EtlError } from '../../core/errors.ts';
import { Fenced, PublishOutcomeUnknown, transactionalPublisher } from '../kafka/index.ts';
import { faultHookFrom, FAULT_POINT_VARIABLE } from '../faultPoint.ts';
import type { RunSummary, SourceEnvironment, SourceSession } from './environment.ts';
import { sourceTransactionalId } from './hold.ts';
import { HoldWatch, SOURCE_TAKEN_OVER } from './holdWatch.ts';
import { runImport } from './importRun.ts';
import type { RunRequest } from './importRun.ts';
import { Notices } from './notices/notices.ts';
import type { ImportOptions } from './options.ts';
import { chosenImports, requestOf } from './runOnce.ts';
import type { RunOnceOptions } from './runOnce.ts';
import type { SourceRecord } from './records.ts';
import type { SourceCheckpoint } from '../../schemas/generated/types.ts';
import { IMPORT_MOSTLY_REJECTED } from './rejections.ts';
import { nextAfter, nextDue } from './schedule.ts';
import type { Due } from './schedule.ts';
import { environmentOf } from './setUp.ts';
import { readCheckpoints, readIndex } from './sourceLog.ts';
import type { SourceWorker, SourceWorkerOptions } from './workerContract.ts';

const component = 'runtime/source';

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
  #notices: Notices;
  #session: SourceSession | undefined;
  #lost: EtlError | undefined;
  /** Failures in a row, by import. */
  readonly #failures = new Map<string, number>();
  #working: Promise<unknown> = Promise.resolve();

  constructor(options: SourceWorkerOptions) {
    this.#environment = environmentOf(options, options.point ?? faultHookFrom(process.env[FAULT_POINT_VARIABLE]));
    this.#holds = new HoldWatch(this.#environment);
    this.#notices = new Notices(this.#environment);
    const transactionalId = sourceTransactionalId(options.deployment, options.source.name);
    this.#publisher = transactionalPublisher(options.kafka.connection, transactionalId, options.publisher);
  }

  runOnce(options: RunOnceOptions, signal: AbortSignal): Promise<readonly RunSummary[]> {
    return this.#work(signal, async (either) => {
      await this.#notices.listen(undefined, either);
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
    this.#notices.close();
    this.#notices = new Notices(this.#environment);
    this.#failures.clear();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the source worker is stopped'));
    await this.#working.catch(() => undefined);
    this.#notices.close();
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
    const session: SourceSession = {
      ...(await this.#read()),
      publish: this.#publisher.publish.bind(this.#publisher),
      betweenPages: () => this.#notices.publish(session),
    };
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
      if (this.#session !== undefined) await this.#hear(this.#session, signal);
      const now = clock();
      const checkpoints = this.#session?.checkpoints ?? new Map<string, SourceCheckpoint>();
      const due = nextDue(options.imports, checkpoints, notBefore, now);
      if (due === undefined) return;
      const wanted = this.#notices.wantedScan({ checkpoints }, notBefore);
      const first = due.at > now && wanted !== undefined && wanted.at < due.at ? wanted : due;
      if (first.at > now) await this.#sleep(Math.min(first.at - now, LONGEST_SLEEP), signal);
      else await this.#runDue(first, notBefore, signal);
    }
  }

  /** Sleeps until the time is over or the registry has told something. */
  async #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const slept = pause(milliseconds, undefined, { signal: AbortSignal.any([signal, woken.signal]) });
    try {
      await Promise.race([slept, this.#notices.arrived()]);
    } finally {
      woken.abort();
      await slept.catch(() => undefined);
    }
    signal.throwIfAborted();
  }

  /** Listens, once there is a session, and publishes what the registry has told by itself. */
  async #hear(session: SourceSession, signal: AbortSignal): Promise<void> {
    await this.#notices.listen(session, signal);
    try {
      await this.#notices.publish(session);
    } catch (thrown) {
      const error = await this.#afterFailure(thrown);
      if (!isTransient(error)) throw error;
      // Whoever waited has heard of it, and what is published is read again before anything else is done.
      await this.#wait(error, undefined, 1, signal);
    }
  }

  /** Runs what is due; what is transient puts its import off, and so does a mapping that is broken. */
  async #runDue(due: Due, notBefore: Map<string, number>, signal: AbortSignal): Promise<void> {
    const { name } = due.import;
    try {
      // What is due is only known once the checkpoints are: the schedule decides again after the first opening.
      if (this.#session === undefined) await this.#open(signal);
      else {
        this.#notices.scanBegins(name);
        const request = { mode: due.mode, since: undefined, acceptWithdrawals: false, resume: true };
        await this.#attempt(due.import, request, signal);
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
