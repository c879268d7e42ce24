import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { SourceGroup, SourcePerson } from '../../../../schemas/generated/types.ts';
import { batchSizesOf, logRunner } from '../support/histories.ts';
import type { MemoryStore } from '../support/memoryStore.ts';
import { group, nationalId, person } from '../support/records.ts';
import { stateOf } from '../support/state.ts';

/** Few keys, identifiers and dates, so that records meet, contradict each other and part again. */
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const seenOf = (recordKey: string): number => 'dbgaechfXY'.indexOf(recordKey);

const identifiers = fc
  .uniqueArray(
    fc.record({ type: fc.constantFrom('National ID', 'Passport'), value: fc.constantFrom('A71', 'B72', 'C73') }),
    { maxLength: 2, selector: ({ type, value }) => `${type}${value}` },
  )
  .map((found) => found.map(({ type, value }) => nationalId(value, { type })));

const persons: fc.Arbitrary<SourcePerson> = fc
  .record({
    recordKey: key,
    import: fc.constantFrom('individuals', 'groups'),
    version: fc.integer({ min: 1, max: 4 }),
    identifiers,
    sex: fc.constantFrom(null, null, 'm', 'f'),
    birthDate: fc.constantFrom(null, null, '1980-03-04', '1980-04-03', '1999-12-31'),
    submission: fc.constantFrom(null, null, 'X', 'Y'),
    state: fc.constantFrom('present' as const, 'present' as const, 'withdrawn' as const),
    fullName: fc.constantFrom('Ana Reyes', 'Ben Cruz', null),
    priority: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ recordKey, ...told }) => person(recordKey, { seen: seenOf(recordKey), ...told }));

const groups: fc.Arbitrary<SourceGroup> = fc
  .record({
    recordKey: fc.constantFrom('X', 'Y'),
    version: fc.integer({ min: 1, max: 4 }),
    members: fc.uniqueArray(key, { maxLength: 4 }),
    identifiers,
  })
  .map(({ recordKey, members, ...told }) => group(recordKey, members, { seen: seenOf(recordKey), ...told }));

/** Records as a log has them: one content a version. */
const log = fc.uniqueArray(fc.oneof({ weight: 5, arbitrary: persons }, { weight: 1, arbitrary: groups }), {
  minLength: 1,
  maxLength: 24,
  selector: (record) => `${record.recordKey}/${record.import}/${String(record.version)}`,
});

const batchSizes = batchSizesOf(24);
const run = logRunner(3);

const tablesOf = (store: MemoryStore): unknown =>
  ['identity_node', 'identity_member'].map((name) => [...store.table(name)].sort(([a], [b]) => (a < b ? -1 : 1)));

describe('identity: a fold over the log', () => {
  it('gives the same events, outcomes and tables for any batch size', async () => {
    await fc.assert(
      fc.asyncProperty(log, batchSizes, async (records, sizes) => {
        const [one, many] = [await run(records, [1]), await run(records, sizes)];
        expect(many.resolver.decisions).to.deep.equal(one.resolver.decisions);
        expect(tablesOf(many.store)).to.deep.equal(tablesOf(one.store));
      }),
      { numRuns: 150 },
    );
  });

  it('comes to the same state whatever the order of arrival', async () => {
    const orders = log.chain((records) =>
      fc.record({
        records: fc.constant(records),
        shuffled: fc.shuffledSubarray(records, { minLength: records.length }),
        sizes: batchSizes,
      }),
    );
    await fc.assert(
      fc.asyncProperty(orders, async ({ records, shuffled, sizes }) => {
        expect(stateOf(await run(shuffled, sizes))).to.deep.equal(stateOf(await run(records, [1])));
      }),
      { numRuns: 150 },
    );
  });

  it('tells of an id at most once for each record, with its offset as the version', async () => {
    await fc.assert(
      fc.asyncProperty(log, batchSizes, async (records, sizes) => {
        const { resolver } = await run(records, sizes);
        for (const [offset, decision] of resolver.decisions.entries()) {
          if (decision.kind === 'rejected') continue;
          const keys = decision.events.map(({ topic, key: name }) => `${topic} ${name}`);
          expect(new Set(keys).size).to.equal(keys.length);
          for (const { value } of decision.events) expect(value).to.include({ version: offset + 1 });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('leaves nothing published that merges into what is not there', async () => {
    await fc.assert(
      fc.asyncProperty(log, batchSizes, async (records, sizes) => {
        const { registrants, groups: households } = (await run(records, sizes)).resolver;
        for (const states of [registrants, households]) {
          for (const [id, { status, mergedInto }] of states) {
            if (status !== 'merged') continue;
            expect(states.get(mergedInto ?? '')?.status).to.be.oneOf(['active', 'withdrawn']);
            expect(states.get(mergedInto ?? '')?.mergedFrom).to.include(id);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
