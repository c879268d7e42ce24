import type { Decision, OutputEvent, Query, RowWrite, StreamProcessor } from '../../../../core/streamProcessor.ts';
import { createIdentityProcessor } from '../../../../processors/index.ts';
import type { IdentityBatch } from '../../../../processors/index.ts';
import { entityIdsOf } from '../../../../processors/identity/ids.ts';
import type { Group, IdentityDecision, Registrant } from '../../../../schemas/generated/types.ts';
import { MemoryStore } from './memoryStore.ts';
import type { SourceValue } from './records.ts';
import { inputAt } from './records.ts';

/** Where a resolver keeps its tables. */
export interface Store {
  readonly query: Query;
  apply(writes: readonly RowWrite[]): void | Promise<void>;
}

export const deployment = 'test-deployment';

/** Registrant or group id anchored on a record key. */
export const idOf = entityIdsOf(deployment);

/** Runs the resolver as the stage does: read, decide record by record in log order, write. */
export class Resolver {
  readonly decisions: Decision[] = [];
  readonly #options: Parameters<typeof createIdentityProcessor>[0];
  #processor: StreamProcessor<IdentityBatch>;
  readonly #store: Store;
  #offset = 0;

  constructor(store: Store = new MemoryStore(), cap?: number) {
    this.#store = store;
    this.#options = { deployment, ...(cap === undefined ? {} : { cap }) };
    this.#processor = createIdentityProcessor(this.#options);
  }

  /** Ends the process, as it were: another begins with what is stored. */
  restart(): void {
    this.#processor = createIdentityProcessor(this.#options);
  }

  /** Reads what is stored, as at a takeover. */
  async open(): Promise<void> {
    await this.#processor.open?.(this.#store.query, () => undefined);
  }

  /** Reads and decides on a batch as if its commit failed: nothing of it may remain. */
  async tryInVain(values: readonly SourceValue[]): Promise<void> {
    const inputs = values.map((value, index) => inputAt(this.#offset + index, value));
    const facts = await this.#processor.read(inputs, this.#store.query);
    for (const input of inputs) this.#processor.decide(input, facts);
  }

  /** Takes one batch, in pieces as the stage does where a record is to be decided on alone; returns its decisions. */
  async batch(values: readonly SourceValue[]): Promise<Decision[]> {
    const decisions: Decision[] = [];
    for (const piece of this.#pieces(values)) decisions.push(...(await this.#piece(piece)));
    return decisions;
  }

  #pieces(values: readonly SourceValue[]): SourceValue[][] {
    const pieces: SourceValue[][] = [];
    let weight = Infinity;
    for (const value of values) {
      const { key, value: content, headers } = inputAt(0, value);
      const own = this.#processor.weight?.({ key, headers, value: content === null ? null : new Uint8Array() }) ?? 1;
      weight += own;
      if (Number.isFinite(weight)) pieces.at(-1)?.push(value);
      else pieces.push([value]);
      if (!Number.isFinite(weight)) weight = own;
    }
    return pieces;
  }

  async #piece(values: readonly SourceValue[]): Promise<Decision[]> {
    const inputs = values.map((value, index) => inputAt(this.#offset + index, value));
    this.#offset += values.length;
    const facts = await this.#processor.read(inputs, this.#store.query);
    // Written after all are decided: a later record must not change what an earlier one decided.
    const decisions = inputs.map((input) => this.#processor.decide(input, facts));
    await this.#store.apply(decisions.flatMap((decision) => (decision.kind === 'accepted' ? decision.writes : [])));
    this.#processor.committed?.();
    this.decisions.push(...decisions);
    return decisions;
  }

  /** Takes the records one after the other, in batches of the given size. */
  async all(values: readonly SourceValue[], batchSize = 1): Promise<void> {
    for (let start = 0; start < values.length; start += batchSize)
      await this.batch(values.slice(start, start + batchSize));
  }

  get events(): OutputEvent[] {
    return this.decisions.flatMap((decision) => (decision.kind === 'accepted' ? decision.events : []));
  }

  /** Outcome names in log order; `rejected:<code>` for a reject. */
  get outcomes(): string[] {
    return this.decisions.flatMap((decision) =>
      decision.kind === 'rejected'
        ? [`rejected:${decision.error.code}`]
        : decision.outcomes.map(({ outcome }) => outcome),
    );
  }

  /** Last published state of each registrant. */
  get registrants(): Map<string, Registrant> {
    return this.#latest<Registrant>('org.registrystream.Registrant');
  }

  /** Last published state of each group. */
  get groups(): Map<string, Group> {
    return this.#latest<Group>('org.registrystream.Group');
  }

  /** The registrant anchored on a record key. */
  registrant(recordKey: string): Registrant {
    return found(this.registrants.get(idOf(recordKey)), recordKey);
  }

  /** The group anchored on a record key. */
  group(recordKey: string): Group {
    return found(this.groups.get(idOf(recordKey)), recordKey);
  }

  get lineage(): IdentityDecision[] {
    return this.events
      .filter(({ topic }) => topic === 'identity.decisions')
      .map(({ value }) => value as IdentityDecision);
  }

  /** Record keys of each registrant or group that is not merged, sorted. */
  get clusters(): string[][] {
    return [...this.registrants.values(), ...this.groups.values()]
      .filter(({ status }) => status !== 'merged')
      .map(({ sources }) => [...new Set(sources.map(({ recordKey }) => recordKey))].sort())
      .sort((a, b) => (a.join() < b.join() ? -1 : 1));
  }

  #latest<Value>(type: string): Map<string, Value> {
    const latest = new Map<string, Value>();
    for (const { key, value, type: told } of this.events) {
      if (told !== type) continue;
      if (value === null) latest.delete(key);
      else latest.set(key, value as Value);
    }
    return latest;
  }
}

const found = <T>(value: T | undefined, recordKey: string): T => {
  if (value === undefined) throw new Error(`nothing was published of ${recordKey}`);
  return value;
};
