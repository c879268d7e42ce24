import { setTimeout as pause } from 'node:timers/promises';
import { asEtlError, type EtlError } from '../../core/errors.ts';
import { startEnrolmentRelay, type EnrolmentRelay } from '../enrolments/index.ts';
import { createSourceWorker, runInSlot, sourceSlot } from '../source/index.ts';
import type { SourceObserver, SourceWorker } from '../source/index.ts';
import type { StageObserver } from '../stage/index.ts';
import { describeError } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { SourceConfig } from '../config/schema.ts';
import type { Deployment } from './deployment.ts';
import { openSource } from './sources.ts';
import { stageFailed } from './stageFailed.ts';
import { stageInThread, type ThreadedStage } from './stageInThread.ts';
import type { StageName } from './stages.ts';

/** Milliseconds for what has begun to be finished; a supervisor kills after 10 s to 30 s. */
const stopDeadline = 8_000;

/** A source worker with what it runs. */
export interface NamedSource {
  readonly name: string;
  readonly imports: readonly string[];
  readonly worker: SourceWorker;
  /**
   * Runs the imports as they are due whenever this process has the source's slot, and stands by while another has it,
   * until the signal is aborted.
   *
   * @throws EtlError when it cannot go on
   */
  run(signal: AbortSignal): Promise<void>;
  /** Ends what is running, leaves the slot to others and disconnects. */
  stop(): Promise<void>;
}

/** What a process runs. */
export interface WorkerOptions {
  readonly stages: readonly StageName[];
  /** Names of the sources whose workers are made; `all`. Making one connects nothing. */
  readonly sources: readonly string[] | 'all';
  readonly metrics?: Metrics;
  /** Hears, in words, how far the work is. */
  readonly onProgress?: (text: string) => void;
}

/** The workers of a process. */
export interface Workers {
  readonly sources: readonly NamedSource[];
  /** Rejects with the first error that a stage, or the relay of enrolments, could not go on with; never resolves before `stop`. */
  readonly failed: Promise<never>;
  /** @throws EtlError when a stage, or the relay of enrolments, has ended by an error */
  throwIfFailed(): void;
  /** How far the stages are, in words. */
  describe(): string;
  /** Ends everything within a deadline: the sources first, then the stages. */
  stop(): Promise<void>;
}

/**
 * Makes the source workers that are asked for; nothing is connected before one of them runs.
 *
 * @throws EtlError `config` when the configuration of a connector does not work as a whole
 */
export const sourceWorkers = (
  deployment: Deployment,
  names: WorkerOptions['sources'],
  observer: SourceObserver,
): readonly NamedSource[] =>
  deployment.config.sources
    .filter(({ name }) => names === 'all' || names.includes(name))
    .map((source) => namedSource(deployment, source, observer));

const namedSource = (deployment: Deployment, source: SourceConfig, observer: SourceObserver): NamedSource => {
  const { config, codec, kafka: connection, log } = deployment;
  const { topicPrefix, transactionTimeout, sessionTimeout, heartbeatInterval, rebalanceTimeout } = config.kafka;
  const { name } = source;
  const kafka = { connection, codec, topicPrefix };
  const worker = createSourceWorker({
    deployment: config.deployment,
    secret: config.secret,
    source: openSource(config, source, log),
    kafka,
    publisher: { transactionTimeout },
    observer,
  });
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    name,
    imports: source.imports.map((one) => one.name),
    worker,
    run: (signal) => {
      const slot = () =>
        sourceSlot(kafka, config.deployment, name, { sessionTimeout, heartbeatInterval, rebalanceTimeout });
      const onSlot = (held: boolean): void => {
        log('info', held ? 'runs the source' : 'stands by: another worker runs the source', { source: name });
        observer.onSlot?.({ source: name, held });
      };
      running = runInSlot({ worker, slot, onSlot }, AbortSignal.any([signal, stopping.signal]));
      return running;
    },
    stop: async () => {
      stopping.abort(new Error('the source is stopped'));
      await worker.stop();
      await running.catch(() => undefined);
    },
  };
};

/** Counts of a stage for progress: what it has processed and what is left, over all its partitions. */
interface StageProgress {
  processed: number;
  readonly lag: Map<string, number>;
}

const observeStage = (
  stage: StageName,
  progress: StageProgress,
  metrics: Metrics | undefined,
  changed: () => void,
): StageObserver => {
  const labels = (at: { readonly topic: string; readonly partition: number }) => ({
    stage,
    topic: at.topic,
    partition: String(at.partition),
  });
  return {
    processed: (at, records, deadLetters) => {
      progress.processed += records;
      metrics?.recordsProcessed.inc(labels(at), records);
      metrics?.deadLetters.inc({ component: stage }, deadLetters);
      changed();
    },
    published: (at, events) => metrics?.eventsPublished.inc(labels(at), events),
    position: (at, _next, lag) => {
      progress.lag.set(`${at.topic}/${String(at.partition)}`, lag);
      metrics?.recordsLag.set(labels(at), lag);
    },
    tookOver: () => undefined,
  };
};

