import type { Query } from '../../core/streamProcessor.ts';
import type { Config } from '../config/schema.ts';
import { codec, kafkaConnection, schemaIds, watermarks } from '../kafka/index.ts';
import type { Codec, KafkaConnection, Watermarks } from '../kafka/index.ts';
import { connectError, createPool } from '../postgres/index.ts';
import type { PoolOptions, PostgresConfig } from '../postgres/index.ts';
import type { Log } from '../telemetry/log.ts';
import { topicName, typeCatalogue } from './topics.ts';
import { viewCatalogue } from './views.ts';

type Pool = ReturnType<typeof createPool>;

/** The connections of a deployment; everything is connected when it is first used. */
export interface Deployment {
  readonly config: Config;
  readonly kafka: KafkaConnection;
  readonly codec: Codec;
  /** For the stages: every wait ends before a session times out. */
  readonly pool: Pool;
  readonly postgres: PostgresConfig;
  /** Runs a statement outside the stages; errors come typed. */
  readonly query: Query;
  readonly log: Log;
  /** Name in Kafka of a logical topic. */
  readonly topic: (logicalName: string) => string;
  /** Watermarks of a logical topic, by partition. */
  readonly watermarks: (logicalName: string) => Promise<ReadonlyMap<number, Watermarks>>;
  close(): Promise<void>;
}

type Tls = Config['postgres']['ssl'];

const kafkaTls = (ssl: Tls): { readonly ssl?: boolean | { ca?: string; cert?: string; key?: string } } => {
  if (ssl === undefined) return {};
  if (typeof ssl === 'boolean') return { ssl };
  return { ssl: definedOnly({ ca: ssl.ca, cert: ssl.cert, key: ssl.key, rejectUnauthorized: ssl.rejectUnauthorized }) };
};

const definedOnly = <T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } =>
  // Absent and undefined are two things under exactOptionalPropertyTypes; zod's optional keys may be either.
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };

/**
 * Reads of a person or a program that waits: they take no connection from the stages, and as long as it needs. A
 * stage's own statements must end before its session times out; these need not.
 */
const patientReads = { size: 2, statementTimeout: 60_000, queryTimeout: 65_000, connectTimeout: 15_000 };

/** Waits of the stages' statements: shares of the session timeout, but never longer than with one of six seconds. */
const stageWaits = (sessionTimeout: number): PoolOptions => {
  const session = Math.min(sessionTimeout, 6_000);
  return {
    statementTimeout: Math.round((session * 4) / 6),
    queryTimeout: Math.round((session * 5) / 6),
    lockTimeout: Math.round((session * 2) / 6),
    idleInTransactionTimeout: Math.round((session * 3) / 6),
    connectTimeout: Math.round((session * 3) / 6),
  };
};

/** The connections that the configuration describes. Connecting, and failing to, comes with the first use. */
export const openDeployment = (config: Config, log: Log): Deployment => {
  const kafka = kafkaConnection(
    {
      brokers: config.kafka.brokers,
      clientId: `registry-stream-${config.deployment}`,
      ...kafkaTls(config.kafka.ssl),
      ...(config.kafka.sasl === undefined ? {} : { sasl: config.kafka.sasl }),
    },
    log,
  );
  const postgres: PostgresConfig = {
    url: config.postgres.url,
    applicationName: `registry-stream-${config.deployment}`,
    ...(config.postgres.ssl === undefined
      ? {}
      : { ssl: typeof config.postgres.ssl === 'boolean' ? config.postgres.ssl : definedOnly(config.postgres.ssl) }),
  };
  const onBroken = (details: Readonly<Record<string, string | number | boolean>>): void => {
    log('warn', 'a connection to the database broke; it is replaced', details);
  };
  const size = 2 * config.kafka.partitions + 4;
  const pool = createPool(postgres, { ...stageWaits(config.kafka.sessionTimeout), size }, onBroken);
  const readers = createPool(postgres, patientReads, onBroken);
  const topic = (logicalName: string): string => topicName(config.kafka.topicPrefix, logicalName);
  return {
    config,
    kafka,
    codec: codec(
      [...typeCatalogue(config.kafka.topicPrefix), ...viewCatalogue(config)],
      schemaIds(definedOnly(config.schemaRegistry)),
    ),
    pool,
    postgres,
    log,
    topic,
    query: async (sql, parameters) => {
      try {
        return (await readers.query<Record<string, unknown>>(sql, [...parameters])).rows;
      } catch (thrown) {
        throw connectError(thrown, 'reading the database');
      }
    },
    watermarks: (logicalName) => watermarks(kafka, topic(logicalName)),
    close: async () => {
      await Promise.all([pool.end(), readers.end()]);
    },
  };
};
