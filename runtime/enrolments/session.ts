import type { Pool } from 'pg';
import type { Query } from '../../core/streamProcessor.ts';
import { postgresError, typedQuery } from '../postgres/index.ts';

// Any number, as long as every release uses the same and nothing else in the database does.
const LOCK = 7_203_114_003;

/**
 * After this the server ends a session that asks nothing. A process that lives asks each second; one that is frozen, or
 * gone with its machine without a word, must not keep the lock from the others.
 */
const IDLE_LIMIT = '60s';

/** A session in PostgreSQL that holds, or waits for, the lock of the one that carries enrolments to the log. */
export interface RelaySession {
  /** On this session alone: it fails once the lock may be lost. Errors are typed. */
  readonly query: Query;
  /** Takes the lock unless another session has it; true when it is held. */
  lock(): Promise<boolean>;
  /** Ends the session, and with it the lock. */
  end(): void;
}

/** @throws EtlError `transient` when PostgreSQL cannot be reached, `config` when it refuses */
export const openRelaySession = async (pool: Pool): Promise<RelaySession> => {
  const doing = 'carrying changes of enrolments to the log';
  const client = await pool.connect().catch((thrown: unknown) => {
    throw postgresError(thrown, doing);
  });
  const query = typedQuery(client, doing);
  let ended = false;
  let held = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    // Not back to the pool: the lock is the session's.
    client.release(true);
  };
  try {
    await query("select set_config('idle_session_timeout', $1, false)", [IDLE_LIMIT]);
  } catch (thrown) {
    end();
    throw thrown;
  }
  return {
    query,
    end,
    lock: async () => {
      held ||= (await query('select pg_try_advisory_lock($1) as locked', [LOCK]))[0]?.['locked'] === true;
      return held;
    },
  };
};
