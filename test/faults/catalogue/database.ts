import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { waitFor } from '../../support/stack.ts';
import type { World } from '../world/world.ts';
import type { FaultKind } from './fault.ts';

const postgresRestarted: FaultKind = {
  kind: 'PostgreSQL immediate restart',
  weight: 3,
  short: true,
  draw: () => ({
    detail: '',
    uses: ['postgres', 'kafka', 'schemaRegistry'],
    inject: async ({ ground }) => {
      const { postgres } = ground.stack.services;
      const pid = postgres.pid();
      // SIGQUIT to the postmaster is what `pg_ctl stop -m immediate` sends.
      await postgres.kill('SIGQUIT');
      await waitFor('PostgreSQL to end', () => Promise.resolve(!isAlive(pid)), 30_000);
      await postgres.start();
    },
  }),
};

const isAlive = (pid: number | undefined): boolean => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

const answerLost: FaultKind = {
  kind: 'connection killed between COMMIT and its answer',
  weight: 4,
  short: true,
  draw: (random) => {
    const role = random.pick(['processor', 'sink'] as const);
    return {
      detail: role,
      uses: [role, 'postgres'],
      inject: async (world) => {
        const links = world.of(role).map(({ postgres }) => postgres);
        const before = links.reduce((sum, { lost }) => sum + lost, 0);
        for (const link of links) link.loseNextAnswerTo('with claim as (');
        try {
          await waitFor(
            'an answer to be lost',
            () => Promise.resolve(links.reduce((sum, { lost }) => sum + lost, 0) > before),
            30_000,
          );
        } finally {
          for (const link of links) link.clear();
        }
      },
    };
  },
};

const inTransaction = async (world: World, use: (client: pg.PoolClient) => Promise<void>): Promise<void> => {
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    await use(client);
    await client.query('rollback');
    client.release();
  } catch (thrown) {
    client.release(true);
    throw thrown;
  }
};

const lockHeld: FaultKind = {
  kind: 'lock held',
  weight: 2,
  short: true,
  draw: (random) => {
    const table = random.pick(['registry.registrant', 'registry_stream.stream_offset', 'registry.audit_log'] as const);
    const milliseconds = random.integer(2_500, 5_000);
    return {
      detail: `on ${table} for ${String(milliseconds)} ms`,
      uses: ['postgres'],
      inject: (world) =>
        inTransaction(world, async (client) => {
          await client.query(`lock table ${table} in share row exclusive mode`);
          await pause(milliseconds);
        }),
    };
  },
};

/** How many deadlocks the database has broken so far. */
const deadlocks = async ({ pool }: World): Promise<number> => {
  const { rows } = await pool.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0]?.deadlocks ?? 0);
};

const deadlock: FaultKind = {
  kind: 'deadlock',
  weight: 2,
  draw: () => ({
    detail: 'the stage is the victim',
    uses: ['postgres', 'sink'],
    inject: (world) =>
      inTransaction(world, async (client) => {
        // Whoever waits longer than its own timeout looks for a deadlock, and is its victim: never this session.
        await client.query("set local deadlock_timeout = '60s'");
        const before = await deadlocks(world);
        await client.query('select 1 from registry.registrant for update');
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        await waitFor(
          'a stage to wait for the lock',
          async () => {
            const blocked = await world.pool.query(
              'select 1 from pg_stat_activity where $1::int = any(pg_blocking_pids(pid))',
              [rows[0]?.pid],
            );
            return blocked.rowCount !== 0;
          },
          20_000,
        );
        await client.query("select 1 from registry_stream.stream_offset where stage = 'registry' for update");
        await waitFor('the deadlock to be counted', async () => (await deadlocks(world)) > before, 20_000);
      }),
  }),
};

const diskFull: FaultKind = {
  kind: 'disk full',
  weight: 2,
  short: true,
  draw: (random) => {
    const table = random.pick(['registry.audit_log', 'registry_stream.outbox', 'registry.registrant'] as const);
    const milliseconds = random.integer(1_500, 4_000);
    return {
      detail: `at ${table} for ${String(milliseconds)} ms`,
      uses: ['postgres'],
      inject: async ({ pool }) => {
        // What PostgreSQL says when a file cannot grow: SQLSTATE 53100.
        await pool.query(`create or replace function public.no_space() returns trigger language plpgsql as
          $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
        await pool.query(`create trigger no_space before insert on ${table} execute function public.no_space()`);
        try {
          await pause(milliseconds);
        } finally {
          await waitFor(
            'the disk to have space again',
            async () => {
              await pool.query(`drop trigger if exists no_space on ${table}`);
              return true;
            },
            60_000,
          );
        }
      },
    };
  },
};

const terminated: FaultKind = {
  kind: 'database sessions ended by an administrator',
  weight: 2,
  draw: () => ({
    detail: 'all of them',
    uses: ['postgres'],
    inject: async ({ pool, name }) => {
      await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = $1`,
        [`registry-stream-${name}`],
      );
    },
  }),
};

/** Faults of the database. */
export const databaseFaults: readonly FaultKind[] = [
  postgresRestarted,
  answerLost,
  lockHeld,
  deadlock,
  diskFull,
  terminated,
];
