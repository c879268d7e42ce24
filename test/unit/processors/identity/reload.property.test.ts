import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { unpackCompared } from '../../../../processors/identity/graph/compared.ts';
import { identifierContent } from '../../../../processors/identity/graph/identifiers.ts';
import { starterModel } from '../../../../processors/identity/linkage/index.ts';
import { graphRecordOf, streamLinkage } from '../../../../processors/identity/memory.ts';
import type { StoredViews } from '../../../../processors/identity/store/reader.ts';
import type { SourceGroup, SourcePerson } from '../../../../schemas/generated/types.ts';
import { batchSizesOf, inserted, linkingActivation, shuffled, verdictsAmong } from '../support/histories.ts';
import { MemoryStore } from '../support/memoryStore.ts';
import type { SourceValue } from '../support/records.ts';
import {
  areaRelease,
  changeGuard,
  enrolment,
  erasure,
  group,
  holdSwitch,
  nationalId,
  person,
  reclusterings,
  sourceLinks,
} from '../support/records.ts';
import { idOf, Resolver } from '../support/resolver.ts';
import type { Run } from '../support/state.ts';
import { stateOf } from '../support/state.ts';

/** Two registries that list the same few people and their households. */
const people = { north: ['a', 'b', 'c', 'd'], south: ['e', 'f', 'g', 'h'] } as const;
const households = { north: ['U', 'V'], south: ['X', 'Y'] } as const;
const personKeys: readonly string[] = [...people.north, ...people.south];
const groupKeys: readonly string[] = [...households.north, ...households.south];
const areas = ['Norte', 'Sur'] as const;
const doors = ['individuals', 'groups'] as const;
const seenOf = (recordKey: string): number => 'XdbfUaYhcegV'.indexOf(recordKey);
const sourceOf = (recordKey: string): 'north' | 'south' => ('abcdUV'.includes(recordKey) ? 'north' : 'south');

const persons: fc.Arbitrary<SourcePerson> = fc
  .record({
    recordKey: fc.constantFrom(...personKeys),
    import: fc.constantFrom('individuals', ...doors),
    version: fc.integer({ min: 1, max: 3 }),
    isOther: fc.constantFrom(false, false, false, false, true),
    isKnown: fc.boolean(),
    area: fc.constantFrom(...areas, null),
    deceased: fc.constantFrom(null, null, null, null, true),
    state: fc.constantFrom('present' as const, 'present' as const, 'withdrawn' as const),
  })
  .map(({ recordKey, isOther, isKnown, ...told }) => {
    const who = ('abcdefgh'.indexOf(recordKey) + Number(isOther)) % 4;
    return person(recordKey, {
      ...{ seen: seenOf(recordKey), source: sourceOf(recordKey), fullName: null, ...told },
      ...{ givenName: ['Ana', 'Benigno', 'Carla', 'Dario'][who] ?? null, familyName: 'Reyes' },
      ...{ birthDate: `198${String(who)}-03-04`, identifiers: isKnown ? [nationalId(`N7${String(who)}`)] : [] },
    });
  });

const groups: fc.Arbitrary<SourceGroup> = fc
  .record({
    recordKey: fc.constantFrom(...groupKeys),
    version: fc.integer({ min: 1, max: 3 }),
    members: fc.subarray([0, 1, 2, 3], { minLength: 2 }),
    area: fc.constantFrom(...areas),
    identifiers: fc.constantFrom([], [], [nationalId('H1-7123', { type: 'Household ID' })]),
  })
  .map(({ recordKey, members, ...told }) => {
    const source = sourceOf(recordKey);
    const listed = members.map((member) => people[source][member] ?? '');
    return group(recordKey, listed, { seen: seenOf(recordKey), source, address: '12 Rose Street, Norte', ...told });
  });

const records = fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: persons }, { weight: 1, arbitrary: groups }), {
  minLength: 16,
  maxLength: 40,
  size: 'max',
  selector: (record) => `${record.recordKey}/${record.import}/${String(record.version)}`,
});

/** What operators and caseworkers do, and erasures. */
const acts: fc.Arbitrary<SourceValue[]> = fc
  .array(
    fc.oneof(
      fc
        .tuple(fc.constantFrom('merge', 'split', 'withdraw'), fc.boolean())
        .map(([kind, on]): SourceValue[] => [holdSwitch(kind, on), ...(on ? [] : reclusterings('held', 2))]),
      fc.constantFrom(0.1, 0.3, 0.5).map((share): SourceValue[] => [changeGuard(0, share)]),
      fc.constantFrom(...areas).map((area): SourceValue[] => [areaRelease(area), ...reclusterings('held', 2)]),
      fc
        .constantFrom<readonly (readonly [string, string])[]>([], [['north', 'south']])
        .map((linked): SourceValue[] => [sourceLinks(['north', 'south'], linked), ...reclusterings('all', 2)]),
      fc
        .uniqueArray(fc.constantFrom(...personKeys, ...groupKeys), { minLength: 1, maxLength: 4 })
        .map((enrolled) => enrolled.map((recordKey) => enrolment(idOf(recordKey), 'enrolled'))),
      fc
        .tuple(fc.constantFrom(...personKeys, ...groupKeys), fc.constantFrom(...doors))
        .map(([recordKey, door]): SourceValue[] => [erasure(recordKey, door)]),
    ),
    { minLength: 3, maxLength: 10 },
  )
  .map((lists) => lists.flat());

