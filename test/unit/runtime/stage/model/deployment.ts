import { createStage } from '../../../../../runtime/stage/index.ts';
import type { Stage } from '../../../../../runtime/stage/index.ts';
import { Broker } from './broker.ts';
import type { Slot } from './broker.ts';
import { kafkaOf } from './clients.ts';
import type { FakeConsumer } from './clients.ts';
import { DEPLOYMENT, expectationOf, saysOf } from './expectation.ts';
import type { Expectation } from './expectation.ts';
import { FakePostgres } from './postgres.ts';
import { INPUT, jsonCodec, modelProcessor, STAGE } from './processor.ts';
import { World } from './world.ts';
import type { Life } from './world.ts';

interface Process {
  readonly life: Life;
  readonly stage: Stage;
  readonly consumer: FakeConsumer | undefined;
}

/** Input partitions of the model. */
const PARTITIONS = 2;

/** Rounds without any movement, long logs take many with it, after which nothing more is expected. */
const IDLE_ROUNDS = 200;

/** Milliseconds; no timer takes more. */
const FOREVER = 2_000_000_000;

const settings = {
  batchRecords: 3,
  relayMessages: 2,
  patience: FOREVER,
  stallAfter: FOREVER,
  tick: 1,
  assign: 'balanced',
} as const;

const mapOf = (map: ReadonlyMap<string, unknown>): Record<string, unknown> => Object.fromEntries(map);

/** Some processes that run the real stage, on one broker and one database. */
export class Deployment {
  readonly world = new World();
  readonly broker = new Broker(PARTITIONS);
  readonly postgres = new FakePostgres();
  readonly #processes: Process[] = [];
  /** What ended a stage: nothing in the model may. */
  readonly #failures: unknown[] = [];
  readonly #giveTimersBack: () => void;
  #started = 0;

  constructor() {
    this.#giveTimersBack = this.world.takeTimers();
  }

