import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { EtlError } from '../../core/errors.ts';
import type { MigrationSet } from '../../core/migration.ts';
import { createPool, migrate } from '../../runtime/postgres/index.ts';
import { stageMigrations } from '../../runtime/stage/index.ts';
import { createTestDatabase, waitFor } from '../support/stack.ts';
import type { TestDatabase } from '../support/stack.ts';

const set: MigrationSet = {
  component: 'test/thing-1',
  schemas: ['things'],
  migrations: [
    { name: '001-thing', sql: `create table things.thing (a jsonb); create index on things.thing ((a ? 'key'));` },
    { name: '002-more', sql: 'alter table things.thing add column b bigint not null default 9007199254740991' },
  ],
};

describe('migrations', () => {
  let database: TestDatabase;
  const config = (url = database.url): { url: string; applicationName: string } => ({ url, applicationName: 'test' });

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  const refusal = async (url: string): Promise<EtlError> => {
    try {
      await migrate(config(url), [set]);
    } catch (thrown) {
      return thrown as EtlError;
    }
    throw new Error('nothing was refused');
  };

  it('are applied once, however many run them at the same time', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrate(config(), [stageMigrations, set])));
    expect(runs.flat().map(({ component, name }) => `${component} ${name}`)).to.have.members([
      'runtime/stage 001-stage',
      'runtime/stage 002-tombstones',
      'runtime/stage 003-outbox-of-claims',
      'test/thing-1 001-thing',
      'test/thing-1 002-more',
    ]);
    expect(await migrate(config(), [stageMigrations, set])).to.deep.equal([]);
  });

  it('go on after a run that was killed', async () => {
    const pool = createPool(config(), {}, () => undefined);
    try {
      await pool.query('update registry_stream.migrations_test_thing_1_lock set is_locked = 1');
      expect(await migrate(config(), [set])).to.deep.equal([]);
    } finally {
      await pool.end();
    }
  });

  it('say what to do about a wrong password', async () => {
    const url = new URL(database.url);
    url.password = 'wrong';
    const error = await refusal(url.href);
    expect(error).to.include({ code: 'POSTGRES_LOGIN_REFUSED', fault: 'config' });
    expect(error.message).to.include('password in postgres.url').and.not.include('wrong');
  });

  it('say what to do about a database that is not there', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    expect(await refusal(url.href)).to.include({ code: 'POSTGRES_NO_DATABASE', fault: 'config' });
    url.port = '1';
    expect(await refusal(url.href)).to.include({ code: 'POSTGRES_UNREACHABLE', fault: 'config' });
  });

  it('say what to do about missing rights', async () => {
    const pool = createPool(config(), {}, () => undefined);
    const url = new URL(database.url);
    const role = `guest_${url.pathname.slice(1)}`;
    try {
      await pool.query(`create role ${role} login password 'guest'`);
      [url.username, url.password] = [role, 'guest'];
      await pool.query(`grant usage on schema registry_stream to ${role}`);
      const error = await refusal(url.href);
      expect(error).to.include({ code: 'POSTGRES_RIGHTS_MISSING', fault: 'config' });
      expect(error.message).to.include('grant it CREATE');
    } finally {
      await pool.query(`drop owned by ${role}; drop role ${role}`);
      await pool.end();
    }
  });
});

describe('a pool', () => {
  it('reads bigint as a number and survives sessions that the server ends', async () => {
    const database = await createTestDatabase();
    const broken: unknown[] = [];
    const pool = createPool({ url: database.url, applicationName: 'test' }, {}, (details) => broken.push(details));
    try {
      const { rows } = await pool.query<{ a: number }>('select 9007199254740991::bigint as a');
      expect(rows[0]?.a).to.equal(Number.MAX_SAFE_INTEGER);
      await pool.query('select 9007199254740992::bigint').then(
        () => expect.fail('a number that would be rounded was accepted'),
        (error: unknown) => expect(error).to.include({ code: 'POSTGRES_UNSAFE_NUMBER' }),
      );
      const client = await pool.connect();
      const { rows: own } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      await pool.query('select pg_terminate_backend($1)', [own[0]?.pid]);
      await waitFor('the client to hear that its session has ended', () => Promise.resolve(broken.length > 0));
      const lost = await client.query('select 1').catch((error: unknown) => error);
      client.release(lost as Error);
      expect(lost).to.be.instanceOf(Error);
      expect((await pool.query('select 1')).rows).to.have.lengthOf(1);
    } finally {
      await pool.end();
      await database.drop();
    }
  });
});
