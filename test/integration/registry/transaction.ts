import type { Query } from '../../../core/streamProcessor.ts';

/** Runs something and takes all its writes back. */
export const inTransaction = async (query: Query, run: () => Promise<void>): Promise<void> => {
  await query('begin', []);
  try {
    await run();
  } finally {
    await query('rollback', []);
  }
};

/** The SQLSTATE with which something failed, or undefined when it did not. */
export const attemptCode = async (query: Query, run: () => Promise<unknown>): Promise<unknown> => {
  await query('savepoint attempt', []);
  try {
    await run();
    return undefined;
  } catch (error) {
    await query('rollback to savepoint attempt', []);
    return (error as { code?: unknown }).code;
  }
};
