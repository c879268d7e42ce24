import { expect } from 'chai';
import type { Pool } from 'pg';
import { EtlError } from '../../core/errors.ts';
import {
  codec,
  deleteTopics,
  ensureTopics,
  kafkaConnection,
  partitionFor,
  readToEnd,
  schemaIds,
  transactionalPublisher,
} from '../../runtime/kafka/index.ts';
import type { Codec, IncomingMessage, KafkaConnection, OutgoingMessage } from '../../runtime/kafka/index.ts';
import { createPool, migrate } from '../../runtime/postgres/index.ts';
import { createStage, kafkaForStage, stageMigrations } from '../../runtime/stage/index.ts';
import type { Stage, StageOptions } from '../../runtime/stage/index.ts';
import { schemas } from '../../schemas/generated/schemas.ts';
import { createTestDatabase, uniqueName, useStack, waitFor } from '../support/stack.ts';
import {
  CHANGE,
  changeSchema,
  countingMigrations,
  countingProcessor,
  ENTRY,
  entrySchema,
} from './countingProcessor.ts';
import type { Change, Entry, Facts } from './countingProcessor.ts';

const DEAD_LETTER = 'org.registrystream.DeadLetter';
const IMPORT_RUN = 'org.registrystream.ImportRun';

/** Where a test deployment lives: all that a worker in another process needs. */
export interface Places {
  readonly name: string;
  readonly broker: string;
  readonly schemaRegistryUrl: string;
  readonly databaseUrl: string;
  readonly partitions: number;
}

/** A message of a topic with its partition. */
export interface Read extends IncomingMessage {
  readonly partition: number;
}

/** Short session timeouts: a worker that is killed is noticed after two seconds. */
export const quick = {
  sessionTimeout: 2000,
  heartbeatInterval: 300,
  rebalanceTimeout: 3000,
  maxWait: 50,
  tick: 100,
  patience: 20_000,
};

/** Topics, schemas and a database of a test's own, and stages on them. */
export class Deployment {
  readonly places: Places;
  readonly connection: KafkaConnection;
  readonly codec: Codec;
  readonly pool: Pool;
  readonly prefix: string;

  constructor(places: Places) {
    this.places = places;
    this.prefix = `${places.name}.`;
    this.connection = kafkaConnection({ brokers: [places.broker], clientId: places.name }, () => undefined);
    const topic = (name: string): string => `${this.prefix}${name}`;
    this.codec = codec(
      [
        { name: ENTRY, schema: entrySchema, topics: [topic('in')] },
        { name: CHANGE, schema: changeSchema, topics: [topic('out')] },
        { name: IMPORT_RUN, schema: schemas[IMPORT_RUN] ?? {}, topics: [topic('in'), topic('out')] },
        { name: DEAD_LETTER, schema: schemas[DEAD_LETTER] ?? {}, topics: [topic('dead-letters')] },
      ],
      schemaIds({ url: places.schemaRegistryUrl }),
    );
    this.pool = createPool({ url: places.databaseUrl, applicationName: places.name }, {}, () => undefined);
  }

  /** Makes topics (the input with one partition, or as many as the output has), schemas and tables. */
  async prepare(): Promise<void> {
    const topics = ['in', 'out', 'dead-letters'].map((name) => ({
      name: `${this.prefix}${name}`,
      partitions: this.places.partitions,
      configs: {},
    }));
    await ensureTopics(this.connection, topics);
    await this.codec.register();
    await migrate({ url: this.places.databaseUrl, applicationName: 'test' }, [stageMigrations, countingMigrations]);
  }

  stage(options: Partial<StageOptions<Facts>> = {}): Stage {
    return createStage({
      processor: countingProcessor(),
      deployment: this.places.name,
      topicPrefix: this.prefix,
      kafka: kafkaForStage(this.connection),
      codec: this.codec,
      pool: this.pool,
      log: () => undefined,
      ...options,
      settings: { ...quick, ...options.settings },
    });
  }

  /** A message for the input; its key decides the partition. */
  input(type: string, key: string, value: object | null): OutgoingMessage {
    const topic = `${this.prefix}in`;
    const bytes = value === null ? null : this.codec.encode(topic, type, value);
    return { topic, partition: partitionFor(key, this.places.partitions), key, value: bytes, headers: {} };
  }

