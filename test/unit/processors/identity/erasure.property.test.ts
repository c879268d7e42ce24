import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { SourceGroup, SourcePerson, Verdict } from '../../../../schemas/generated/types.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import { activationOf, linkingModel, stepsOf } from '../support/model.ts';
import type { SourceValue, Tombstone } from '../support/records.ts';
import { erasure, group, inputAt, nationalId, person, verdict } from '../support/records.ts';
import { Resolver } from '../support/resolver.ts';
import type { Run } from '../support/state.ts';
import { stateOf } from '../support/state.ts';

const keys = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const seenOf = (recordKey: string): number => 'dbaecfXY'.indexOf(recordKey);

const persons: fc.Arbitrary<SourcePerson> = fc
  .record({
    recordKey: fc.constantFrom(...keys),
    import: fc.constantFrom('individuals', 'groups'),
    version: fc.integer({ min: 1, max: 4 }),
    givenName: fc.constantFrom('Ana Maria', 'Ana', 'Benigno', null),
    familyName: fc.constantFrom('Reyes', 'Cruz', null),
    birthDate: fc.constantFrom('1980-03-04', '1980-03-14', null),
    phones: fc.constantFrom([], [{ number: '+639171234567', collected: null, disabled: null }]),
    identifiers: fc.constantFrom([], [nationalId('A71')], [nationalId('B72')]),
    submission: fc.constantFrom(null, null, 'X'),
  })
  .map(({ recordKey, ...told }) => person(recordKey, { seen: seenOf(recordKey), fullName: null, ...told }));

const groups: fc.Arbitrary<SourceGroup> = fc
  .record({
    recordKey: fc.constantFrom('X', 'Y'),
    version: fc.integer({ min: 1, max: 4 }),
    members: fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 4 }),
    identifiers: fc.constantFrom([], [nationalId('G71')]),
  })
  .map(({ recordKey, members, ...told }) => group(recordKey, members, { seen: seenOf(recordKey), ...told }));

const records = fc.uniqueArray(fc.oneof({ weight: 6, arbitrary: persons }, { weight: 1, arbitrary: groups }), {
  minLength: 1,
  maxLength: 20,
  selector: (record) => `${record.recordKey}/${record.import}/${String(record.version)}`,
});

const tombstones: fc.Arbitrary<Tombstone[]> = fc.array(
  fc
    .tuple(fc.constantFrom(...keys, 'X', 'Y'), fc.constantFrom('individuals', 'groups'))
    .map(([recordKey, door]) => erasure(recordKey, door)),
  { minLength: 1, maxLength: 8 },
);

const verdicts: fc.Arbitrary<Verdict[]> = fc.uniqueArray(
  fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...keys), { minLength: 2, maxLength: 2 }),
      fc.constantFrom('same', 'different'),
    )
    .map(([[a = '', b = ''], judgement]) => verdict(a, b, judgement)),
  { maxLength: 3, selector: ({ lowerRecordKey, higherRecordKey }) => `${lowerRecordKey}/${higherRecordKey}` },
);

const batchSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 24 });

/** Whom a value is about, by record key. */
const about = (value: SourceValue): readonly string[] => {
  if ('tombstone' in value) return [value.tombstone.split('/')[0] ?? ''];
  if ('judgement' in value) return [value.lowerRecordKey, value.higherRecordKey];
  return 'recordKey' in value ? [value.recordKey] : [];
};

/** Whether one of two values erases somebody whom the other is about: then their order in the log counts. */
const areOrdered = (one: SourceValue, other: SourceValue): boolean =>
  ('tombstone' in one || 'tombstone' in other) && about(one).some((key) => about(other).includes(key));

