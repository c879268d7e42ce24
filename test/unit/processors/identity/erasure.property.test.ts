import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { SourceGroup, SourcePerson } from '../../../../schemas/generated/types.ts';
import {
  batchSizesOf,
  inserted,
  linkingActivation,
  logRunner,
  shuffled,
  troublesOf,
  verdictsAmong,
} from '../support/histories.ts';
import type { SourceValue, Tombstone } from '../support/records.ts';
import { erasure, group, inputAt, nationalId, person } from '../support/records.ts';
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
  .record({
    ...{ records, tombstones, verdicts: verdictsAmong([keys], 3) },
    ...{ weighs: fc.boolean(), at: fc.double({ min: 0, max: 1, noNaN: true }) },
  })
  .chain((drawn) =>
    fc.record({
      drawn: fc.constant(drawn),
      order: shuffled([...drawn.records, ...drawn.tombstones, ...drawn.verdicts]),
      sizes: batchSizesOf(24),
      choices: fc.array(fc.nat(1_000), { minLength: 8, maxLength: 40 }),
    }),
  )
  .map(({ drawn: { weighs, at }, order, sizes, choices }) => {
    const activation = weighs ? linkingActivation(2) : [];
    return { log: inserted(order, activation, at), other: [...activation, ...rearranged(order, choices)], sizes };
  });

const run = logRunner(3);

describe('identity: erasure in the fold', () => {
  it('gives the same events and tables for any batch size, through crashes and commits in vain', async () => {
    await fc.assert(
      fc.asyncProperty(logs, troublesOf(12), async ({ log, sizes }, trouble) => {
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
