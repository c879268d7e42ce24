import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { SourcePerson } from '../../../../../schemas/generated/types.ts';
import {
  batchSizesOf,
  inserted,
  linkingActivation,
  logRunner,
  shuffled,
  troublesOf,
  verdictsAmong,
} from '../../support/histories.ts';
import type { SourceValue } from '../../support/records.ts';
import {
  areaRelease,
  changeGuard,
  enrolment,
  holdSwitch,
  nationalId,
  person,
  reclusterings,
  sourceLinks,
} from '../../support/records.ts';
import { idOf } from '../../support/resolver.ts';
import { stateOf } from '../../support/state.ts';

/** Few names, areas and identifiers, so that people are linked, parted, held and let go all the time. */
const keys = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const areas = ['Norte', 'Sur'] as const;
/** The first letters of the keys are of one source, the last of another. */
const sourceOf = (recordKey: string): string => (recordKey < 'd' ? 'north' : 'south');

const persons: fc.Arbitrary<SourcePerson[]> = fc.uniqueArray(
  fc
    .record({
      recordKey: fc.constantFrom(...keys),
      version: fc.integer({ min: 1, max: 4 }),
      givenName: fc.constantFrom('Ana Maria', 'Ana Maria', 'Benigno'),
      familyName: fc.constantFrom('Reyes', 'Reyes', 'Cruz'),
      birthDate: fc.constantFrom('1980-03-04', '1980-03-04', '1999-12-31', null),
      phones: fc.constantFrom([], [{ number: '+639171234567', collected: null, disabled: null }]),
      identifiers: fc.constantFrom([], [], [nationalId('A71')], [nationalId('B72')]),
      area: fc.constantFrom(...areas),
      deceased: fc.constantFrom(null, null, null, true, false),
      state: fc.constantFrom('present' as const, 'present' as const, 'withdrawn' as const),
    })
    .map(({ recordKey, ...told }) =>
      person(recordKey, { seen: 'dbface'.indexOf(recordKey), source: sourceOf(recordKey), fullName: null, ...told }),
    ),
  { minLength: 4, maxLength: 20, selector: ({ recordKey, version }) => `${recordKey}/${String(version)}` },
);

const verdicts = verdictsAmong([keys], 2);

const kinds = ['merge', 'split', 'withdraw'] as const;

/** What operators do: switches with the steps that follow, guards, releases. */
const restraints: fc.Arbitrary<SourceValue[]> = fc
  .array(
    fc.oneof(
      fc
        .tuple(fc.constantFrom(...kinds), fc.boolean())
        .map(([kind, on]): SourceValue[] =>
          on ? [holdSwitch(kind, on)] : [holdSwitch(kind, on), ...reclusterings('held', 2)],
        ),
      fc.constantFrom(0, 1, 3).map((minimum): SourceValue[] => [changeGuard(minimum)]),
      fc.constantFrom(...areas).map((area): SourceValue[] => [areaRelease(area), ...reclusterings('held', 2)]),
    ),
    { maxLength: 6 },
  )
  .map((lists) => lists.flat());

const enrolments: fc.Arbitrary<SourceValue[]> = fc.array(
  fc
    .tuple(fc.constantFrom(...keys), fc.constantFrom('enrolled', 'enrolled', 'draft'))
    .map(([recordKey, state]) => enrolment(idOf(recordKey), state)),
  { maxLength: 5 },
);

const activation = linkingActivation(2);
const unpaired: SourceValue[] = [sourceLinks(['north', 'south'], []), ...reclusterings('all', 2)];
const paired: SourceValue[] = [sourceLinks(['north', 'south'], [['north', 'south']]), ...reclusterings('all', 2)];

/** Nothing is held any more. */
const letGo: SourceValue[] = [
  ...kinds.map((kind) => holdSwitch(kind, false)),
  changeGuard(1_000),
  ...areas.map(areaRelease),
  ...reclusterings('held', 3),
];

const sizes = batchSizesOf(12);
const run = logRunner(3);

describe('identity: do no harm in the fold', () => {
  it('gives the same events for any batch size, through crashes and commits in vain', async () => {
    const logs = fc
      .tuple(persons, verdicts, restraints, enrolments, fc.constantFrom([], unpaired, paired))
      .chain(([people, judged, held, enrolled, links]) =>
        shuffled([...people, ...judged, ...held, ...enrolled, ...links]),
      )
      .map((log) => [...activation, ...log]);
    await fc.assert(
      fc.asyncProperty(logs, sizes, troublesOf(8), async (log, batches, trouble) => {
        const [one, many] = [await run(log, [1]), await run(log, batches, trouble)];
        expect(many.resolver.decisions).to.deep.equal(one.resolver.decisions);
        expect([...many.store.table('identity_restraint')].sort()).to.deep.equal(
          [...one.store.table('identity_restraint')].sort(),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('comes to the state in which nothing was ever held, once all of it is let go', async () => {
    const logs = fc.tuple(persons, verdicts, restraints).chain(([people, judged, held]) =>
      fc.record({
        plain: fc.constant<SourceValue[]>([...activation, ...people, ...judged]),
        log: shuffled([...people, ...judged, ...held]).map((log) => [...activation, ...log, ...letGo]),
        batches: sizes,
      }),
    );
    await fc.assert(
      fc.asyncProperty(logs, async ({ plain, log, batches }) => {
        expect(stateOf(await run(log, batches))).to.deep.equal(stateOf(await run(plain, [1])));
      }),
      { numRuns: 30 },
    );
  });

  it('comes to the same state whenever it was stated which sources may be linked', async () => {
    const logs = fc
      .tuple(persons, verdicts, fc.constantFrom(unpaired, paired), fc.double({ min: 0, max: 1, noNaN: true }))
      .chain(([people, judged, links, at]) =>
        fc.record({
          plain: fc.constant<SourceValue[]>([...activation, ...links, ...people, ...judged]),
          log: shuffled([...people, ...judged]).map((log) => [...activation, ...inserted(log, links, at)]),
          batches: sizes,
        }),
      );
    await fc.assert(
      fc.asyncProperty(logs, async ({ plain, log, batches }) => {
        expect(stateOf(await run(log, batches))).to.deep.equal(stateOf(await run(plain, [1])));
      }),
      { numRuns: 25 },
    );
  });

  it('never lets a merge by weight touch whoever is enrolled, in any history', async () => {
    const logs = fc
      .tuple(persons, restraints)
      .chain(([people, held]) =>
        shuffled([...people.map((one) => ({ ...one, identifiers: [] })), ...held]).map((log) => [
          ...activation,
          ...keys.map((key) => enrolment(idOf(key), 'enrolled')),
          ...log,
        ]),
      );
    await fc.assert(
      fc.asyncProperty(logs, sizes, async (log, batches) => {
        const { lineage } = (await run(log, batches)).resolver;
        const kindsOf = new Set(lineage.map(({ kind }) => kind));
        for (const kind of ['merged', 'redirected', 'split'] as const) expect([...kindsOf]).to.not.include(kind);
      }),
      { numRuns: 25 },
    );
  });
});
