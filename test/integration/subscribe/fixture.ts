import { topicSpecifications, typeCatalogue } from '../../../runtime/deployment/topics.ts';
import {
  codec,
  deleteTopics,
  ensureTopics,
  kafkaConnection,
  partitionFor,
  schemaIds,
  transactionalPublisher,
} from '../../../runtime/kafka/index.ts';
import type { Codec, KafkaConnection, OutgoingMessage } from '../../../runtime/kafka/index.ts';
import { subscribe } from '../../../runtime/subscribe/index.ts';
import type {
  EventBatch,
  Known,
  ReadPosition,
  Snapshot,
  SnapshotReason,
  SubscribedEvent,
  SubscribeOptions,
} from '../../../runtime/subscribe/index.ts';
import type { Group, Registrant } from '../../../schemas/generated/types.ts';
import { uniqueName, useStack, waitFor } from '../../support/stack.ts';

export const PARTITIONS = 2;

/** What is published: a state, or a tombstone, with headers. */
export interface Published {
  readonly state?: Registrant | Group;
  readonly erased?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The topics of a deployment, into which a test publishes what a resolver would. */
export class Topics {
  readonly prefix = `${uniqueName('subscribe')}.`;
  readonly brokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly connection: KafkaConnection;
  readonly #codec: Codec;

  constructor(brokers: readonly string[], schemaRegistryUrl: string) {
    this.brokers = brokers;
    this.schemaRegistryUrl = schemaRegistryUrl;
    this.connection = kafkaConnection({ brokers, clientId: this.prefix }, () => undefined);
    this.#codec = codec(typeCatalogue(this.prefix), schemaIds({ url: schemaRegistryUrl }));
  }

  #specifications() {
    return topicSpecifications({ topicPrefix: this.prefix, partitions: PARTITIONS, replicationFactor: 1 });
  }

  async open(): Promise<void> {
    await ensureTopics(this.connection, this.#specifications());
    await this.#codec.register();
  }

  async close(): Promise<void> {
    await deleteTopics(
      this.connection,
      this.#specifications().map(({ name }) => name),
    );
  }

  #message({ state, erased = '', headers = {} }: Published): OutgoingMessage {
    const [topic, type, key] =
      state === undefined
        ? (['registrants', '', erased] as const)
        : 'groupId' in state
          ? (['groups', 'org.registrystream.Group', state.groupId] as const)
          : (['registrants', 'org.registrystream.Registrant', state.registrantId] as const);
    const full = `${this.prefix}${topic}`;
    const value = state === undefined ? null : this.#codec.encode(full, type, state);
    return { topic: full, partition: partitionFor(key, PARTITIONS), key, value, headers };
  }

  /** Publishes in one transaction, as the resolver does. */
  async publish(...published: readonly Published[]): Promise<void> {
    await this.send(published.map((one) => this.#message(one)));
  }

  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    const publisher = transactionalPublisher(this.connection, `${this.prefix}test`);
    await publisher.open();
    await publisher.publish(messages);
    await publisher.close();
  }
}

/** Runs a test on topics of its own. */
export const withTopics = async (use: (topics: Topics) => Promise<void>): Promise<void> => {
  const { brokers, schemaRegistryUrl } = await useStack();
  const topics = new Topics(brokers, schemaRegistryUrl);
  await topics.open();
  try {
    await use(topics);
  } finally {
    await topics.close();
  }
};

/** What a reader keeps, as a database would: rows, and positions beside them; a batch takes effect whole or not at all. */
export class Store {
  readonly rows = new Map<string, { readonly partition: number; readonly epoch: number; readonly version: number }>();
  readonly positions = new Map<string, ReadPosition>();
  /** Every event whose batch took effect. */
  readonly applied: SubscribedEvent[] = [];

  apply({ events, previous, position }: Pick<EventBatch, 'events' | 'previous' | 'position'>): void {
    const name = `${position.topic}/${String(position.partition)}`;
    const stored = this.positions.get(name);
    if (stored?.next !== previous?.next || stored?.epoch !== previous?.epoch) throw new Error('somebody has gone on');
    this.positions.set(name, position);
    this.applied.push(...events);
    for (const event of events) {
      if (event.kind === 'audit') continue;
      const met = { partition: position.partition, epoch: position.epoch };
      const row = this.rows.get(event.id);
      if (event.change === 'erased') this.rows.delete(event.id);
      else if (event.change !== 'confirmed') this.rows.set(event.id, { ...met, version: event.version });
      else if (row !== undefined) this.rows.set(event.id, { ...row, ...met });
    }
  }

  sweep({ partition, epoch }: Snapshot): void {
    for (const [id, row] of this.rows) if (row.partition === partition && row.epoch < epoch) this.rows.delete(id);
  }

  known(ids: readonly string[]): ReadonlyMap<string, Known> {
    return new Map(
      ids.flatMap((id) => {
        const row = this.rows.get(id);
        return row === undefined ? [] : [[id, { version: row.version, isMerged: false }]];
      }),
    );
  }
}

/** A subscription of a test. */
export class Reader {
  readonly store: Store;
  readonly snapshots: { readonly partition: number; readonly reason: SnapshotReason }[] = [];
  readonly ended: Promise<unknown>;
  isCaughtUp = false;
  readonly #stopping = new AbortController();

  constructor(topics: Topics, store: Store, more: Partial<SubscribeOptions> = {}) {
    this.store = store;
    this.ended = subscribe({
      kafka: { brokers: topics.brokers },
      schemaRegistry: { url: topics.schemaRegistryUrl },
      topicPrefix: topics.prefix,
      topics: ['registrants'],
      positions: () => Promise.resolve([...store.positions.values()]),
      known: (_topic, ids) => Promise.resolve(store.known(ids)),
      sessionTimeout: 6000,
      onBatch: (batch) => {
        store.apply(batch);
        return Promise.resolve();
      },
      onSnapshotStart: ({ partition, reason }) => {
        this.snapshots.push({ partition, reason });
      },
      onSnapshotEnd: (end) => {
        store.sweep(end);
        store.apply({ ...end, events: [] });
        return Promise.resolve();
      },
      onCaughtUp: () => {
        this.isCaughtUp = true;
      },
      signal: this.#stopping.signal,
      ...more,
    }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  }

  async caughtUp(): Promise<void> {
    await waitFor('the reader to catch up', () => Promise.resolve(this.isCaughtUp));
  }

  async has(count: number): Promise<void> {
    await waitFor(`${String(count)} events`, () => Promise.resolve(this.store.applied.length >= count));
  }

  /** Ends it in order; what it could not go on with, if anything. */
  async stop(): Promise<unknown> {
    this.#stopping.abort();
    return this.ended;
  }
}

/** Runs a reader for as long as a test uses it. */
export const reading = async (reader: Reader, use: (reader: Reader) => Promise<void>): Promise<void> => {
  try {
    await use(reader);
  } finally {
    await reader.stop();
  }
};
