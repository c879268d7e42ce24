/** PostgreSQL: connections, migrations, and what its errors mean. */
export { createPool } from './pool.ts';
export type { PoolOptions, PostgresConfig } from './pool.ts';
export { migrate } from './migrate.ts';
export type { AppliedMigration } from './migrate.ts';
export { connectError } from './connectError.ts';
export { postgresDetails, postgresError, sqlState, troubleOf } from './errors.ts';
export { typedQuery } from './typedQuery.ts';
