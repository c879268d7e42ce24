import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Pool } from 'pg';
import { createPool, migrate } from '../../runtime/postgres/index.ts';
import { stageMigrations } from '../../runtime/stage/index.ts';
import { readOutbox } from '../../runtime/stage/offsetStore.ts';
import { createTestDatabase } from '../support/stack.ts';
import type { TestDatabase } from '../support/stack.ts';

const insert = `insert into registry_stream.outbox (stage, topic, partition, "offset", ordinal, target_topic,
  target_partition, key, headers, value, event_id, "time")
values ('s', 'in', $1, $2, $3, 'out', 1, $4, $5, $6, gen_random_uuid(), now())`;

describe('the outbox with a row for each event', () => {
  let database: TestDatabase;
  let pool: Pool;
  const config = () => ({ url: database.url, applicationName: 'test' });

  before(async () => {
    database = await createTestDatabase();
    pool = createPool(config(), {}, () => undefined);
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  it('becomes one with a row for each claim, and loses nothing that waits in it', async () => {
    const earlier = { ...stageMigrations, migrations: stageMigrations.migrations.slice(0, 2) };
    await migrate(config(), [earlier]);
    const rows: unknown[][] = [
      [0, 12, 1, 'b "quoted" \\ Ж', '{"z": "1", "a": "two"}', null],
      [0, 12, 0, 'a', '{}', Buffer.from('first')],
      [0, 14, 0, 'c', '{"ce_id":"x"}', Buffer.alloc(0)],
      [3, 1, 0, 'd', '{}', Buffer.from([0, 255, 1])],
    ];
    for (const row of rows) await pool.query(insert, row);
    await migrate(config(), [stageMigrations]);
    const left = (partition: number, from: number) =>
      readOutbox(pool, { stage: 's', topic: 'in', partition }, from).then((all) => [...all]);
    const to = { topic: 'out', partition: 1 };
    const last = { ...to, offset: 14, ordinal: 0, key: 'c', headers: { ce_id: 'x' }, value: Buffer.alloc(0) };
    expect(await left(0, 12)).to.deep.equal([
      { ...to, offset: 12, ordinal: 0, key: 'a', headers: {}, value: Buffer.from('first') },
      { ...to, offset: 12, ordinal: 1, key: 'b "quoted" \\ Ж', headers: { z: '1', a: 'two' }, value: null },
      last,
    ]);
    expect(await left(0, 13)).to.deep.equal([last]);
    expect(await left(0, 15)).to.deep.equal([]);
    expect((await left(3, 0)).map(({ value }) => value)).to.deep.equal([Buffer.from([0, 255, 1])]);
  });
});
