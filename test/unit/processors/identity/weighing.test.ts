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
import { activationOf, linkingModel, stepsOf } from '../support/model.ts';
import type { SourceValue } from '../support/records.ts';
import { group, nationalId, person } from '../support/records.ts';
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

const cap = fc.constantFrom(1, 2, 3, 200);

/** Records and verdicts in any order, with the activation of a model, whole, somewhere among them. */
const logs = fc
  .record({
    ...{ records, verdicts: verdictsAmong([keys], 3), cap },
    activated: fc.double({ min: 0, max: 1, noNaN: true }),
    slices: fc.integer({ min: 1, max: 4 }),
  })
  .chain((drawn) =>
    fc.record({
      ...{ drawn: fc.constant(drawn), sizes: batchSizesOf(24) },
      order: shuffled([...drawn.records, ...drawn.verdicts]),
    }),
  )
  .map(({ drawn, order, sizes }) => {
    const activation = linkingActivation(drawn.slices, drawn.cap);
    const plain = [...activation, ...drawn.records, ...drawn.verdicts];
    return { log: inserted(order, activation, drawn.activated), plain, sizes };
  });

const run = logRunner(3);

describe('identity: weighed evidence in the fold', () => {
  it('gives the same events for any batch size, through crashes and commits in vain', async () => {
    await fc.assert(
      fc.asyncProperty(logs, troublesOf(12), async ({ log, sizes }, trouble) => {
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