  end(): void {
    for (const { life } of this.#processes) this.world.kill(life, false);
    this.#giveTimersBack();
  }

  /** Those that run, and those that stand still. */
  get processes(): readonly Process[] {
    return this.#processes;
  }

  start(): void {
    const { world, broker, postgres } = this;
    this.#started += 1;
    const life: Life = { name: `process ${String(this.#started)}`, state: 'running' };
    let consumer: FakeConsumer | undefined;
    world.run(life, () => {
      const stage = createStage({
        processor: modelProcessor,
        deployment: DEPLOYMENT,
        topicPrefix: '',
        kafka: kafkaOf(world, life, broker, (made) => (consumer = made)),
        codec: jsonCodec,
        pool: postgres.pool(world, life),
        settings,
        points: () => undefined,
        log: () => undefined,
      });
      stage.run().catch((thrown: unknown) => this.#failures.push(thrown));
      this.#processes.push({ life, stage, consumer });
    });
  }

  /** @param arrives whether what it has sent still reaches the servers */
  kill(choice: number, arrives: boolean): void {
    const [victim] = this.#processes.splice(choice % Math.max(1, this.#processes.length), 1);
    if (victim !== undefined) this.world.kill(victim.life, arrives);
  }

  /** Stops a process in order, as SIGTERM does. */
  stop(choice: number): void {
    const one = this.#pick(choice);
    if (one === undefined || one.life.state !== 'running') return;
    this.world.run(one.life, () => {
      void one.stage.stop(FOREVER);
    });
  }

  /** SIGSTOP, or SIGCONT. */
  toggle(choice: number): void {
    const one = this.#pick(choice);
    if (one !== undefined) one.life.state = one.life.state === 'running' ? 'frozen' : 'running';
  }

  crashConsumer(choice: number): void {
    const one = this.#pick(choice);
    if (one?.life.state === 'running') one.consumer?.crash();
  }

  /** Relay offsets are only forgotten after days without a publish, when what is published has long been marked. */
  forgetRelayOffsets(): void {
    const marked = this.broker.inputs.every((_, partition) => {
      const relayed = this.broker.groupOffset(`${DEPLOYMENT}.${STAGE}.relay`, INPUT, partition) ?? 0;
      return (this.#row(partition)?.published ?? 0) >= relayed;
    });
    if (marked) this.broker.forgetOffsets();
  }

  append(partition: number, slot: Slot): void {
    this.broker.inputs[partition]?.push(slot);
  }

  /** What must hold at every moment. @throws Error that says what does not */
  check(): void {
    const [failure] = this.#failures;
    if (failure !== undefined) throw new Error('a stage ended by itself', { cause: failure });
    const expected = expectationOf(this.broker.inputs);
    this.broker.inputs.forEach((_, partition) => {
      this.#checkPartition(partition, expected);
    });
  }

  #checkPartition(partition: number, { events }: Expectation): void {
    const expected = events[partition] ?? [];
    const place = `${STAGE}/${INPUT}/${String(partition)}`;
    const published = this.#publishedOf(partition, events);
    published.forEach((one, index) => {
      const due = expected[index];
      if (due?.id !== one.id || due.says !== one.says)
        throw new Error(
          `partition ${String(partition)} published "${one.says}" where "${due?.says ?? 'nothing'}" was due: twice, too early or never applied`,
        );
    });
    const row = this.#row(partition);
    if (row === undefined) return;
    if (row.published > row.next) throw new Error(`${place} is published beyond what is processed`);
    const waiting = this.postgres.waiting();
    const missing = expected.slice(published.length).find(({ offset, id }) => offset < row.next && !waiting.has(id));
    if (missing !== undefined) throw new Error(`${place} has lost "${missing.says}" of ${String(missing.offset)}`);
    const early = expected.slice(published.length).find(({ offset }) => offset < row.published);
    if (early !== undefined) throw new Error(`${place} counts ${String(early.offset)} as published, which it is not`);
  }

  /** What is committed of an input partition's events, in the order of the log. */
  #publishedOf(partition: number, events: Expectation['events']): { readonly id: string; readonly says: string }[] {
    const others = new Set(events.filter((_, index) => index !== partition).flatMap((all) => all.map(({ id }) => id)));
    return this.broker.committed
      .map(({ headers, value }) => ({ id: headers['ce_id'] ?? '', says: saysOf(value ?? Buffer.from('{}')) }))
      .filter(({ id }) => !others.has(id));
  }

  /** Ends all faults, and lets everything go on until nothing is left to do. @throws Error when that never comes */
  async settle(): Promise<void> {
    for (const { life } of this.#processes) life.state = 'running';
    this.start();
    this.broker.rebalance(1);
    let reached = '';
    for (let idle = 0; idle < IDLE_ROUNDS; idle += 1) {
      if (this.#isDone()) return;
      await this.world.round();
      this.check();
      const reaches = JSON.stringify([...this.postgres.offsets].map(([, { next, published }]) => [next, published]));
      if (reaches !== reached) idle = 0;
      reached = reaches;
    }
    throw new Error('it does not come to rest');
  }

  /** The end: tables and topics are what they must be. */
  outcome(): Record<string, unknown> {
    const { state, outcomes } = this.postgres;
    const published = this.broker.committed.map(({ headers }) => headers['ce_id']).sort();
    return { state: mapOf(state), outcomes: mapOf(outcomes), published };
  }

  expected(): Record<string, unknown> {
    const { events, state, outcomes } = expectationOf(this.broker.inputs);
    const published = events.flatMap((all) => all.map(({ id }) => id)).sort();
    return { state: mapOf(state), outcomes: mapOf(outcomes), published };
  }

  #isDone(): boolean {
    return this.broker.inputs.every((log, partition) => {
      const row = this.#row(partition);
      return row?.next === log.length && row.published === row.next;
    });
  }

  #row(partition: number) {
    return this.postgres.offsets.get(`${STAGE}/${INPUT}/${String(partition)}`);
  }

  #pick(choice: number): Process | undefined {
    return this.#processes[choice % Math.max(1, this.#processes.length)];
  }
}
