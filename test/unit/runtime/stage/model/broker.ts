import { Fenced } from '../../../../../runtime/kafka/index.ts';
import type { IncomingMessage, OutgoingMessage, PublishedOffset } from '../../../../../runtime/kafka/index.ts';
import type { Life } from './world.ts';

/** What stands at an offset of an input partition: a record, or nothing that a reader sees. */
export type Slot = IncomingMessage | 'control record';

/** A member of the consumer group, as its coordinator knows it. */
export interface Member {
  readonly life: Life;
  /** Generation of the group that it has last joined. */
  joined: number;
  /** The coordinator has a new assignment for it. */
  assigned(): void;
}

interface Transaction {
  readonly messages: readonly OutgoingMessage[];
  readonly offset: PublishedOffset | undefined;
}

const named = (...parts: readonly (string | number)[]): string => parts.join('/');

/**
 * A Kafka cluster as the stage relies on it: input partitions; transactional ids with their epochs, and what is
 * committed under them (KIP-98); group offsets; one consumer group. Only what is committed can be read.
 */
export class Broker {
  readonly inputs: readonly Slot[][];
  /** Everything committed to output topics, in the order of the commits. */
  readonly committed: OutgoingMessage[] = [];
  readonly #epochs = new Map<string, number>();
  readonly #open = new Map<string, Transaction>();
  readonly #offsets = new Map<string, number>();
  readonly members = new Set<Member>();
  #generation = 0;
  #owners: readonly (Member | undefined)[] = [];

  constructor(partitions: number) {
    this.inputs = Array.from({ length: partitions }, () => []);
  }

  // --- transactions

  /** InitProducerId: fences whoever had the id, and ends what he left. */
  init(id: string): number {
    const epoch = (this.#epochs.get(id) ?? 0) + 1;
    this.#epochs.set(id, epoch);
    this.#open.delete(id);
    return epoch;
  }

  /** Takes messages and offset into the open transaction of an id. */
  send(id: string, epoch: number, transaction: Transaction): void {
    this.#check(id, epoch);
    this.#open.set(id, transaction);
  }

  /** Makes the open transaction of an id visible, all of it. */
  commit(id: string, epoch: number): void {
    this.#check(id, epoch);
    const transaction = this.#open.get(id);
    if (transaction === undefined) throw new Fenced(id);
    this.#open.delete(id);
    this.committed.push(...transaction.messages);
    const { offset } = transaction;
    if (offset !== undefined) this.#offsets.set(named(offset.group, offset.topic, offset.partition), offset.offset);
  }

  /** Ends transactions that took too long, as the coordinator does: their producers are fenced. */
  expireTransactions(): void {
    for (const id of [...this.#open.keys()]) this.init(id);
  }

  #check(id: string, epoch: number): void {
    if (this.#epochs.get(id) !== epoch) throw new Fenced(id);
  }

  // --- group offsets

  groupOffset(group: string, topic: string, partition: number): number | undefined {
    return this.#offsets.get(named(group, topic, partition));
  }

  /** Forgets the offsets of empty groups, as brokers do after seven quiet days. */
  forgetOffsets(): void {
    this.#offsets.clear();
  }

  // --- the consumer group

  join(member: Member): void {
    this.members.add(member);
    this.rebalance(0);
  }

  leave(member: Member): void {
    if (this.members.delete(member)) this.rebalance(0);
  }

  /** A new generation: those that do not answer are out, and the others get partitions anew. */
  rebalance(rotation: number): void {
    for (const member of [...this.members]) if (member.life.state !== 'running') this.members.delete(member);
    const living = [...this.members];
    this.#generation += 1;
    this.#owners = this.inputs.map((_, partition) => living[(partition + rotation) % living.length]);
    for (const member of living) member.assigned();
  }

  /** A member joins the present generation. */
  assignmentOf(member: Member): readonly number[] {
    member.joined = this.#generation;
    return this.#owners.flatMap((owner, partition) => (owner === member ? [partition] : []));
  }

  /** @returns false when the member is out, or another generation has begun */
  heartbeat(member: Member): boolean {
    return this.members.has(member) && member.joined === this.#generation;
  }
}
