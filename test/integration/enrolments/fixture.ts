import pg from 'pg';
import { startEnrolmentRelay } from '../../../runtime/enrolments/index.ts';
import type { EnrolmentRelay, EnrolmentRelayOptions } from '../../../runtime/enrolments/index.ts';
import { topicSpecifications, typeCatalogue } from '../../../runtime/deployment/topics.ts';
import {
  codec,
  deleteTopics,
  ensureTopics,
  kafkaConnection,
  readToEnd,
  schemaIds,
} from '../../../runtime/kafka/index.ts';
import type { Codec, KafkaConnection } from '../../../runtime/kafka/index.ts';
import { createPool, migrate } from '../../../runtime/postgres/index.ts';
import { stageMigrations } from '../../../runtime/stage/index.ts';
import type { Enrolment } from '../../../schemas/generated/types.ts';
import { registryMigrations, upsertPrograms } from '../../../sinks/index.ts';
import { createTestDatabase, uniqueName, useStack, waitFor, type TestDatabase } from '../../support/stack.ts';

/** An enrolment in the log. */
export interface Published extends Enrolment {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A line of a relay's log. */
export interface Line {
  readonly level: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** A relay with what it has said. */
export interface TestRelay extends EnrolmentRelay {
  /** `application_name` of its sessions. */
  readonly name: string;
  readonly lines: readonly Line[];
  /** Milliseconds for which it could not work, as it told them. */
  readonly failing: readonly number[];
  /** Ends it, and waits until its connections are closed. */
  close(): Promise<void>;
}

/** A registry with the programme Cash, and a log. */
export class EnrolmentGround {
  readonly deployment: string;
  readonly database: TestDatabase;
  readonly broker: string;
  readonly topic: string;
  readonly codec: Codec;
  readonly client: pg.Client;
  readonly #connection: KafkaConnection;
  readonly #relays: TestRelay[] = [];

  constructor(deployment: string, database: TestDatabase, broker: string, schemaRegistryUrl: string) {
    this.deployment = deployment;
    this.database = database;
    this.broker = broker;
    this.topic = `${deployment}.source.records`;
    this.codec = codec(typeCatalogue(`${deployment}.`), schemaIds({ url: schemaRegistryUrl }));
    this.client = new pg.Client({ connectionString: database.url });
    this.#connection = kafkaConnection({ brokers: [broker], clientId: deployment }, () => undefined);
  }

  async open(): Promise<void> {
    const settings = { topicPrefix: `${this.deployment}.`, partitions: 1, replicationFactor: 1 };
    const topics = topicSpecifications(settings).filter(({ name }) => name === this.topic);
    await ensureTopics(this.#connection, topics);
    await this.codec.register();
    await migrate({ url: this.database.url, applicationName: 'test' }, [stageMigrations, registryMigrations]);
    await this.client.connect();
    await upsertPrograms((sql, parameters) => this.query(sql, parameters), [{ name: 'Cash', target: 'individual' }]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#relays.map((relay) => relay.close()));
    await this.client.end();
    await this.database.drop();
    await deleteTopics(this.#connection, [this.topic]);
  }

  async query(sql: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.client.query<Record<string, unknown>>(sql, [...parameters])).rows;
  }

  /** A caseworker's change. */
  async set(registrantId: string, state: string): Promise<void> {
    await this.query(
      `insert into registry.program_membership (registrant_id, program_id, state)
select $1, id, $2 from registry.program where name = 'Cash'
on conflict (registrant_id, program_id) do update set state = excluded.state`,
      [registrantId, state],
    );
  }

  /** @param broker `host:port`; the real one when absent */
  relay(broker = this.broker, options: Partial<EnrolmentRelayOptions> = {}): TestRelay {
    const name = uniqueName('relay');
    const lines: Line[] = [];
    const failing: number[] = [];
    const pool = createPool({ url: this.database.url, applicationName: name }, { size: 2 }, () => undefined);
    const relay = startEnrolmentRelay({
      deployment: this.deployment,
      pool,
      connection: kafkaConnection({ brokers: [broker], clientId: name, requestTimeout: 1000 }, () => undefined),
      codec: this.codec,
      topicPrefix: `${this.deployment}.`,
      observer: {
        published: () => undefined,
        failing: (milliseconds) => failing.push(milliseconds),
      },
      log: (level, message, context = {}) => lines.push({ level, message, context }),
      ...options,
    });
    let closed: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await relay.stop(10_000);
      await pool.end();
    };
    const test = {
      ended: relay.ended,
      stop: (deadline: number) => relay.stop(deadline),
      name,
      lines,
      failing,
      close: () => (closed ??= close()),
    };
    this.#relays.push(test);
    return test;
  }

  /** Ends the sessions of a relay, as an administrator or a restart does; true when there was one. */
  async endSessions({ name }: TestRelay): Promise<boolean> {
    const sql = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1';
    return (await this.query(sql, [name])).length > 0;
  }

  /** Which of the relays holds the lock. */
  async holder(): Promise<unknown> {
    const [row] = await this.query(
      `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
where l.locktype = 'advisory' and l.granted and a.datname = current_database()`,
    );
    return row?.['name'];
  }

  async waiting(): Promise<number> {
    const [row] = await this.query('select count(*)::int as waiting from registry_stream.enrolment_change');
    return Number(row?.['waiting']);
  }

  async untilDrained(): Promise<void> {
    await waitFor('every change to reach the log', async () => (await this.waiting()) === 0, 40_000);
  }

  /** The committed enrolments in the order of the log. */
  async published(): Promise<readonly Published[]> {
    const found: Published[] = [];
    await readToEnd(this.#connection, {
      topic: this.topic,
      onMessages: async (_, messages) => {
        await this.codec.load(messages.map(({ value }) => value));
        for (const { key, value, headers } of messages)
          if (value !== null) found.push({ ...(this.codec.decode(value).value as Enrolment), key, headers });
      },
    });
    return found;
  }

  /** The states of an enrolment in the order of the log. */
  async states(registrantId: string): Promise<readonly string[]> {
    return (await this.published()).filter((one) => one.registrantId === registrantId).map(({ state }) => state);
  }
}

/** Makes a registry and a log, uses them, and removes them with all relays. */
export const onGround = async (use: (ground: EnrolmentGround) => Promise<void>): Promise<void> => {
  const { brokers, schemaRegistryUrl } = await useStack();
  const ground = new EnrolmentGround(
    uniqueName('enrolments'),
    await createTestDatabase(),
    brokers[0] ?? '',
    schemaRegistryUrl,
  );
  await ground.open();
  try {
    await use(ground);
  } finally {
    await ground.close();
  }
};