const observeSource = (options: WorkerOptions, deployment: Deployment): SourceObserver => ({
  onPage: (page) => {
    const labels = { source: page.source, import: page.import };
    options.metrics?.sourceRecordsPolled.inc(labels, page.entries);
    options.metrics?.sourceRecordsPublished.inc(labels, page.published);
    const { published, skippedUnchanged } = page.total;
    const counted = page.details['total'];
    const known = counted === undefined ? '' : `; the registry counts ${counted.toLocaleString('en')} entries`;
    options.onProgress?.(
      `${page.source}/${page.import}: ${published.toLocaleString('en')} published, ${skippedUnchanged.toLocaleString('en')} unchanged${known}`,
    );
  },
  onRunEnded: (run) => {
    options.metrics?.withdrawalsHeld.set({ source: run.source, import: run.import }, run.withdrawalsHeld);
    deployment.log('info', 'an import run ended', { ...run });
  },
  onSlot: ({ source, held }) => options.metrics?.sourceHeld.set({ source }, held ? 1 : 0),
  onRetry: ({ source, import: importName, error, wait }) => {
    deployment.log('warn', 'tried again', { source, import: importName, wait, ...describeError(error) });
  },
  onNotices: (progress) => {
    const labels = { source: progress.source, import: progress.import };
    options.metrics?.sourceNotices.inc(labels, progress.notices);
    options.metrics?.sourceRecordsPublished.inc(labels, progress.published);
    deployment.log('info', 'the registry has told of changes', { ...progress });
  },
  onNoticeTrouble: ({ source, import: importName, error }) => {
    options.metrics?.sourceNoticeTroubles.inc({ source, import: importName, code: error.code });
    const text = 'what the registry sent was refused, or a subscription does not work';
    deployment.log('warn', text, { source, import: importName, ...describeError(error) });
  },
});

/** The registry's way back into the log: at the pace of caseworkers, so it needs no thread. */
const startRelay = ({ config, pool, kafka, codec, log }: Deployment, metrics: Metrics | undefined): EnrolmentRelay =>
  startEnrolmentRelay({
    deployment: config.deployment,
    pool,
    connection: kafka,
    codec,
    topicPrefix: config.kafka.topicPrefix,
    publisher: { transactionTimeout: config.kafka.transactionTimeout },
    observer: {
      published: (enrolments) => metrics?.enrolmentsPublished.inc(enrolments),
      failing: (milliseconds) => metrics?.enrolmentsFailing.set(milliseconds / 1000),
    },
    log,
  });

/**
 * Starts the stages that are asked for, each in a thread of its own, and makes the source workers. Stages consume from
 * the start; sources run when they are told to. With the sink goes the relay that carries changes of enrolments from its
 * tables to the log.
 *
 * @throws EtlError `config` when something cannot start
 */
export const startWorkers = (deployment: Deployment, options: WorkerOptions): Workers => {
  const progress = new Map<StageName, StageProgress>();
  const describe = (): string =>
    [...progress]
      .map(([name, { processed, lag }]) => {
        const left = [...lag.values()].reduce((sum, one) => sum + one, 0);
        return `${name} ${processed.toLocaleString('en')} processed, ${left.toLocaleString('en')} left`;
      })
      .join('; ');
  const start = (name: StageName): ThreadedStage => {
    const own: StageProgress = { processed: 0, lag: new Map() };
    progress.set(name, own);
    const observer = observeStage(name, own, options.metrics, () => options.onProgress?.(describe()));
    return stageInThread(name, deployment.config, observer);
  };
  const sources = sourceWorkers(deployment, options.sources, observeSource(options, deployment));
  const parts: (ThreadedStage | EnrolmentRelay)[] = options.stages.map(start);
  if (options.stages.includes('registry')) parts.push(startRelay(deployment, options.metrics));
  let failure: EtlError | undefined;
  const failed = new Promise<never>((_, reject) => {
    for (const part of parts)
      part.ended.catch((thrown: unknown) => {
        const error = asEtlError(thrown, stageFailed);
        failure ??= error;
        reject(error);
      });
  });
  // Whoever waits for nothing else asks throwIfFailed(); without this the process would end on the rejection.
  failed.catch(() => undefined);
  return {
    sources,
    failed,
    describe,
    throwIfFailed: () => {
      if (failure !== undefined) throw failure;
    },
    stop: async () => {
      // What a source waits for may take longer than anybody waits for it; ending it at any moment loses nothing.
      const stopped = Promise.all(sources.map((source) => source.stop()));
      stopped.catch(() => undefined);
      await Promise.race([stopped, pause(stopDeadline, undefined, { ref: false })]);
      await Promise.all(parts.map((part) => part.stop(stopDeadline)));
    },
  };
};
