import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { SourceGroup, SourcePerson, Verdict } from '../../../../schemas/generated/types.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import { activationOf, linkingModel, stepsOf } from '../support/model.ts';
import type { SourceValue } from '../support/records.ts';
import { group, nationalId, person, verdict } from '../support/records.ts';
import { Resolver } from '../support/resolver.ts';
import type { Run } from '../support/state.ts';
import { stateOf } from '../support/state.ts';

/** Few names, dates and phones, so that evidence comes and goes, and blocks fall silent. */
const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const seenOf = (recordKey: string): number => 'dbgaechfXY'.indexOf(recordKey);

const persons: fc.Arbitrary<SourcePerson> = fc
  .record({
    recordKey: fc.constantFrom(...keys),
    import: fc.constantFrom('individuals', 'groups'),
    version: fc.integer({ min: 1, max: 4 }),
    givenName: fc.constantFrom('Ana Maria', 'Ana', 'Benigno', 'محمد', 'Mohamed', null),
    familyName: fc.constantFrom('Reyes', 'Reyez', 'Cruz', null),
    birthDate: fc.constantFrom('1980-03-04', '1980-04-03', '1980-03-14', '1999-12-31', null),
    sex: fc.constantFrom(null, 'm', 'f'),
    phones: fc.constantFrom([], [{ number: '+639171234567', collected: null, disabled: null }]),
    identifiers: fc.constantFrom([], [], [nationalId('A71')], [nationalId('B72')]),
    submission: fc.constantFrom(null, null, 'X', 'Y'),
    state: fc.constantFrom('present' as const, 'present' as const, 'withdrawn' as const),
  })
  .map(({ recordKey, ...told }) => person(recordKey, { seen: seenOf(recordKey), fullName: null, ...told }));

const groups: fc.Arbitrary<SourceGroup> = fc
  .record({
    recordKey: fc.constantFrom('X', 'Y'),
    version: fc.integer({ min: 1, max: 4 }),
    members: fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 4 }),
  })
  .map(({ recordKey, members, ...told }) => group(recordKey, members, { seen: seenOf(recordKey), ...told }));

const records = fc.uniqueArray(fc.oneof({ weight: 6, arbitrary: persons }, { weight: 1, arbitrary: groups }), {
  minLength: 1,
  maxLength: 24,
  selector: (record) => `${record.recordKey}/${record.import}/${String(record.version)}`,
});

/** One verdict a pair: of two on one pair the later counts, which no order of arrival can change. */
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
const cap = fc.constantFrom(1, 2, 3, 200);

/** Records and verdicts in any order, with the activation of a model, whole, somewhere among them. */
const logs = fc
  .record({
    records,
    verdicts,
    cap,
    activated: fc.double({ min: 0, max: 1, noNaN: true }),
    slices: fc.integer({ min: 1, max: 4 }),
  })
  .chain((drawn) =>
    fc.record({
      ...{ drawn: fc.constant(drawn), sizes: batchSizes },
      order: fc.shuffledSubarray<SourceValue>([...drawn.records, ...drawn.verdicts], {
        minLength: drawn.records.length + drawn.verdicts.length,
      }),
    }),
  )
  .map(({ drawn, order, sizes }) => {
    const model = linkingModel(60, drawn.cap);
    const activation: SourceValue[] = [activationOf(model), ...stepsOf(model, drawn.slices)];
    const at = Math.round(drawn.activated * order.length);
    const log: SourceValue[] = [...order.slice(0, at), ...activation, ...order.slice(at)];
    const plain: SourceValue[] = [...activation, ...drawn.records, ...drawn.verdicts];
    return { log, plain, sizes };
  });

/** @param trouble before a batch: a crash, or a commit in vain of a batch of some size */
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

describe('identity: weighed evidence in the fold', () => {
  it('gives the same events for any batch size, through crashes and commits in vain', async () => {
    const troubles = fc.array(
      fc.oneof(fc.constantFrom('crash' as const, 'none' as const), fc.integer({ min: 1, max: 6 })),
      {
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(logs, troubles, async ({ log, sizes }, trouble) => {
        const [one, many] = [await run(log, [1]), await run(log, sizes, trouble)];
        expect(many.resolver.decisions).to.deep.equal(one.resolver.decisions);
      }),
      { numRuns: 60 },
    );
  });

  it('comes to the same state whatever the order of arrival, and whenever the model was activated', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async ({ log, plain, sizes }) => {
        expect(stateOf(await run(log, sizes))).to.deep.equal(stateOf(await run(plain, [1])));
      }),
      { numRuns: 100 },
    );
  });

  it('clusters everybody anew when a model comes back, whether or not the program was restarted', async () => {
    const [first, second] = [linkingModel(60), linkingModel(600_000)];
    const ana = { givenName: 'Ana Maria', familyName: 'Reyes', birthDate: '1980-03-04', fullName: null } as const;
    const activations = (model: typeof first): SourceValue[] => [activationOf(model), ...stepsOf(model, 3)];
    const log: SourceValue[] = [
      ...activations(first),
      // Its steps were never published: the command was ended in between.
      activationOf(second),
      ...keys.map((key, seen) => person(key, { seen, ...ana })),
      ...activations(first),
    ];
    const [whole, restarted] = [await run(log, [1]), await run(log, [1], ['crash'])];
    expect(whole.resolver.decisions).to.deep.equal(restarted.resolver.decisions);
    expect(whole.resolver.clusters).to.deep.equal([[...keys]]);
  });

  it('comes to the same state from a compacted log, which keeps the newest activation and the steps of every model', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async ({ log }) => {
        const earlier = linkingModel(6, 1);
        const whole = [activationOf(earlier), ...stepsOf(earlier, 2), ...log];
        const compacted = [...stepsOf(earlier, 2), ...log];
        expect(stateOf(await run(compacted, [7]))).to.deep.equal(stateOf(await run(whole, [7])));
      }),
      { numRuns: 50 },
    );
  });
});