  /** Publishes to the input, in order, in transactions of up to 500. */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    const publisher = transactionalPublisher(this.connection, `${this.places.name}.test-input`);
    await publisher.open();
    for (let from = 0; from < messages.length; from += 500) await publisher.publish(messages.slice(from, from + 500));
    await publisher.close();
  }

  /** All committed messages of a topic, in order within each partition. */
  async read(name: string): Promise<readonly Read[]> {
    const found: Read[] = [];
    await readToEnd(this.connection, {
      topic: `${this.prefix}${name}`,
      onMessages: (partition, messages) => {
        found.push(...messages.map((message) => ({ ...message, partition })));
      },
    });
    await this.codec.load(found.map(({ value }) => value));
    return found;
  }

  /** Value of a message as an object; the caller knows which. */
  decode({ value }: IncomingMessage): unknown {
    if (value === null) throw new EtlError('TEST_TOMBSTONE', 'bug', 'a tombstone has no value', { component: 'test' });
    return this.codec.decode(value).value;
  }

  async rows<T>(sql: string): Promise<readonly T[]> {
    return (await this.pool.query(sql)).rows as T[];
  }
}

/** Runs a test in a deployment of its own and takes it down afterwards. */
export const withDeployment = async (
  partitions: number,
  use: (deployment: Deployment) => Promise<void>,
): Promise<void> => {
  const { brokers, schemaRegistryUrl } = await useStack();
  const database = await createTestDatabase();
  const [broker = ''] = brokers;
  const places = { name: uniqueName('stage'), broker, schemaRegistryUrl, databaseUrl: database.url, partitions };
  const deployment = new Deployment(places);
  try {
    await deployment.prepare();
    await use(deployment);
  } finally {
    await deployment.pool.end();
    await deleteTopics(
      deployment.connection,
      ['in', 'out', 'dead-letters'].map((name) => `${deployment.prefix}${name}`),
    );
    await database.drop();
  }
};

/** Entries of 40 entities with ascending versions. */
export const entriesFor = (count: number, from = 0): readonly Entry[] =>
  Array.from({ length: count }, (_, index) => ({
    entity: `entity-${String((from + index) % 40)}`,
    version: Math.floor((from + index) / 40) + 1,
    text: 'as it was',
    run: 'run-1',
  }));

/** Waits until a stage has nothing left to do; fails at once when it ends. */
export const until = async (stage: Stage, deadline = 30_000): Promise<void> => {
  await Promise.race([waitFor('the stage to be idle', () => stage.idle(), deadline), stage.done]);
};

/** Runs a stage until it has nothing left to do. */
export const finishWith = async (stage: Stage): Promise<void> => {
  const ended = stage.run();
  await until(stage);
  await stage.stop(5000);
  await ended;
};

/** What {@link entriesFor} must lead to, told independently of the stage: `entity/version/applied`, in order per entity. */
const expectedEvents = (count: number): readonly string[] =>
  entriesFor(count)
    .flatMap(({ entity, version }) => {
      const event = `${entity}/${String(version)}/${String(version)}`;
      return version % 5 === 0 ? [event, event] : [event];
    })
    .sort();

/** Compares rows, published events and counts with what so many entries must lead to. */
export const expectExactlyOnce = async (deployment: Deployment, count: number): Promise<void> => {
  const rows = await deployment.rows<{ entity: string; version: number; applied: number }>('select * from test.state');
  const wrong = rows.filter(({ version, applied }) => version !== applied);
  expect(wrong, 'rows with records applied twice or never').to.deep.equal([]);
  expect(
    rows.reduce((sum, { applied }) => sum + applied, 0),
    'records applied',
  ).to.equal(count);

  const events = await deployment.read('out');
  expect(new Set(events.map(({ headers }) => headers['ce_id'])).size, 'distinct event ids').to.equal(events.length);
  const changes = events.map((event) => deployment.decode(event) as Change);
  const told = changes.map(({ entity, version, applied }) => `${entity}/${String(version)}/${String(applied)}`);
  expect([...told].sort(), 'published events').to.deep.equal(expectedEvents(count));
  const last = new Map<string, number>();
  for (const { entity, version } of changes) {
    expect(version, `order of ${entity}`).to.be.at.least(last.get(entity) ?? 0);
    last.set(entity, version);
  }
  const [outcomes] = await deployment.rows<{ n: number }>(
    'select coalesce(sum(count), 0)::int as n from registry_stream.import_run_outcome',
  );
  expect(outcomes?.n, 'outcomes').to.equal(count);
};
