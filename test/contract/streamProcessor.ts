import avro from 'avsc';
import type { Schema } from 'avsc';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Pool } from 'pg';
import type { MigrationSet } from '../../core/migration.ts';
import type { InputRecord, OutputEvent, Query, StreamProcessor } from '../../core/streamProcessor.ts';
import { createPool, migrate } from '../../runtime/postgres/index.ts';
import { decideAll } from '../../runtime/stage/decisions.ts';
import type { Decided } from '../../runtime/stage/decisions.ts';
import { foldWrites } from '../../runtime/stage/fold.ts';
import { stageMigrations } from '../../runtime/stage/index.ts';
import { raiseEpoch } from '../../runtime/stage/offsetStore.ts';
import { claimStatement } from '../../runtime/stage/statement.ts';
import { schemas } from '../../schemas/generated/schemas.ts';
import { createTestDatabase } from '../support/stack.ts';

/** What the contract needs of a processor's test. */
export interface ProcessorUnderContract<Facts> {
  readonly name: string;
  /** A new processor, without any memory of another. */
  readonly create: () => StreamProcessor<Facts>;
  /** Of one partition, in the order of the log; offsets ascend. Several records of the same subject make it worthwhile. */
  readonly records: readonly InputRecord[];
  /** Of the processor's tables. */
  readonly migrations: readonly MigrationSet[];
  /** Selects that show the processor's rows in a fixed order, without times of writing. */
  readonly rows: readonly string[];
  /** Schemas of event types that are not the product's own. */
  readonly schemas?: Readonly<Record<string, object>>;
}

interface Outcome {
  readonly events: readonly OutputEvent[];
  readonly decided: readonly Decided[];
  readonly rows: readonly unknown[];
  /** Reads of the batch that made the most. */
  readonly reads: number;
}

const withPool = async <T>(sets: readonly MigrationSet[], use: (pool: Pool) => Promise<T>): Promise<T> => {
  const database = await createTestDatabase();
  const config = { url: database.url, applicationName: 'contract' };
  const pool = createPool(config, {}, () => undefined);
  try {
    await migrate(config, [stageMigrations, ...sets]);
    return await use(pool);
  } finally {
    await pool.end();
    await database.drop();
  }
};

const inputOf = (record: InputRecord): Decided['input'] => {
  const { key, headers, timestamp, at } = record;
  return { at, record, message: { offset: at.offset, timestamp, key, headers, value: null } };
};

const eventsOf = ({ decision }: Decided): readonly OutputEvent[] =>
  decision.kind === 'accepted' ? decision.events : [];

/** Runs the records through a new processor in batches of a size, writing as the stage does. */
const run = <Facts>(under: ProcessorUnderContract<Facts>, size: number): Promise<Outcome> =>
  withPool(under.migrations, async (pool) => {
    const processor = under.create();
    const { topic = 'in', partition = 0 } = under.records[0]?.at ?? {};
    const at = { stage: processor.stage, topic, partition };
    const { epoch } = await raiseEpoch(pool, at, 'contract', 0);
    const decided: Decided[] = [];
    let reads = 0;
    let from = 0;
    for (let start = 0; start < under.records.length; start += size) {
      const batch = under.records.slice(start, start + size);
      let queries = 0;
      const query: Query = async (text, values) => {
        queries += 1;
        return (await pool.query({ text, values: [...values] })).rows as Record<string, unknown>[];
      };
      const facts = await processor.read(batch, query);
      const decisions = decideAll(processor, batch.map(inputOf), facts);
      const writes = decisions.flatMap(({ decision }) => (decision.kind === 'accepted' ? decision.writes : []));
      const tables = foldWrites(processor.tables, writes);
      const to = (batch.at(-1)?.at.offset ?? from) + 1;
      const statement = claimStatement({ ...at, from, to, epoch }, { tables, messages: [], outcomes: [], markers: [] });
      const { rows } = await pool.query<{ claimed: number }>({ text: statement.text, values: [...statement.values] });
      expect(rows[0]?.claimed, 'the offset is claimed').to.equal(1);
      decided.push(...decisions);
      reads = Math.max(reads, queries);
      from = to;
    }
    const rows: unknown[] = [];
    for (const select of under.rows) rows.push((await pool.query(select)).rows);
    return { events: decided.flatMap(eventsOf), decided, rows, reads };
  });

const garbage: readonly (readonly [type: string | undefined, value: unknown])[] = [
  [undefined, null],
  ['example.Unknown', {}],
  ['example.Unknown', null],
  ['example.Unknown', { key: 'a text', nested: [1, { deep: true }] }],
  ['', 'a bare text'],
  ['org.registrystream.SourceCheckpoint', { source: 'x' }],
];

/**
 * What every stream processor owes the stage, tried on a real database: call it in the processor's own test.
 *
 * - It makes no difference how the log is cut into batches.
 * - The same records give the same decisions, run after run.
 * - Values that do not belong on the topic are decided on without throwing.
 * - A larger batch needs no more reads.
 * - Events fit the schemas of their types.
 */
export const streamProcessorContract = <Facts>(under: ProcessorUnderContract<Facts>): void => {
  describe(`${under.name} as a stream processor`, () => {
    it('gives the same events and rows for batches of any size', async () => {
      const whole = await run(under, under.records.length);
      expect(whole.events, 'the records of the test lead to events').not.to.deep.equal([]);
      for (const size of [1, 7]) {
        const cut = await run(under, size);
        expect(cut.events, `events in batches of ${String(size)}`).to.deep.equal(whole.events);
        expect(cut.rows, `rows after batches of ${String(size)}`).to.deep.equal(whole.rows);
      }
    });

    it('decides alike on the same records, run after run', async () => {
      const first = await run(under, 13);
      const second = await run(under, 13);
      expect(second.decided.map(({ decision }) => decision)).to.deep.equal(
        first.decided.map(({ decision }) => decision),
      );
    });

    it('reads no more often for more records', async () => {
      const one = await run(under, 1);
      const many = await run(under, under.records.length);
      expect(many.reads).to.be.at.most(Math.max(one.reads, 1) * 2);
    });

    it('throws at nothing that may lie on its topics', () =>
      withPool(under.migrations, async (pool) => {
        const processor = under.create();
        const records = garbage.flatMap(([type, value], index) =>
          processor.inputTopics.map((topic) => ({
            ...{ at: { topic, partition: 0, offset: index }, key: `garbage-${String(index)}`, type, value },
            ...{ headers: {}, timestamp: 0 },
          })),
        );
        const query: Query = async (text, values) =>
          (await pool.query({ text, values: [...values] })).rows as Record<string, unknown>[];
        const facts = await processor.read(records, query);
        const decided = decideAll(processor, records.map(inputOf), facts);
        expect(decided).to.have.lengthOf(records.length);
        expect(await processor.read([], query)).not.to.equal(undefined);
      }));

    it('makes events that fit their schemas', async () => {
      const { events } = await run(under, 50);
      for (const { type, value, time, key } of events) {
        const schema = under.schemas?.[type] ?? schemas[type];
        expect(schema, `schema of ${type}`).not.to.equal(undefined);
        const wrong: string[] = [];
        avro.Type.forSchema(schema as Schema).isValid(value, { errorHook: (path) => wrong.push(path.join('.')) });
        expect(wrong, `fields of ${type} that do not fit`).to.deep.equal([]);
        expect(Number.isSafeInteger(time), `time of ${type}`).to.equal(true);
        expect(key).not.to.equal('');
      }
    });
  });
};
