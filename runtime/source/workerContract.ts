import type { FaultHook } from '../faultPoint.ts';
import type { PublisherOptions } from '../kafka/index.ts';
import type { RunSummary, SourceEnvironment, SourceObserver } from './environment.ts';
import type { SourceOptions } from './options.ts';
import type { RunOnceOptions } from './runOnce.ts';
import type { SourceRecord } from './records.ts';
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
