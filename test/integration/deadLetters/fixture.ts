import type { Pool } from 'pg';
import { EtlError } from '../../../core/errors.ts';
import type { EntryMapper, SourceEntry } from '../../../core/source.ts';
import type { InputRecord, StreamProcessor } from '../../../core/streamProcessor.ts';
import { createIdentityProcessor, migrations as processorMigrations } from '../../../processors/index.ts';
import { topicSpecifications, typeCatalogue } from '../../../runtime/deployment/topics.ts';
import { resolverTransactionalId } from '../../../runtime/deployment/stages.ts';
import {
  codec,
  deleteTopics,
  ensureTopics,
  kafkaConnection,
  readToEnd,
  schemaIds,
  transactionalPublisher,
} from '../../../runtime/kafka/index.ts';
import type { Codec, IncomingMessage, KafkaConnection, OutgoingMessage } from '../../../runtime/kafka/index.ts';
import { discardLetters, readLetters, redriveLetters } from '../../../runtime/letters/index.ts';
import type { LetterKafka, LetterOutcome, StoredLetter } from '../../../runtime/letters/index.ts';
import { createPool, migrate } from '../../../runtime/postgres/index.ts';
import { createSourceWorker } from '../../../runtime/source/index.ts';
import type { ImportOptions, SourceWorker, SourceWorkerOptions } from '../../../runtime/source/index.ts';
import { createStage, kafkaForStage, stageMigrations } from '../../../runtime/stage/index.ts';
import type { Stage } from '../../../runtime/stage/index.ts';
import type { RecordTarget } from '../../../schemas/generated/types.ts';
import { createRegistryProcessor, registryMigrations } from '../../../sinks/index.ts';
import { finishWith, quick } from '../../faults/deployment.ts';
import { createTestDatabase, uniqueName, useStack } from '../../support/stack.ts';

const secret = 'a secret of a test, long enough to be one';

/** The signal of a test that nobody interrupts. */
export const quiet = new AbortController().signal;

/** Refuses a record, or not: a defect of a processor that is corrected later. */
export type Defect = (input: InputRecord) => EtlError | undefined;

const withDefect = (processor: StreamProcessor<never>, defect: Defect): StreamProcessor<never> => ({
  ...processor,
  read: (batch, query) => processor.read(batch, query),
  decide: (input, facts) => {
    const error = defect(input);
    return error === undefined ? processor.decide(input, facts) : { kind: 'rejected', error };
  },
});

/** What a redrive in a test is given of the configuration. */
export interface TestRedrive {
  readonly imports?: readonly ImportOptions[];
  readonly map?: EntryMapper;
  readonly target?: RecordTarget;
  readonly dryRun?: boolean;
}

/** A whole deployment of a test's own: topics, schemas, tables, source workers and both stages. */
export class WholeDeployment {
  readonly id: string;
  readonly prefix: string;
  readonly connection: KafkaConnection;
  readonly codec: Codec;
  readonly pool: Pool;
  readonly kafka: LetterKafka;
  readonly #workers: SourceWorker[] = [];

  constructor(id: string, prefix: string, broker: string, schemaRegistryUrl: string, databaseUrl: string) {
    this.id = id;
    this.prefix = prefix;
    this.connection = kafkaConnection({ brokers: [broker], clientId: prefix }, () => undefined);
    this.codec = codec(typeCatalogue(prefix), schemaIds({ url: schemaRegistryUrl }));
    this.pool = createPool({ url: databaseUrl, applicationName: id }, {}, () => undefined);
    this.kafka = { connection: this.connection, codec: this.codec, topicPrefix: prefix };
  }

  worker(imports: readonly ImportOptions[], options: Partial<SourceWorkerOptions> = {}): SourceWorker {
    const worker = createSourceWorker({
      deployment: this.id,
      secret,
      source: { name: 'civil', country: 'PH', imports },
      kafka: this.kafka,
      retry: { attempts: 3, pause: 20, longestPause: 100 },
      ...options,
    });
    this.#workers.push(worker);
    return worker;
  }

  /** @param auditValues of the registry */
  stage(name: 'identity' | 'registry', defect: Defect = () => undefined, auditValues: 'none' | 'off' = 'none'): Stage {
    const processor =
      name === 'identity'
        ? createIdentityProcessor({ deployment: this.id })
        : createRegistryProcessor({ deployment: this.id, auditValues, auditSecret: '', uniqueKinds: ['Head'] });
    return createStage({
      processor: withDefect(processor as unknown as StreamProcessor<never>, defect),
      deployment: this.id,
      topicPrefix: this.prefix,
      kafka: kafkaForStage(this.connection),
      codec: this.codec,
      pool: this.pool,
      settings: { ...quick, assign: name === 'identity' ? 'longest-standing' : 'balanced' },
      log: () => undefined,
    });
  }