const logs: fc.Arbitrary<SourceValue[]> = fc
  .record({
    ...{ records, acts, verdicts: verdictsAmong([personKeys, groupKeys], 3) },
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .chain((drawn) =>
    shuffled([...drawn.records, ...drawn.acts, ...drawn.verdicts]).map((mixed) =>
      inserted([changeGuard(0, 0.3), ...mixed], linkingActivation(2), drawn.at * drawn.at),
    ),
  );

type Meanwhile = (store: MemoryStore, resolver: Resolver) => Promise<void>;

/** @param meanwhile before each batch */
const run = async (log: readonly SourceValue[], sizes: readonly number[], meanwhile?: Meanwhile): Promise<Run> => {
  const store = new MemoryStore();
  const resolver = new Resolver(store);
  for (let start = 0, turn = 0; start < log.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    await meanwhile?.(store, resolver);
    await resolver.batch(log.slice(start, start + size));
    start += size;
  }
  return { resolver, store };
};

const restraintsIn = ({ store }: Run): unknown => [...store.table('identity_restraint')].sort();

const restart: Meanwhile = async (_, resolver) => {
  resolver.restart();
  await resolver.open();
};

/** Some rows as they were stored before what is compared stood in them. */
const asBefore =
  (recordKeys: readonly string[]): Meanwhile =>
  async (store, resolver) => {
    const nodes = store.table('identity_node');
    for (const key of recordKeys) {
      const row = nodes.get(key);
      if (row !== undefined) nodes.set(key, { ...row, compared: null, area: null });
    }
    await restart(store, resolver);
  };

const linkage = streamLinkage(starterModel());

/** What a row says beside its views, and what follows from them. */
const besideViews = (row: Readonly<Record<string, unknown>>): readonly [told: unknown, meant: unknown] => {
  const {
    recordKey,
    profile,
    person: weighed,
  } = graphRecordOf({
    recordKey: row['record_key'],
    kind: row['kind'],
    views: row['views'],
  } as StoredViews);
  const { identifiers, content } = unpackCompared(Buffer.from(String(row['compared']), 'base64'), linkage);
  const meant = weighed === undefined ? undefined : linkage.contentOf(weighed).id;
  return [
    [recordKey, identifiers, content?.id, row['area']],
    [recordKey, identifierContent(profile), meant, profile.area],
  ];
};

describe('identity: reading everybody anew, in the fold', () => {
  it('decides on groups, holds, guards and erasures as a resolver that never stopped', async () => {
    const met = { members: 0, area: 0, held: 0, erased: 0 };
    await fc.assert(
      fc.asyncProperty(
        logs,
        batchSizesOf(8),
        fc.subarray([...personKeys, ...groupKeys]),
        async (log, sizes, ofBefore) => {
          const one = await run(log, sizes);
          const stopping = await run(log, sizes, restart);
          expect(stopping.resolver.decisions).to.deep.equal(one.resolver.decisions);
          // Who is not read again goes on without what is compared: such rows are written as they were read.
          const updated = await run(log, sizes, asBefore(ofBefore));
          expect(updated.resolver.events).to.deep.equal(one.resolver.events);
          expect(updated.resolver.outcomes).to.deep.equal(one.resolver.outcomes);
          for (const other of [stopping, updated]) {
            expect(stateOf(other)).to.deep.equal(stateOf(one));
            expect(restraintsIn(other)).to.deep.equal(restraintsIn(one));
          }
          for (const { rule, kind, conflicts } of one.resolver.lineage) {
            if (rule === 'members') met.members += 1;
            if (kind === 'erased') met.erased += 1;
            if (conflicts.some((reason) => reason.startsWith('held:area'))) met.area += 1;
            if (conflicts.includes('held')) met.held += 1;
          }
        },
      ),
      { numRuns: 20 },
    );
    for (const [what, count] of Object.entries(met)) expect(count, what).to.be.above(0);
  });

  it('stores beside the views of a record what they say, and nothing of whom was erased', async () => {
    await fc.assert(
      fc.asyncProperty(logs, batchSizesOf(8), async (log, sizes) => {
        const { store } = await run(log, sizes);
        for (const row of store.table('identity_node').values()) {
          const [told, meant] = besideViews(row);
          expect(told).to.deep.equal(meant);
        }
        const lastOf = new Map(
          log.map((value) => [
            'tombstone' in value ? value.tombstone : 'recordKey' in value ? `${value.recordKey}/${value.import}` : '',
            value,
          ]),
        );
        for (const key of personKeys) {
          const erased = doors.every((door) => 'tombstone' in (lastOf.get(`${key}/${door}`) ?? { tombstone: '' }));
          if (erased) expect(store.table('identity_node').has(key)).to.equal(false);
        }
      }),
      { numRuns: 20 },
    );
  });
});
