import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import pg from 'pg';
import type { MigrationSet } from '../../../core/migration.ts';
import type { Query } from '../../../core/streamProcessor.ts';
import { migrate } from '../../../runtime/postgres/index.ts';
import type { PostgresConfig } from '../../../runtime/postgres/index.ts';
import { stageMigrations } from '../../../runtime/stage/migrations.ts';
import {
  registryCounts,
  registryMigrations,
  removeEnrolmentChanges,
  upsertPrograms,
  waitingEnrolmentChanges,
} from '../../../sinks/index.ts';
import { idOf, input, registrant } from '../../unit/sinks/postgres/events.ts';
import { createTestDatabase, uniqueName, waitFor } from '../../support/stack.ts';
import { openRegistry, type TestRegistry } from './database.ts';

const person = idOf(1);
const inProgram = (state: string, who = person): string =>
  `insert into registry.program_membership (registrant_id, program_id, state)
select '${who}', id, '${state}' from registry.program where name = 'Cash'`;

/** What a caseworker does to an enrolment in some state, and what is to be written down of it. */
const transitions: readonly (readonly [what: string, from: string | null, sql: string, written: readonly string[]])[] =
  [
    ['draft → enrolled', 'draft', "update registry.program_membership set state = 'enrolled'", ['1 enrolled']],
    [
      'draft → not_eligible',
      'draft',
      "update registry.program_membership set state = 'not_eligible'",
      ['1 not_eligible'],
    ],
    ['draft → duplicated', 'draft', "update registry.program_membership set state = 'duplicated'", ['1 duplicated']],
    ['enrolled → paused', 'enrolled', "update registry.program_membership set state = 'paused'", ['1 paused']],
    ['enrolled → exited', 'enrolled', "update registry.program_membership set state = 'exited'", ['1 exited']],
    ['exited → enrolled', 'exited', "update registry.program_membership set state = 'enrolled'", ['1 enrolled']],
    ['enrolled → draft', 'enrolled', "update registry.program_membership set state = 'draft'", ['1 draft']],
    ['enrolled → gone', 'enrolled', 'delete from registry.program_membership', ['1 none']],
    ['draft → gone', 'draft', 'delete from registry.program_membership', []],
    ['new draft', null, inProgram('draft'), []],
    ['new and enrolled at once', null, inProgram('enrolled'), ['1 enrolled']],
    ['a date of a draft', 'draft', 'update registry.program_membership set enrollment_date = now()', []],
    ['a date of one enrolled', 'enrolled', 'update registry.program_membership set enrollment_date = now()', []],
    ['enrolled once more', 'enrolled', "update registry.program_membership set state = 'enrolled'", []],
    [
      'moved to another registrant',
      'enrolled',
      `update registry.program_membership set registrant_id = '${idOf(2)}'`,
      ['1 none', '2 enrolled'],
    ],
    [
      'moved and drafted again',
      'enrolled',
      `update registry.program_membership set registrant_id = '${idOf(2)}', state = 'draft'`,
      ['1 none'],
    ],
    ['a draft moved', 'draft', `update registry.program_membership set registrant_id = '${idOf(2)}'`, []],
    [
      'several in one transaction',
      'draft',
      `update registry.program_membership set state = 'enrolled';
update registry.program_membership set state = 'paused';
delete from registry.program_membership`,
      ['1 enrolled', '1 paused', '1 none'],
    ],
  ];

const queryOn =
  (client: pg.Client): Query =>
  async (sql, parameters) =>
    (await client.query<Record<string, unknown>>(sql, [...parameters])).rows;

const states = async (query: Query, limit: number): Promise<readonly string[]> =>
  (await waitingEnrolmentChanges(query, limit)).map(({ state }) => state);

