import type { Kafka, KafkaConfig as ClientConfig, RetryOptions, SASLOptions } from 'kafkajs';
import { kafkajs } from './kafkajs.ts';
import { clientLog } from './log.ts';
import type { KafkaLog } from './log.ts';

/** How to reach Kafka. */
export interface KafkaConfig {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  /** Names the process in the broker's logs. */
  readonly clientId: string;
  /** True for TLS with the system's certificate authorities, or PEM texts; absent or false: plain. */
  readonly ssl?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /** Milliseconds to connect in; 3000 when absent. */
  readonly connectionTimeout?: number;
  /** Milliseconds to wait for an answer; 10000 when absent. */
  readonly requestTimeout?: number;
}

/** A Kafka cluster as the rest of the product holds it: it says nothing of the client library in use. */
export interface KafkaConnection {
  readonly config: KafkaConfig;
  readonly log: KafkaLog;
}

// Few and short: the caller retries with its own knowledge, between heartbeats, and a worker that is stuck in the
// client's retries can do neither.
const patient: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1000, factor: 0.2, multiplier: 1.5, retries: 8 };
// After a commit the broker answers CONCURRENT_TRANSACTIONS for a few milliseconds: 500 messages a transaction are
// 32,000/s with 5 ms and 11,000/s with 100 ms.
const transactional: RetryOptions = { ...patient, initialRetryTime: 5, retries: 12 };

const clients = new WeakMap<KafkaConnection, { readonly plain: Kafka; readonly transactional: Kafka }>();

const sslOf = (ssl: KafkaConfig['ssl']): Pick<ClientConfig, 'ssl'> =>
  ssl === undefined ? {} : { ssl: typeof ssl === 'boolean' ? ssl : { ...ssl } };

/**
 * Describes the connection to a cluster; nothing is connected before something uses it.
 *
 * @param log receives the client's own messages: warnings on what it tries again, debug for the rest. Errors that
 *   matter are thrown or handed to callbacks instead.
 */
export const kafkaConnection = (config: KafkaConfig, log: KafkaLog): KafkaConnection => {
  const client = (retry: RetryOptions): Kafka =>
    new kafkajs.Kafka({
      clientId: config.clientId,
      brokers: [...config.brokers],
      ...sslOf(config.ssl),
      ...(config.sasl === undefined ? {} : { sasl: { ...config.sasl } as SASLOptions }),
      connectionTimeout: config.connectionTimeout ?? 3000,
      requestTimeout: config.requestTimeout ?? 10_000,
      enforceRequestTimeout: true,
      retry,
      logLevel: kafkajs.logLevel.INFO,
      logCreator: clientLog(log),
    });
  const connection: KafkaConnection = { config, log };
  clients.set(connection, { plain: client(patient), transactional: client(transactional) });
  return connection;
};

/** The client behind a connection; for this folder only. */
export const clientOf = (connection: KafkaConnection, kind: 'plain' | 'transactional' = 'plain'): Kafka => {
  const found = clients.get(connection);
  if (found === undefined) throw new TypeError('not a connection that kafkaConnection() made');
  return found[kind];
};

/** The client's retry settings for consumers, whose own default replaces the client's. */
export const consumerRetry = patient;
