import type { ClientBase, Pool } from 'pg';
import type { Query } from '../../core/streamProcessor.ts';
import { postgresError } from './errors.ts';

/**
 * Runs statements with errors that are typed.
 *
 * @param on any connection of a pool, or one
 * @param doing in words, for the errors
 */
export const typedQuery =
  (on: Pick<ClientBase, 'query'> | Pick<Pool, 'query'>, doing: string): Query =>
  async (text, parameters) => {
    try {
      return (await on.query({ text, values: [...parameters] })).rows as Record<string, unknown>[];
    } catch (thrown) {
      throw postgresError(thrown, doing);
    }
  };
