import { setTimeout as pause } from 'node:timers/promises';
import { EtlError, asEtlError } from '../../core/errors.ts';
import type {
  Assignment,
  ConsumedBatch,
  ConsumerListener,
  ConsumerOptions,
  OwnedPartition,
  PartitionConsumer,
} from '../kafka/index.ts';
import { describeError } from '../telemetry/log.ts';
import { COMPONENT } from './context.ts';
import type { StageContext } from './context.ts';
import { PartitionWorker } from './partitionWorker.ts';
import { standingStill } from './progress.ts';
import { stageGroup } from './session.ts';
import { StallWatch } from './stallWatch.ts';
import type { Stage } from './stageContract.ts';

const LEAVING = 5000;
/** How often the partitions are looked at within the time after which a stall ends the stage. */
const LOOKS_BEFORE_A_STALL = 6;

const consumerOptions = <Facts>({
  deployment,
  processor,
  topicPrefix,
  settings,
}: StageContext<Facts>): ConsumerOptions => {
  const { sessionTimeout, heartbeatInterval, rebalanceTimeout, maxWait, maxBytesPerPartition, maxBytes } = settings;
  return {
    group: stageGroup(deployment, processor.stage),
    topics: processor.inputTopics.map((topic) => `${topicPrefix}${topic}`),
    assign: settings.assign,
    concurrency: settings.concurrency,
    ...(sessionTimeout === undefined ? {} : { sessionTimeout }),
    ...(heartbeatInterval === undefined ? {} : { heartbeatInterval }),
    ...(rebalanceTimeout === undefined ? {} : { rebalanceTimeout }),
    ...(maxWait === undefined ? {} : { maxWait }),
    ...(maxBytesPerPartition === undefined ? {} : { maxBytesPerPartition }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  };
};

/** A stage at work: gives each assigned partition a worker, and watches that they move. */
export class StageRun<Facts> implements Stage, ConsumerListener {
  readonly done: Promise<void>;
  readonly #context: StageContext<Facts>;
  readonly #consumer: PartitionConsumer;
  readonly #workers = new Map<string, PartitionWorker<Facts>>();
  #resolve: () => void = () => undefined;
  #reject: (error: EtlError) => void = () => undefined;
  #assigned = false;
  #stopping = false;
  #ticker: NodeJS.Timeout | undefined;
  #looking = false;
  #lookedAt = Date.now();
  readonly #stalls = new StallWatch();

  constructor(context: StageContext<Facts>) {
    this.#context = context;
    this.#consumer = context.kafka.consumer(consumerOptions(context), this);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever runs the stage hears of its end by `run`; `done` alone must not end the process.
    this.done.catch(() => undefined);
  }

  async run(): Promise<void> {
    try {
      this.#ticker = setInterval(() => {
        this.#tick();
      }, this.#context.settings.tick);
      await this.#consumer.start();
    } catch (thrown) {
      const message = 'the stage could not join its group';
      const context = { component: COMPONENT, details: { stage: this.#context.processor.stage } };
      this.onFatal(asEtlError(thrown, { code: 'STAGE_FAILED', fault: 'bug', message, context }));
    }
    return this.done;
  }

  async stop(deadline: number): Promise<void> {
    this.#stopping = true;
    await Promise.race([this.#end(), pause(deadline, undefined, { ref: false })]);
    this.#resolve();
  }

  async idle(): Promise<boolean> {
    return this.#assigned && (await this.#behind()).length === 0;
  }

  onAssigned({ generation, partitions }: Assignment): void {
    const { topicPrefix, processor, targets, log } = this.#context;
    targets.forget();
    const names = new Set<string>();
    for (const { topic, partition } of partitions) {
      const name = `${topic}/${String(partition)}`;
      names.add(name);
      const at = { stage: processor.stage, topic: topic.slice(topicPrefix.length), partition };
      const worker = this.#workers.get(name) ?? this.#worker(at);
      this.#workers.set(name, worker);
      worker.assign(generation);
    }
    for (const [name, worker] of this.#workers) {
      if (names.has(name)) continue;
      this.#workers.delete(name);
      this.#quietly(worker.revoke());
    }
    this.#assigned = true;
    log('info', 'partitions are assigned', { stage: processor.stage, generation, partitions: names.size });
  }

  async onBatch(batch: ConsumedBatch): Promise<void> {
    await this.#workerOf(batch)?.work(batch);
  }

  onSkipped(skipped: OwnedPartition & { readonly toOffset: number }): void {
    this.#workerOf(skipped)?.skip(skipped.generation, skipped.toOffset);
  }

  onInterrupted(partition: OwnedPartition): void {
    this.#workerOf(partition)?.interrupted(partition.generation);
  }

  onFatal(error: EtlError): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#reject(error);
    // Leaves the group, so that another worker need not wait for the session to end.
    this.#quietly(Promise.race([this.#end(), pause(LEAVING, undefined, { ref: false })]));
  }

  #worker(at: { readonly stage: string; readonly topic: string; readonly partition: number }): PartitionWorker<Facts> {
    return new PartitionWorker(at, this.#context, {
      consumer: () => this.#consumer,
      isStopping: () => this.#stopping,
      fail: (error) => {
        this.onFatal(error);
      },
    });
  }

  #workerOf({ topic, partition }: OwnedPartition): PartitionWorker<Facts> | undefined {
    return this.#workers.get(`${topic}/${String(partition)}`);
  }

  async #end(): Promise<void> {
    clearInterval(this.#ticker);
    // First what has begun, while the membership still holds; then the group, so that others can begin.
    await Promise.all([...this.#workers.values()].map((worker) => worker.finish()));
    await this.#consumer.stop();
  }

  #quietly(work: Promise<unknown>): void {
    work.catch((thrown: unknown) => {
      this.#context.log('debug', 'something did not end in order', describeError(thrown));
    });
  }

  #behind(): Promise<readonly PartitionWorker<Facts>[]> {
    return standingStill([...this.#workers.values()], this.#context);
  }

  #tick(): void {
    for (const worker of this.#workers.values()) worker.mark();
    const pauseBetweenLooks = this.#context.settings.stallAfter / LOOKS_BEFORE_A_STALL;
    if (this.#looking || Date.now() - this.#lookedAt < pauseBetweenLooks) return;
    this.#looking = true;
    this.#lookedAt = Date.now();
    this.#quietly(this.#look().finally(() => (this.#looking = false)));
  }

  /** Ends the stage when a partition has something to do and has not moved for long. */
  async #look(): Promise<void> {
    const { settings, processor } = this.#context;
    const workers = [...this.#workers];
    let behind: readonly PartitionWorker<Facts>[];
    try {
      behind = await this.#behind();
    } catch (thrown) {
      this.#stalls.forget();
      throw thrown;
    }
    const standing = workers.filter(([, worker]) => behind.includes(worker));
    const longest = this.#stalls.look(
      standing.map(([name, worker]) => ({ name, progress: worker.progress() })),
      Date.now(),
    );
    const worst = this.#workers.get(longest?.name ?? '');
    if (longest === undefined || worst === undefined || longest.standingFor < settings.stallAfter) return;
    const { topic, partition } = worst.at;
    const seconds = Math.round(settings.stallAfter / 1000);
    this.onFatal(
      new EtlError(
        'STAGE_STALLED',
        'transient',
        `a partition has records left and has not moved for ${String(seconds)} s; the process ends so that it can start afresh`,
        { component: COMPONENT, details: { stage: processor.stage, topic, partition } },
      ),
    );
  }
}
