import { join } from 'node:path';
import pg from 'pg';
import { Kafka, logLevel } from 'kafkajs';
import { defaultStackDirectory } from '../../../dev/stack/places.ts';
import { startStack } from '../../../dev/stack/startStack.ts';
import type { Stack } from '../../../dev/stack/startStack.ts';

/** A broker, a schema registry and a PostgreSQL of the tests' own, to be killed. */
export interface Ground {
  readonly stack: Stack;
  readonly broker: string;
  /** Reaches the broker directly, whatever the workers' network does. */
  readonly kafka: Kafka;
  stop(): Promise<void>;
}

/** Starts the services: always embedded ones, whatever addresses the environment names, for they will be killed. */
export const startGround = async (name = 'faults'): Promise<Ground> => {
  const directory = join(defaultStackDirectory, name);
  const stack = await startStack({ directory, lifetime: 'starter', fresh: true, environment: {} });
  const [broker = ''] = stack.kafka.brokers;
  const kafka = new Kafka({
    clientId: 'faults',
    brokers: [broker],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  return { stack, broker, kafka, stop: () => stack.stop() };
};

/** A pool straight to a database, whose broken connections end nothing. */
export const directPool = (url: string, size = 6): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max: size, connectionTimeoutMillis: 3_000, query_timeout: 20_000 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};
