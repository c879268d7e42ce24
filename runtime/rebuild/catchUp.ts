import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { validate } from 'uuid';
import { EtlError } from '../../core/errors.ts';
import { markCaughtUp, removeErased, removeOwners } from '../../sinks/index.ts';
import { followLog, type FollowedMessage, type LogFollower } from '../kafka/index.ts';
import { typedQuery } from '../postgres/index.ts';
import { INPUT_TOPICS, noCounts, type RebuildContext } from './context.ts';
import { COMPONENT } from './errors.ts';
import { NewestStates } from './newestStates.ts';
import { inputWatermarks, nameOf, type At, type RegistryPosition } from './positions.ts';
import { ShadowWriter } from './shadowWriter.ts';

/** How far the shadow is in a partition. */
export interface ShadowPosition extends At {
  readonly next: number;
}

/** Messages of one partition that are applied at once. */
const CHUNK = 5_000;
const POLL = 5;

const notThere = (at: At, next: number, milliseconds: number): EtlError =>
  new EtlError(
    'LOG_NOT_READ_YET',
    'transient',
    `topic ${at.topic}, partition ${String(at.partition)} could not be read up to offset ${String(next)} within ${String(milliseconds)} ms`,
    { component: COMPONENT, details: { ...at, next } },
  );

const sinkBehind = (): EtlError =>
  new EtlError(
    'SINK_BEHIND',
    'transient',
    'the sink is too far behind the topics to say of whom an event is still to be applied: let it run, and repeat the command when it has caught up',
    { component: COMPONENT },
  );

const isId = (key: string | null): key is string => key !== null && validate(key);

const topicOrder = ({ topic }: At): number => INPUT_TOPICS.findIndex((name) => name === topic);
const byTopic = (one: At, other: At): number => topicOrder(one) - topicOrder(other);

const follow = ({ kafka, topicPrefix }: RebuildContext, positions: readonly ShadowPosition[]): Promise<LogFollower> =>
  followLog(
    kafka,
    positions.map(({ topic, partition, next }) => ({ topic: `${topicPrefix}${topic}`, partition, from: next })),
  );

/** Follows the topics from where the shadow is, and brings it to where the registry is. */
export class CatchUp {
  readonly #context: RebuildContext;
  #follower: LogFollower;
  readonly #next: Map<string, ShadowPosition>;
  /** Positions and ids of the transaction at work. */
  #moved: ShadowPosition[] = [];

  private constructor(context: RebuildContext, follower: LogFollower, positions: readonly ShadowPosition[]) {
    this.#context = context;
    this.#follower = follower;
    this.#next = new Map(positions.map((at) => [nameOf(at), at]));
  }

  /** @param positions of the shadow */
  static async open(context: RebuildContext, positions: readonly ShadowPosition[]): Promise<CatchUp> {
    return new CatchUp(context, await follow(context, positions), positions);
  }

  /** Waits until all that the topics hold at this moment has been read, or as much as is kept ready. */
  async untilRead(milliseconds: number): Promise<void> {
    const marks = await inputWatermarks(this.#context);
    for (const [name, { high }] of marks) {
      const at = this.#next.get(name);
      if (at === undefined) continue;
      const deadline = Date.now() + milliseconds;
      while (this.#reached(at) < high && !this.#follower.waiting().isCutOff) {
        this.#follower.throwIfFailed();
        if (Date.now() > deadline) throw notThere(at, high, milliseconds);
        await pause(POLL);
      }
    }
  }

  /**
   * Brings the shadow to where the registry is, within the client's transaction; {@link committed} when that is through.
   *
   * @param milliseconds to wait for messages that have not been read yet
   * @returns the registrants that were written or removed
   * @throws EtlError `transient` `LOG_NOT_READ_YET`: repeat it in a transaction of its own
   */
  async apply(
    client: ClientBase,
    positions: readonly RegistryPosition[],
    milliseconds: number,
  ): Promise<readonly string[]> {
    const ids = new Set<string>();
    this.#moved = [];
    // Who is erased goes from all groups, before those are written that list whoever came again.
    for (const target of [...positions].sort(byTopic)) {
      const at = this.#next.get(nameOf(target));
      if (at === undefined || at.next >= target.next) continue;
      this.#moved.push({ ...at, next: target.next });
      for (const id of await this.#applyPartition(client, at, target.next, milliseconds)) ids.add(id);
    }
    if (this.#moved.length > 0) await markCaughtUp(typedQuery(client, 'catching the shadow up'), this.#moved);
    return [...ids];
  }

  /** What {@link apply} has done is committed. */
  committed(): void {
    for (const at of this.#moved) this.#next.set(nameOf(at), at);
    this.#moved = [];
  }

  /** What {@link apply} has done is not: it is read again. */
  async rolledBack(): Promise<void> {
    if (this.#moved.length === 0) return;
    this.#moved = [];
    await this.#follower.close();
    this.#follower = await follow(this.#context, [...this.#next.values()]);
  }

  /**
   * Registrants of whom an event is there that the registry has not applied.
   *
   * @throws EtlError `transient` `SINK_BEHIND` when there are more than are kept ready: they are not all known then
   */
  waiting(): readonly string[] {
    const { keys, isCutOff } = this.#follower.waiting();
    if (isCutOff) throw sinkBehind();
    return keys.filter(isId);
  }

  close(): Promise<void> {
    return this.#follower.close();
  }

  #reached({ topic, partition }: At): number {
    return this.#follower.reached(`${this.#context.topicPrefix}${topic}`, partition);
  }

  async #applyPartition(
    client: ClientBase,
    { topic, partition }: ShadowPosition,
    target: number,
    milliseconds: number,
  ): Promise<readonly string[]> {
    const full = `${this.#context.topicPrefix}${topic}`;
    const deadline = Date.now() + milliseconds;
    const ids: string[] = [];
    for (;;) {
      this.#follower.throwIfFailed();
      const isRead = this.#reached({ topic, partition }) >= target;
      const messages = this.#follower.take(full, partition, target, CHUNK);
      if (messages.length > 0) ids.push(...(await this.#write(client, topic, partition, messages)));
      else if (isRead) return ids;
      else if (Date.now() > deadline) throw notThere({ topic, partition }, target, milliseconds);
      else await pause(POLL);
    }
  }

  async #write(
    client: ClientBase,
    topic: string,
    partition: number,
    messages: readonly FollowedMessage[],
  ): Promise<readonly string[]> {
    const states = new NewestStates(this.#context, noCounts(), topic, partition);
    await states.load(messages);
    const told = [...messages].reverse().flatMap((message) => states.told(message) ?? []);
    const ids = told.map(({ id }) => id).filter(isId);
    const query = typedQuery(client, 'catching the shadow up');
    await removeOwners(query, ids);
    // Also of those whose record has come again since: what was carried over of them is from before.
    await removeErased(
      query,
      messages.flatMap(({ key, value }) => (value === null && isId(key) ? key : [])),
    );
    const writer = new ShadowWriter(client);
    for (const one of told) {
      if (one.kind === 'state') writer.add(one.rows);
      if (writer.isFull) await writer.flush();
    }
    await writer.end();
    return ids;
  }
}
