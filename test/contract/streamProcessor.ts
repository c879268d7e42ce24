import avro from 'avsc';
import type { Schema } from 'avsc';
import { expect } from 'chai';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import type { Pool } from 'pg';
import { EtlError } from '../../core/errors.ts';
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
  /** Puts reference data into the database. */
  readonly prepare?: (pool: Pool) => Promise<void>;
  /** Codes of the rejects that the records lead to, each at least once. */
  readonly rejects: readonly string[];
  /** Fields of events and rows that hold the database's clock, and so differ from run to run. */
  readonly clocks?: readonly string[];
}

interface Outcome {
  readonly events: readonly OutputEvent[];
  readonly decided: readonly Decided[];
  readonly rows: readonly unknown[];
  /** Reads of the batch that made the most. */
  readonly reads: number;
}

const withPool = async <T, Facts>(
  { migrations, prepare }: ProcessorUnderContract<Facts>,
  use: (pool: Pool) => Promise<T>,
): Promise<T> => {
  const database = await createTestDatabase();
  const config = { url: database.url, applicationName: 'contract' };
  const pool = createPool(config, {}, () => undefined);
  try {
    await migrate(config, [stageMigrations, ...migrations]);
    await prepare?.(pool);
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

const queryOf =
  (pool: Pool): Query =>
  async (text, values) =>
    (await pool.query({ text, values: [...values] })).rows as Record<string, unknown>[];

/** Runs the records through a new processor in batches of some sizes, in turn, writing as the stage does. */
const run = <Facts>(under: ProcessorUnderContract<Facts>, ...sizes: readonly number[]): Promise<Outcome> =>
  runThrough(under, sizes, false);

/**
 * @param trouble every batch is read and decided on in vain before it is carried through, whole and then its first half,
 *   as after failed commits, and after each third one another processor takes over
 */
const runThrough = <Facts>(
  under: ProcessorUnderContract<Facts>,
  sizes: readonly number[],
  trouble: boolean,
): Promise<Outcome> =>
  withPool(under, async (pool) => {
    let processor = await opened(under, pool);
    const at = partitionOf(processor, under.records);
    const { epoch } = await raiseEpoch(pool, at, 'contract', 0);
    const decided: Decided[] = [];
    let reads = 0;
    let from = 0;
    for (let start = 0, turn = 0; start < under.records.length; turn += 1) {
      const batch = under.records.slice(start, start + (sizes[turn % sizes.length] ?? 1));
      start += batch.length;
      if (trouble && turn % 3 === 2) processor = await opened(under, pool);
      if (trouble) await decideInVain(processor, batch, pool);
      const to = (batch.at(-1)?.at.offset ?? from) + 1;
      const carried = await carry(processor, batch, { claim: { ...at, from, to, epoch }, pool });
      decided.push(...withoutClocks(carried.decided, under.clocks));
      reads = Math.max(reads, carried.reads);
      from = to;
    }
    const rows: unknown[] = [];
    for (const select of under.rows) rows.push((await pool.query(select)).rows);
    return { events: decided.flatMap(eventsOf), decided, rows, reads };
  });

/** The partition in which the records lie. */
const partitionOf = <Facts>({ stage }: StreamProcessor<Facts>, [first]: readonly InputRecord[]) => {
  const { topic = 'in', partition = 0 } = first?.at ?? {};
  return { stage, topic, partition };
};

/** A new processor that has read what it keeps in memory. */
const opened = async <Facts>(under: ProcessorUnderContract<Facts>, pool: Pool): Promise<StreamProcessor<Facts>> => {
  const processor = under.create();
  await processor.open?.(queryOf(pool), () => undefined);
  return processor;
};

/** Reads and decides as before a commit that fails: on the whole batch, and then on its first half. */
const decideInVain = async <Facts>(
  processor: StreamProcessor<Facts>,
  batch: readonly InputRecord[],
  pool: Pool,
): Promise<void> => {
  for (const vain of [batch, batch.slice(0, Math.ceil(batch.length / 2))]) {
    await decideAll(processor, vain.map(inputOf), await processor.read(vain, queryOf(pool)));
  }
};

/** Carries a batch through: reads, decides and writes. */
const carry = async <Facts>(
  processor: StreamProcessor<Facts>,
  batch: readonly InputRecord[],
  { claim, pool }: { readonly claim: Parameters<typeof claimStatement>[0]; readonly pool: Pool },
): Promise<{ readonly decided: readonly Decided[]; readonly reads: number }> => {
  let reads = 0;
  const query: Query = (text, values) => {
    reads += 1;
    return queryOf(pool)(text, values);
  };
  const facts = await processor.read(batch, query);
  const decided = await decideAll(processor, batch.map(inputOf), facts);
  const writes = decided.flatMap(({ decision }) => (decision.kind === 'accepted' ? decision.writes : []));
  const tables = foldWrites(processor.tables, writes);
  const statement = claimStatement(claim, { tables, messages: [], outcomes: [], markers: [] });
  // PostgreSQL refuses it when two keys of a table, or two tables, name one row.
  const { rows } = await pool.query<{ claimed: number }>({ text: statement.text, values: [...statement.values] });
  expect(rows[0]?.claimed, 'the offset is claimed').to.equal(1);
  processor.committed?.();
  return { decided, reads };
};

/** The same with zero in place of the database's clock. */
const withoutClocks = (decided: readonly Decided[], clocks: readonly string[] = []): readonly Decided[] => {
  const still = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(still);
    if (typeof value !== 'object' || value === null || value instanceof Error) return value;
    const entries = Object.entries(value).map(([name, of]) => [name, clocks.includes(name) ? 0 : still(of)] as const);
    return Object.fromEntries(entries);
  };
  if (clocks.length === 0) return decided;
  return decided.map((one) => ({ ...one, decision: still(one.decision) as Decided['decision'] }));
};

/** Decisions as they compare: an error by what it says. */
const comparable = ({ decided }: Outcome): unknown =>
  decided.map(({ decision }) =>
    decision.kind === 'rejected' ? [decision.error.code, decision.error.message, decision.run] : decision,
  );

const IMPORT_RUN = 'org.registrystream.ImportRun';

/** Every record twice in a row. */
const doubled = (records: readonly InputRecord[]): readonly InputRecord[] =>
  records.flatMap((record) =>
    [0, 1].map((again) => ({ ...record, at: { ...record.at, offset: record.at.offset * 2 + again } })),
  );

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
 * - What was read and not stored leaves no trace, and one that takes over goes on where another stood.
 * - It decides on whatever lies on its topics, without throwing; what it rejects is a data steward's business (`record`).
 * - A record that comes again tells nothing.
 * - A larger batch needs no more reads.
 * - Each row has one key, in one table.
 * - Events fit the schemas of their types.
 */
export const streamProcessorContract = <Facts>(under: ProcessorUnderContract<Facts>): void => {
  describe(`${under.name} as a stream processor`, () => {
    let whole: Outcome;
    let single: Outcome;

    before(async () => {
      whole = await run(under, under.records.length);
      single = await run(under, 1);
    });

    it('gives the same decisions and rows for batches of any size', async () => {
      expect(whole.events, 'the records of the test lead to events').not.to.deep.equal([]);
      const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 });
      await fc.assert(
        fc.asyncProperty(sizes, async (some) => {
          const cut = some.join() === '1' ? single : await run(under, ...some);
          expect(comparable(cut), `decisions in batches of ${some.join()}`).to.deep.equal(comparable(whole));
          expect(cut.rows, `rows after batches of ${some.join()}`).to.deep.equal(whole.rows);
        }),
        { numRuns: 2, examples: [[[1]]], endOnFailure: true },
      );
    });

    it('decides alike when commits fail and others take over', async () => {
      const troubled = await runThrough(under, [7, 1, 12], true);
      expect(comparable(troubled)).to.deep.equal(comparable(whole));
      expect(troubled.rows).to.deep.equal(whole.rows);
    });

    it('decides alike on the same records, run after run', async () => {
      const again = await run(under, under.records.length);
      expect(comparable(again)).to.deep.equal(comparable(whole));
      expect(again.rows).to.deep.equal(whole.rows);
    });

    it('tells nothing when a record comes again', async () => {
      const { decided } = await run({ ...under, records: doubled(under.records) }, 11);
      const noisy = decided.filter(
        (one) => one.input.at.offset % 2 === 1 && one.input.record?.type !== IMPORT_RUN && eventsOf(one).length > 0,
      );
      expect(noisy.map(({ input }) => [input.record?.key, input.at.offset])).to.deep.equal([]);
    });

    it('reads no more often for more records', () => {
      expect(whole.reads).to.be.at.most(Math.max(single.reads, 1) * 2);
    });

    it('rejects for reasons that a data steward can mend, and only those', () => {
      const codes = new Set<string>();
      for (const { decision } of whole.decided) {
        if (decision.kind !== 'rejected') continue;
        expect(decision.error).to.be.instanceOf(EtlError).and.include({ fault: 'record' });
        codes.add(decision.error.code);
      }
      expect([...codes].sort()).to.deep.equal([...under.rejects].sort());
    });

    it('decides on whatever may lie on its topics', () =>
      withPool(under, async (pool) => {
        const processor = under.create();
        const records = garbage.flatMap(([type, value], index) =>
          processor.inputTopics.map((topic) => ({
            ...{ at: { topic, partition: 0, offset: index }, key: `garbage-${String(index)}`, type, value },
            ...{ headers: {}, timestamp: 0 },
          })),
        );
        const facts = await processor.read(records, queryOf(pool));
        for (const record of records) {
          const decision = processor.decide(record, facts);
          if (decision.kind === 'rejected') expect(decision.error).to.include({ fault: 'record' });
        }
        expect(await processor.read([], queryOf(pool))).not.to.equal(undefined);
      }));

    it('makes events that fit their schemas', () => {
      for (const { type, value, time, key } of whole.events) {
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