  /** Runs both stages until neither has anything left to do. */
  async process(defects: { readonly identity?: Defect; readonly registry?: Defect } = {}): Promise<void> {
    await finishWith(this.stage('identity', defects.identity));
    await finishWith(this.stage('registry', defects.registry));
  }

  async letters(): Promise<readonly StoredLetter[]> {
    const { letters } = await readLetters(this.kafka, { values: true });
    return [...letters.values()].sort((left, right) => (left.key < right.key ? -1 : 1));
  }

  /** Redrives letters; all of them without keys. */
  async redrive(test: TestRedrive = {}, keys?: readonly string[]): Promise<readonly LetterOutcome[]> {
    const { imports = [], map = (): readonly SourceEntry[] => [], target = 'group' } = test;
    const chosen = keys ?? (await this.letters()).map(({ key }) => key);
    const mappings = new Map(imports.map(({ name }) => [name, { map, target }]));
    const { outcomes } = await redriveLetters(
      {
        kafka: this.kafka,
        deployment: this.id,
        secret,
        source: (name) => (name === 'civil' ? { options: { name, country: 'PH', imports }, mappings } : undefined),
        adopted: new Set(['programme']),
        dryRun: test.dryRun ?? false,
        resolverId: resolverTransactionalId(this.id),
        signal: quiet,
        points: () => undefined,
      },
      new Set(chosen),
    );
    return outcomes;
  }

  async discard(keys: readonly string[], reason?: string): Promise<ReadonlySet<string>> {
    return discardLetters(this.kafka, this.id, await readLetters(this.kafka, {}), keys, reason);
  }

  /** All committed messages of a topic. */
  async read(topic: string): Promise<readonly IncomingMessage[]> {
    const found: IncomingMessage[] = [];
    await readToEnd(this.connection, {
      topic: `${this.prefix}${topic}`,
      onMessages: (_, messages) => {
        found.push(...messages);
      },
    });
    return found;
  }

  /** Publishes as nobody of the deployment does. */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    const publisher = transactionalPublisher(this.connection, `${this.id}.test`);
    await publisher.open();
    await publisher.publish(messages);
    await publisher.close();
  }

  async rows<T>(sql: string): Promise<readonly T[]> {
    return (await this.pool.query(sql)).rows as T[];
  }

  /** The registry and its audit log, less what says when and where in the log something came. */
  async registry(): Promise<unknown> {
    const of = (sql: string): Promise<readonly unknown[]> => this.rows(sql);
    return {
      registrants: await of(`select id, kind, status, name, given_name, family_name, sex, birth_date, address, area
from registry.registrant order by id`),
      identifiers: await of('select * from registry.registrant_identifier order by registrant_id, type, value'),
      memberships: await of(`select group_id, individual_id, end_date from registry.group_membership order by 1, 2`),
      kinds: await of('select group_id, individual_id, kind from registry.group_membership_kind order by 1, 2, 3'),
      audit: await of(
        'select subject_id, action, changes from registry.audit_log order by subject_id, action, changes::text',
      ),
    };
  }

  async takeDown(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await this.pool.end();
    await deleteTopics(
      this.connection,
      topicSpecifications({ topicPrefix: this.prefix, partitions: 1, replicationFactor: 1 }).map(({ name }) => name),
    );
  }
}

/**
 * Runs a test in a deployment of its own and takes it down afterwards.
 *
 * @param id deployment id, when two deployments of a test are to give the same ids, one after the other
 */
export const withWhole = async (
  use: (deployment: WholeDeployment) => Promise<void>,
  id = uniqueName('letters'),
): Promise<void> => {
  const { brokers, schemaRegistryUrl } = await useStack();
  const [broker = ''] = brokers;
  const database = await createTestDatabase();
  const prefix = `${uniqueName('letters')}.`;
  const deployment = new WholeDeployment(id, prefix, broker, schemaRegistryUrl, database.url);
  try {
    await ensureTopics(
      deployment.connection,
      topicSpecifications({ topicPrefix: prefix, partitions: 2, replicationFactor: 1 }),
    );
    await deployment.codec.register();
    await migrate({ url: database.url, applicationName: 'test' }, [
      stageMigrations,
      ...processorMigrations,
      registryMigrations,
    ]);
    await use(deployment);
  } finally {
    await deployment.takeDown();
    await database.drop();
  }
};

/** A defect that refuses what has this key in the log. */
export const refusing =
  (wanted: (input: InputRecord) => boolean, component: string): Defect =>
  (input) =>
    wanted(input)
      ? new EtlError('TEST_REFUSED', 'record', 'refused by a test', { component, field: 'name' })
      : undefined;
