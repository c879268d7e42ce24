import pg from 'pg';
import type { ClientConfig, Pool } from 'pg';
import { EtlError } from '../../core/errors.ts';
import { COMPONENT, postgresDetails } from './errors.ts';

/** How to reach PostgreSQL. */
export interface PostgresConfig {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** True for TLS with the system's certificate authorities, or PEM texts; absent or false: as the address says. */
  readonly ssl?:
    | boolean
    | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly rejectUnauthorized?: boolean };
  /** Names the process in `pg_stat_activity`. */
  readonly applicationName: string;
}

/** Settings of a pool; times in milliseconds, by default below the session timeout of a consumer (DESIGN §4). */
export interface PoolOptions {
  /** Connections at most; 10. */
  readonly size?: number;
  /** The server ends a statement after this; 4000. */
  readonly statementTimeout?: number;
  /** The server gives up waiting for a lock after this; 2000. */
  readonly lockTimeout?: number;
  /** The server ends a session that leaves a transaction open for this long; 3000. */
  readonly idleInTransactionTimeout?: number;
  /** The client gives up waiting for an answer after this; 5000. */
  readonly queryTimeout?: number;
  /** The client gives up connecting after this; 3000. */
  readonly connectTimeout?: number;
}

const INT8 = 20;

/**
 * Reads a `bigint` column as a number.
 *
 * @throws EtlError `bug` when it is beyond 2⁵³ and would be rounded
 */
const checkedInteger = (text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new EtlError('POSTGRES_UNSAFE_NUMBER', 'bug', 'a bigint of the database is beyond 2⁵³ and would be rounded', {
    component: COMPONENT,
  });
};

const readerOf = pg.types.getTypeParser as (oid: number, format?: string) => unknown;

const types = {
  getTypeParser: (oid: number, format?: string): unknown =>
    oid === INT8 && format !== 'binary' ? checkedInteger : readerOf(oid, format),
} as NonNullable<ClientConfig['types']>;

/** The configuration of one client, shared by the pool and the migrations. */
export const clientConfig = (config: PostgresConfig): ClientConfig => ({
  connectionString: config.url,
  application_name: config.applicationName,
  keepAlive: true,
  types,
  ...(config.ssl === undefined || config.ssl === false ? {} : { ssl: config.ssl === true ? true : { ...config.ssl } }),
});

/**
 * A pool whose statements and waits all end, so that a worker never outlives its membership waiting for the database.
 *
 * `pool.query` destroys a client whose connection broke; whoever takes a client out gives it back with
 * `release(error)` after any error.
 *
 * @param onError hears of connections that broke outside any query, as when the server restarts; they are replaced, so
 *   it is for the log alone. The details hold no data.
 */
export const createPool = (
  config: PostgresConfig,
  options: PoolOptions,
  onError: (details: Readonly<Record<string, string | number | boolean>>) => void,
): Pool => {
  const pool = new pg.Pool({
    ...clientConfig(config),
    max: options.size ?? 10,
    statement_timeout: options.statementTimeout ?? 4000,
    lock_timeout: options.lockTimeout ?? 2000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeout ?? 3000,
    query_timeout: options.queryTimeout ?? 5000,
    connectionTimeoutMillis: options.connectTimeout ?? 3000,
  });
  // A client that is out has no listener of the pool's: without one of its own, a session that the server ends would
  // end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      onError(postgresDetails(error));
    });
  });
  pool.on('error', (error) => {
    onError(postgresDetails(error));
  });
  return pool;
};