/** A database of its own with two connections. */
const withDatabase = async (
  sets: readonly MigrationSet[],
  use: (client: pg.Client, other: pg.Client, config: PostgresConfig) => Promise<void>,
): Promise<void> => {
  const database = await createTestDatabase();
  const config = { url: database.url, applicationName: 'test' };
  const clients = [1, 2].map(() => new pg.Client({ connectionString: database.url }));
  const [client, other] = clients as [pg.Client, pg.Client];
  try {
    await migrate(config, [stageMigrations, ...sets]);
    await Promise.all(clients.map((one) => one.connect()));
    await use(client, other, config);
  } finally {
    await Promise.all(clients.map((one) => one.end()));
    await database.drop();
  }
};

describe('changes of enrolments in PostgreSQL', () => {
  let registry: TestRegistry;
  const rows = (sql: string) => registry.query(sql, []);
  const waiting = () => waitingEnrolmentChanges(registry.query, 1000);
  const written = async () =>
    (await rows('select registrant_id, state from registry_stream.enrolment_change order by id')).map(
      (row) => `${String(Number(String(row['registrant_id']).slice(-4)))} ${String(row['state'])}`,
    );

  before(async () => {
    registry = await openRegistry();
  });
  after(() => registry.close());

  describe('write down', () => {
    beforeEach(() => rows('begin'));
    afterEach(() => rows('rollback'));

    for (const [what, from, sql, expected] of transitions)
      it(`${what}: ${expected.join(', ') || 'nothing'}`, async () => {
        if (from !== null) await rows(inProgram(from));
        await rows('delete from registry_stream.enrolment_change');
        await rows(sql);
        expect(await written()).to.deep.equal(expected);
      });

    it('the programme by its name, and when it was', async () => {
      const since = Date.now();
      await rows(inProgram('enrolled'));
      const [change] = await waiting();
      expect(change).to.deep.include({ registrantId: person, program: 'Cash', state: 'enrolled' });
      expect(Number.isInteger(change?.changedAt) && Number.isInteger(change?.id)).to.equal(true);
      expect(change?.changedAt).to.be.within(since - 1000, Date.now() + 1000);
    });

    it('nothing of the drafts that the sink makes', async () => {
      const many = Array.from({ length: 200 }, (_, n) => input(n + 1, registrant(n + 1, { programs: ['Cash'] })));
      await registry.apply(...many);
      await registry.apply(...many);
      expect(await rows('select 1 from registry.program_membership')).to.have.length(200);
      expect(await waiting()).to.deep.equal([]);
    });

    it('until they are removed, and status counts them', async () => {
      await rows(inProgram('enrolled'));
      await rows(inProgram('paused', idOf(2)));
      expect((await registryCounts(registry.query)).enrolmentChangesWaiting).to.equal(2);
      await removeEnrolmentChanges(registry.query, await waitingEnrolmentChanges(registry.query, 1));
      expect(await written()).to.deep.equal(['2 paused']);
      expect((await registryCounts(registry.query)).enrolmentChangesWaiting).to.equal(1);
    });

    it('nothing, and refuse the change, when the programme cannot be seen any more', async () => {
      await rows(inProgram('enrolled'));
      const refused = await rows(
        `with gone as (delete from registry.program_membership returning program_id)
delete from registry.program where id in (select program_id from gone)`,
      ).catch((error: unknown) => error);
      expect(refused).to.have.property('message').that.includes('cannot be passed on');
    });
  });

  it("need no right of a caseworker's role but that on the enrolments, and give none", async () => {
    const role = uniqueName('caseworker').replaceAll('-', '_');
    await rows(`create role ${role}`);
    try {
      await rows(`grant usage on schema registry, registry_stream to ${role}`);
      await rows(`grant select, insert, update, delete on registry.program_membership to ${role}`);
      await rows(`grant select on registry.program to ${role}`);
      await rows('begin');
      await rows(`set local role ${role}`);
      // Nothing of the role's own comes in between.
      await rows('create temporary table enrolment_change (state text); set local search_path = pg_temp, public');
      await rows(inProgram('enrolled'));
      await rows("update registry.program_membership set state = 'exited'");
      await rows('savepoint here');
      const refused = async (sql: string) => {
        const error = await rows(sql).catch((thrown: unknown) => thrown);
        expect(error).to.have.property('code', '42501');
        await rows('rollback to here');
      };
      await refused('select * from registry_stream.enrolment_change');
      await refused("select registry_stream.note_enrolment(gen_random_uuid(), 1, 'enrolled')");
      await refused(`create temporary table mine (registrant_id uuid, program_id bigint, state text);
create trigger forged after insert on mine for each row execute function registry_stream.enrolment_changed()`);
      await rows('reset role');
      expect(await written()).to.deep.equal(['1 enrolled', '1 exited']);
    } finally {
      await rows('rollback');
      await rows(`drop owned by ${role}; drop role ${role}`);
    }
  });

  it('of one enrolment have ids in their order, also when one transaction waits for the other', () =>
    withDatabase([registryMigrations], async (client, other) => {
      const query = queryOn(client);
      await upsertPrograms(query, [{ name: 'Cash', target: 'individual' }]);
      await client.query(inProgram('draft'));
      // It begins first, and changes last.
      await other.query('begin');
      const { rows: begun } = await other.query<{ pid: number }>('select pg_backend_pid() as pid, now()');
      await client.query("begin; update registry.program_membership set state = 'enrolled'");
      const second = other.query("update registry.program_membership set state = 'exited'");
      await waitFor('the second change to wait for the first', async () => {
        const found = await client.query('select 1 where cardinality(pg_blocking_pids($1)) > 0', [begun[0]?.pid]);
        return found.rowCount === 1;
      });
      await client.query('commit');
      await second;
      await other.query('commit');
      const { rows: changes } = await client.query<{ state: string; changed_at: Date }>(
        'select state, changed_at from registry_stream.enrolment_change order by id',
      );
      expect(changes.map(({ state }) => state)).to.deep.equal(['enrolled', 'exited']);
      expect(changes[1]?.changed_at.getTime()).to.be.at.least(changes[0]?.changed_at.getTime() ?? Infinity);
      expect(await states(query, 10)).to.deep.equal(['exited']);
    }));

  it('are told as the newest of each enrolment, also when a smaller id becomes visible late', () =>
    withDatabase([registryMigrations], async (client, other) => {
      const query = queryOn(client);
      await upsertPrograms(query, [{ name: 'Cash', target: 'individual' }]);
      await client.query(inProgram('draft'));
      await client.query("update registry.program_membership set state = 'enrolled'");
      await other.query(`begin; ${inProgram('paused', idOf(2))}`);
      await client.query("update registry.program_membership set state = 'exited'");
      const read = await waitingEnrolmentChanges(query, 2);
      expect(read.map(({ state }) => state)).to.deep.equal(['exited']);
      await other.query('commit');
      expect(await states(query, 2)).to.deep.equal(['paused', 'exited']);
      expect(await states(query, 1)).to.deep.equal(['exited']);
      await client.query(`update registry.program_membership set state = 'enrolled' where registrant_id = '${person}'`);
      // What was read before is removed: neither what nobody had seen, nor what has come since.
      await removeEnrolmentChanges(query, read);
      expect(await states(query, 10)).to.deep.equal(['paused', 'enrolled']);
    }));

  it('that were made before the triggers came wait to be carried as well', () => {
    const before = { ...registryMigrations, migrations: registryMigrations.migrations.slice(0, 5) };
    return withDatabase([before], async (client, _, config) => {
      const query = queryOn(client);
      await upsertPrograms(query, [{ name: 'Cash', target: 'individual' }]);
      for (const [n, state] of ['draft', 'enrolled', 'exited'].entries()) await client.query(inProgram(state, idOf(n)));
      await migrate(config, [stageMigrations, registryMigrations]);
      const changes = await waitingEnrolmentChanges(query, 10);
      expect(changes.map(({ registrantId, state }) => [registrantId, state])).to.deep.equal([
        [idOf(1), 'enrolled'],
        [idOf(2), 'exited'],
      ]);
    });
  });
});
