import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import type { ColumnType } from '../../core/streamProcessor.ts';
import { EtlError } from '../../core/errors.ts';
import { columnSource } from '../../runtime/stage/columnArrays.ts';
import { createTestDatabase, type TestDatabase } from '../support/stack.ts';

const columns = {
  id: 'uuid',
  name: 'text',
  flag: 'boolean',
  small: 'integer',
  large: 'bigint',
  day: 'date',
  moment: 'timestamptz',
  document: 'jsonb',
  list: 'text[]',
} as const satisfies Record<string, ColumnType>;

type Row = Readonly<Record<keyof typeof columns, unknown>>;

/** PostgreSQL keeps no NUL in a text. */
const text = fc.string({ unit: 'grapheme', maxLength: 80 }).map((one) => one.replaceAll('\0', ''));

const moment = fc.date({
  min: new Date('0001-01-02T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});

const row: fc.Arbitrary<Row> = fc.record({
  id: fc.uuid(),
  name: fc.option(text),
  flag: fc.option(fc.boolean()),
  small: fc.option(fc.integer()),
  large: fc.option(fc.maxSafeInteger()),
  day: fc.option(moment.map((one) => one.toISOString().slice(0, 10))),
  moment: fc.option(moment.map((one) => one.toISOString())),
  document: fc.option(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.array(fc.boolean()), fc.constant(null)))),
  list: fc.option(fc.array(text, { maxLength: 4 })),
});

const asRecordset = Object.entries(columns)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

describe('rows as binary arrays', () => {
  let database: TestDatabase;
  let client: pg.Client;

  before(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });

  after(async () => {
    await client.end();
    await database.drop();
  });

  const throughArrays = async (rows: readonly Row[]): Promise<unknown> => {
    const values: unknown[] = [];
    const source = columnSource(columns, rows, (value) => `$${String(values.push(value))}`);
    return (await client.query(`select to_jsonb(r) as row from ${source}`, values)).rows;
  };

  it('arrive as the same rows do that travel as JSON', () =>
    fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const asJson = await client.query(
          `select to_jsonb(r) as row from json_to_recordset($1::json) as r(${asRecordset})`,
          [JSON.stringify(rows)],
        );
        expect(await throughArrays(rows)).to.deep.equal(asJson.rows);
      }),
      { numRuns: 60 },
    ));

  it('carry bytes as they are', async () => {
    const values: unknown[] = [];
    const some = [Buffer.from([0, 255, 1]), Buffer.alloc(0), Buffer.alloc(100_000, 7)];
    const rows = some.map((bytes) => ({ bytes }));
    const source = columnSource({ bytes: 'bytea' }, rows, (value) => `$${String(values.push(value))}`);
    const found = await client.query<{ readonly bytes: Buffer }>(`select r.bytes from ${source}`, values);
    expect(found.rows.map(({ bytes }) => bytes.equals(some[0] ?? bytes) || bytes.length)).to.deep.equal([
      true,
      0,
      100_000,
    ]);
  });

  for (const [column, value] of [
    ['id', 'no uuid'],
    ['id', '0c1d0f4e-0000-5000-a000-00000000000g'],
    ['day', '31 April'],
    ['day', '2023-02-29'],
    ['moment', 'soon'],
    ['small', 2 ** 31],
    ['large', 2 ** 60],
    ['flag', 'yes'],
    ['name', 5],
    ['list', 'a text'],
  ] as const)
    it(`are refused as data when ${column} is ${String(value)}`, () => {
      const wrong = { [column]: value } as unknown as Row;
      expect(() => columnSource(columns, [wrong], () => '$1'))
        .to.throw(EtlError)
        .and.to.include({ code: 'POSTGRES_DATA', fault: 'record' });
    });
});