/** Another order of arrival of the same log: an erasure stays where it is among all that is about its record. */
const rearranged = (log: readonly SourceValue[], choices: readonly number[]): SourceValue[] => {
  const left = [...log];
  const found: SourceValue[] = [];
  for (let turn = 0; left.length > 0; turn += 1) {
    const free = left.filter((one, index) => !left.slice(0, index).some((earlier) => areOrdered(earlier, one)));
    const next = free[(choices[turn % choices.length] ?? 0) % free.length] as SourceValue;
    left.splice(left.indexOf(next), 1);
    found.push(next);
  }
  return found;
};

const logs = fc
  .record({ records, tombstones, verdicts, weighs: fc.boolean(), at: fc.double({ min: 0, max: 1, noNaN: true }) })
  .chain((drawn) => {
    const all: SourceValue[] = [...drawn.records, ...drawn.tombstones, ...drawn.verdicts];
    return fc.record({
      drawn: fc.constant(drawn),
      order: fc.shuffledSubarray(all, { minLength: all.length }),
      sizes: batchSizes,
      choices: fc.array(fc.nat(1_000), { minLength: 8, maxLength: 40 }),
    });
  })
  .map(({ drawn: { weighs, at }, order, sizes, choices }) => {
    const model = linkingModel(60);
    const activation: SourceValue[] = weighs ? [activationOf(model), ...stepsOf(model, 2)] : [];
    const place = Math.round(at * order.length);
    return {
      log: [...order.slice(0, place), ...activation, ...order.slice(place)],
      other: [...activation, ...rearranged(order, choices)],
      sizes,
    };
  });

const run = async (
  values: readonly SourceValue[],
  sizes: readonly number[],
  trouble: readonly (number | 'crash' | 'none')[] = [],
): Promise<Run> => {
  const store = new MemoryStore();
  const resolver = new Resolver(store, 3);
  for (let start = 0, turn = 0; start < values.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    const met = trouble[turn % Math.max(1, trouble.length)];
    if (met === 'crash') resolver.restart();
    else if (typeof met === 'number') await resolver.tryInVain(values.slice(start, start + met));
    await resolver.batch(values.slice(start, start + size));
    start += size;
  }
  return { resolver, store };
};

describe('identity: erasure in the fold', () => {
  it('gives the same events and tables for any batch size, through crashes and commits in vain', async () => {
    const troubles = fc.array(
      fc.oneof(fc.constantFrom('crash' as const, 'none' as const), fc.integer({ min: 1, max: 6 })),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(logs, troubles, async ({ log, sizes }, trouble) => {
        const [one, many] = [await run(log, [1]), await run(log, sizes, trouble)];
        expect(many.resolver.decisions).to.deep.equal(one.resolver.decisions);
        expect(stateOf(many)).to.deep.equal(stateOf(one));
      }),
      { numRuns: 50 },
    );
  });

  it('comes to the same state whatever else arrives in which order', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async ({ log, other, sizes }) => {
        expect(stateOf(await run(other, sizes))).to.deep.equal(stateOf(await run(log, [1])));
      }),
      { numRuns: 80 },
    );
  });

  it('keeps nothing of an erased record, and sends nobody to a registrant that is not there', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async ({ log, sizes }) => {
        const { resolver, store } = await run(log, sizes);
        const present = new Set(store.table('identity_node').keys());
        for (const states of [resolver.registrants, resolver.groups]) {
          for (const [id, { status, mergedInto, sources }] of states) {
            for (const { recordKey } of sources) expect(present.has(recordKey)).to.equal(true);
            if (status !== 'merged') continue;
            expect(states.get(mergedInto ?? '')?.status).to.be.oneOf(['active', 'withdrawn']);
            expect(states.get(mergedInto ?? '')?.mergedFrom).to.include(id);
          }
        }
        const events = resolver.decisions.map((one) => (one.kind === 'accepted' ? one.events : []));
        for (const [offset, told] of events.entries()) {
          const names = told.map(({ topic, key }) => `${topic} ${key}`);
          expect(new Set(names).size, `events of ${inputAt(offset, log[offset] as SourceValue).key}`).to.equal(
            names.length,
          );
        }
      }),
      { numRuns: 80 },
    );
  });
});
