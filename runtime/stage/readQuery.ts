import type { Pool } from 'pg';
import type { Query } from '../../core/streamProcessor.ts';
import { postgresError } from '../postgres/index.ts';

/** How a processor reads: on any connection of the pool, with errors that are typed. */
export const readQuery =
  (pool: Pool): Query =>
  async (text, parameters) => {
    try {
      return (await pool.query({ text, values: [...parameters] })).rows as Record<string, unknown>[];
    } catch (thrown) {
      throw postgresError(thrown, 'reading what the processor needs to know');
    }
  };
