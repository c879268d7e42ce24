import type { PoolOptions } from '../postgres/index.ts';

/**
 * Options of the connections that a rebuild needs: their statements wait as long as bulk work takes.
 *
 * @param workers partitions that are read at once
 */
export const patientPool = (workers: number): PoolOptions => ({
  size: workers + 3,
  statementTimeout: 0,
  queryTimeout: 0,
  idleInTransactionTimeout: 0,
  lockTimeout: 60_000,
  connectTimeout: 15_000,
});
