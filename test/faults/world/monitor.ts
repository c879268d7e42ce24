import { setTimeout as pause } from 'node:timers/promises';
import { stageInputs } from './world.ts';
import type { World } from './world.ts';
import { resourcesOf } from './worker.ts';

/** Where everything stands at a moment. */
export interface Positions {
  /** Sum of the offsets of `source.checkpoints`: it grows with every page and every run, also where nothing changed. */
  readonly source: number;
  /** Records that each stage has not processed yet, and those that it has. */
  readonly stages: Readonly<Record<string, { readonly processed: number; readonly left: number }>>;
  /** End of each input partition, by `topic/partition`. */
  readonly ends: ReadonlyMap<string, number>;
  /** Next offset of each input partition. */
  readonly next: ReadonlyMap<string, number>;
}

/** What is measured every few seconds, for the report's plot. Bytes and counts; sums over all workers. */
export interface Sample {
  readonly seconds: number;
  readonly memory: number;
  readonly files: number;
  readonly connections: number;
  readonly outbox: number;
  readonly brokerMemory: number;
}

/** The longest time that a part of the system stood still although it had work, milliseconds. */
export type Standstills = Readonly<Record<string, number>>;

const LOOK = 300;
const SAMPLE = 5_000;

/** Follows how far everything is, for as long as a world runs. */
export class Monitor {
  readonly samples: Sample[] = [];
  readonly #world: World;
  readonly #abort = new AbortController();
  readonly #moved = new Map<string, { value: number; at: number }>();
  readonly #worst = new Map<string, number>();
  readonly #began = Date.now();
  #sampledAt = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(world: World) {
    this.#world = world;
  }

  start(): void {
    this.#running = this.#follow();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  get standstills(): Standstills {
    return Object.fromEntries(this.#worst);
  }

  /** @throws Error while the broker or the database cannot be asked */
  async positions(): Promise<Positions> {
    const admin = await this.#world.injections.admin();
    const ends = new Map<string, number>();
    for (const { topic } of stageInputs) {
      for (const { partition, high } of await admin.fetchTopicOffsets(this.#world.topic(topic)))
        ends.set(`${topic}/${String(partition)}`, Number(high));
    }
    const checkpoints = await admin.fetchTopicOffsets(this.#world.topic('source.checkpoints'));
    const { rows } = await this.#world.pool.query<{ topic: string; partition: number; next: string }>(
      'select topic, partition, next_offset as next from registry_stream.stream_offset',
    );
    const next = new Map(rows.map((row) => [`${row.topic}/${String(row.partition)}`, Number(row.next)]));
    const stages: Record<string, { processed: number; left: number }> = {};
    for (const { stage, topic, partitions } of stageInputs) {
      const so = (stages[stage] ??= { processed: 0, left: 0 });
      for (let partition = 0; partition < partitions; partition += 1) {
        const at = `${topic}/${String(partition)}`;
        so.processed += next.get(at) ?? 0;
        so.left += (ends.get(at) ?? 0) - (next.get(at) ?? 0);
      }
    }
    return { source: checkpoints.reduce((sum, { high }) => sum + Number(high), 0), stages, ends, next };
  }

  /**
   * Waits until everything that stands in the log at this moment has been worked on, and the sources have gone on.
   *
   * @returns milliseconds that it took; undefined when it took longer than the deadline
   */
  async caughtUp(deadline: number, signal: AbortSignal = this.#abort.signal): Promise<number | undefined> {
    const began = Date.now();
    let mark: Positions | undefined;
    while (Date.now() - began < deadline && !signal.aborted) {
      try {
        const now = await this.positions();
        mark ??= now;
        const done = [...mark.ends].every(([at, end]) => (now.next.get(at) ?? 0) >= end);
        // One page or one end of a run may have been on its way; the third was certainly begun afterwards.
        if (done && now.source >= mark.source + 3) return Date.now() - began;
      } catch {
        // Not back yet.
      }
      await pause(LOOK, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        this.#note(await this.positions());
        if (Date.now() - this.#sampledAt > SAMPLE) await this.#sample();
      } catch {
        this.#age();
      }
      await pause(LOOK, undefined, { signal }).catch(() => undefined);
    }
  }

  #note({ source, stages }: Positions): void {
    const now = Date.now();
    const note = (name: string, value: number, hasWork: boolean): void => {
      const known = this.#moved.get(name);
      if (known?.value !== value || !hasWork) this.#moved.set(name, { value, at: now });
    };
    note('source', source, true);
    for (const [stage, { processed, left }] of Object.entries(stages)) note(stage, processed, left > 0);
    this.#age();
  }

  #age(): void {
    const now = Date.now();
    for (const [name, { at }] of this.#moved) this.#worst.set(name, Math.max(this.#worst.get(name) ?? 0, now - at));
  }

  async #sample(): Promise<void> {
    this.#sampledAt = Date.now();
    const used = this.#world.stations.flatMap(({ worker }) => (worker.pid && resourcesOf(worker.pid)) || []);
    const { rows } = await this.#world.pool.query<{ connections: number; outbox: number }>(
      `select (select count(*) from pg_stat_activity where datname = current_database())::int as connections,
        (select count(*) from registry_stream.outbox)::int as outbox`,
    );
    const broker = this.#world.ground.stack.services.kafka.pid();
    this.samples.push({
      seconds: Math.round((Date.now() - this.#began) / 1000),
      memory: used.reduce((sum, { memory }) => sum + memory, 0),
      files: used.reduce((sum, { files }) => sum + files, 0),
      connections: rows[0]?.connections ?? 0,
      outbox: rows[0]?.outbox ?? 0,
      brokerMemory: (broker === undefined ? undefined : resourcesOf(broker))?.memory ?? 0,
    });
  }
}
