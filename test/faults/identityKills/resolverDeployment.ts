import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { stringify } from 'yaml';
import { allMigrations } from '../../../runtime/cli/program.ts';
import { configSchema } from '../../../runtime/config/schema.ts';
import type { Config } from '../../../runtime/config/schema.ts';
import { openDeployment } from '../../../runtime/deployment/deployment.ts';
import type { Deployment } from '../../../runtime/deployment/deployment.ts';
import { topicSpecifications } from '../../../runtime/deployment/topics.ts';
import { statePolicy } from '../../../runtime/holds/index.ts';
import { deleteTopics, ensureTopics, transactionalPublisher, watermarks } from '../../../runtime/kafka/index.ts';
import type { TransactionalPublisher } from '../../../runtime/kafka/index.ts';
import { migrate } from '../../../runtime/postgres/index.ts';
import { uniqueName } from '../../support/stack.ts';
import { inputAt, polledAt } from '../../unit/processors/support/records.ts';
import type { SourceValue } from '../../unit/processors/support/records.ts';
import { directPool } from '../world/ground.ts';
import { SupervisedWorker } from '../world/worker.ts';

/** Where the services are. */
export interface Services {
  readonly broker: string;
  readonly schemaRegistryUrl: string;
  readonly postgresUrl: string;
  /** For configurations and logs. */
  readonly directory: string;
}

/** Where the resolver stands. */
export interface ResolverPosition {
  readonly next: number;
  readonly published: number;
  readonly epoch: number;
  /** Process id of whoever has the partition. */
  readonly owner: number;
}

/** Topics and a database of a run's own, and resolvers of the real program on them. */
export class ResolverDeployment {
  readonly prefix: string;
  readonly pool: pg.Pool;
  readonly resolvers: readonly SupervisedWorker[];
  readonly #services: Services;
  readonly #deployment: Deployment;
  readonly #publisher: TransactionalPublisher;
  readonly #config: Config;
  /** Offset after the last message: each transaction takes one more for its marker. */
  #end = 0;

  private constructor(services: Services, config: Config, resolvers: readonly SupervisedWorker[]) {
    this.#services = services;
    this.#config = config;
    this.prefix = config.kafka.topicPrefix;
    this.resolvers = resolvers;
    this.#deployment = openDeployment(config, () => undefined);
    this.#publisher = transactionalPublisher(this.#deployment.kafka, `${this.prefix}log`);
    this.pool = directPool(config.postgres.url, 2);
  }

  /**
   * Makes topics, schemas and a database.
   *
   * @param name deployment id: two runs of one log must have the same, for it gives registrants their ids
   * @param program path of the bundled program
   */
  static async create(services: Services, name: string, program: string, workers: number): Promise<ResolverDeployment> {
    const run = uniqueName('kills');
    const database = run.replaceAll('-', '_');
    const admin = directPool(services.postgresUrl, 1);
    await admin.query(`create database ${pg.escapeIdentifier(database)}`);
    await admin.end();
    const url = new URL(services.postgresUrl);
    url.pathname = `/${database}`;
    const written = {
      deployment: name,
      secret: 'of this test alone, of this test alone',
      kafka: {
        brokers: [services.broker],
        topicPrefix: `${run}.`,
        partitions: 3,
        sessionTimeout: '10s',
        heartbeatInterval: '1s',
        rebalanceTimeout: '15s',
        transactionTimeout: '20s',
      },
      schemaRegistry: { url: services.schemaRegistryUrl },
      postgres: { url: url.href },
      log: { level: 'info' },
    };
    mkdirSync(services.directory, { recursive: true });
    const configuration = join(services.directory, `${run}.yaml`);
    writeFileSync(configuration, stringify(written));
    const resolvers = Array.from({ length: workers }, (_, index) => {
      const worker = `${run}-${String(index + 1)}`;
      const logFile = join(services.directory, `${worker}.log`);
      return new SupervisedWorker({ name: worker, role: 'processor', program, configuration, logFile });
    });
    const made = new ResolverDeployment(services, configSchema.parse(written), resolvers);
    await ensureTopics(made.#deployment.kafka, topicSpecifications(made.#config.kafka));
    await made.#deployment.codec.register();
    await migrate(made.#deployment.postgres, allMigrations);
    await made.#publisher.open();
    // The first resolver would put what the configuration states wherever the log had come to by then.
    await statePolicy(made.#deployment);
    const marks = await watermarks(made.#deployment.kafka, `${made.prefix}source.records`, [0]);
    made.#end = marks.get(0)?.high ?? 0;
    return made;
  }

  /** Offset behind the last message of the log. */
  get end(): number {
    return this.#end;
  }

  /** Publishes a part of the log, in one transaction. */
  async publish(values: readonly SourceValue[]): Promise<void> {
    const topic = `${this.prefix}source.records`;
    const messages = values.map((value) => {
      const { key, type, value: content } = inputAt(0, value);
      const bytes = content === null ? null : this.#deployment.codec.encode(topic, type ?? '', content as object);
      // Two logs of one content have other Kafka timestamps.
      return { topic, partition: 0, key, value: bytes, headers: { ce_time: new Date(polledAt).toISOString() } };
    });
    await this.#publisher.publish(messages);
    this.#end += messages.length + 1;
  }

  async position(): Promise<ResolverPosition> {
    const { rows } = await this.pool.query<{ next: number; published: number; epoch: number; owner: string }>(
      `select next_offset::float8 as next, published_offset::float8 as published, epoch::float8 as epoch, owner
         from registry_stream.stream_offset where stage = 'identity'`,
    );
    const [row] = rows;
    if (row === undefined) return { next: 0, published: 0, epoch: 0, owner: 0 };
    return { ...row, owner: Number(row.owner.slice(row.owner.lastIndexOf(':') + 1)) };
  }

  async stopResolvers(): Promise<void> {
    await Promise.all(this.resolvers.map((worker) => worker.stop()));
  }

  /** Ends everything, and removes topics and database. */
  async close(): Promise<void> {
    await Promise.all(this.resolvers.map((worker) => worker.close()));
    await this.#publisher.close();
    await deleteTopics(
      this.#deployment.kafka,
      topicSpecifications(this.#config.kafka).map(({ name }) => name),
    );
    await this.#deployment.close();
    await this.pool.end();
    const admin = directPool(this.#services.postgresUrl, 1);
    const database = new URL(this.#config.postgres.url).pathname.slice(1);
    await admin.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`);
    await admin.end();
  }
}
