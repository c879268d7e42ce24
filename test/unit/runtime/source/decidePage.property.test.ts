import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { MappedPerson, SourceEntry } from '../../../../core/source.ts';
import { alone, group, household, identifier, member, person, Scans } from './scan.ts';

const givenNames = ['Ana', 'Bea', 'Luz', 'Luis'];
const birthDates = ['1980-01-01', '1991-09-09', '2015-05-05'];

/** Anybody: identifiers and names come from few, so that they collide. */
const anybody: fc.Arbitrary<MappedPerson> = fc
  .record({
    givenName: fc.option(fc.constantFrom(...givenNames)),
    birthDate: fc.option(fc.constantFrom(...birthDates)),
    sex: fc.constantFrom(null, 'female', 'male'),
    address: fc.constantFrom(null, 'Main Street 1', 'Back Lane 2'),
    ids: fc.uniqueArray(fc.constantFrom('1', '2', '3', '4', '5'), { maxLength: 2 }),
  })
  .map(({ ids, ...fields }) => person({ ...fields, familyName: null, identifiers: ids.map((id) => identifier(id)) }));

const anyEntry: fc.Arbitrary<SourceEntry> = fc.oneof(
  anybody.map(alone),
  fc.tuple(fc.constantFrom('H1', 'H2', ''), fc.array(anybody, { maxLength: 4 })).map(([id, members]) =>
    group(
      household(
        id,
        members.map((one) => member(one)),
      ),
    ),
  ),
);

/** A registry in which everybody has her own identifiers, if any. */
const tidyRegistry = fc
  .array(fc.array(fc.tuple(anybody, fc.boolean()), { maxLength: 4 }), { maxLength: 6 })
  .map((homes): readonly SourceEntry[] =>
    homes.map((home, at) =>
      group(
        household(
          `H${String(at)}`,
          home.map(([one, known], place) =>
            member({ ...one, identifiers: known ? [identifier(`${String(at)}-${String(place)}`)] : [] }),
          ),
        ),
      ),
    ),
  );

const cut = (entries: readonly SourceEntry[], sizes: readonly number[]): SourceEntry[][] => {
  const pages: SourceEntry[][] = [];
  let rest = [...entries];
  for (let at = 0; rest.length > 0; at += 1) pages.push(rest.splice(0, sizes[at % sizes.length] ?? 1));
  rest = [];
  return pages;
};

/** The last event of each record, less what says how often it was published. */
const lastStates = ({ events }: Scans): Record<string, unknown> =>
  Object.fromEntries(events.map((event) => [event.recordKey, { ...event, version: 0 }]));

const pageSizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

describe('deciding pages of any registry', () => {
  it('comes to the same end whatever the size of the pages', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyEntry, { maxLength: 12 }), { maxLength: 3 }), pageSizes, (scans, sizes) => {
        const whole = new Scans();
        const cutUp = new Scans();
        for (const entries of scans) {
          whole.scan(entries);
          const [first = [], ...others] = cut(entries, sizes);
          cutUp.scan(first);
          for (const page of others) cutUp.page(page);
        }
        expect(lastStates(cutUp)).to.deep.equal(lastStates(whole));
      }),
    );
  });

  it('counts versions up by one from 1', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyEntry, { maxLength: 8 }), { maxLength: 4 }), (pages) => {
        const scans = new Scans();
        for (const page of pages) scans.scan(page);
        const versions = new Map<string, number>();
        for (const { recordKey, version } of scans.events) {
          expect(version).to.equal((versions.get(recordKey) ?? 0) + 1);
          versions.set(recordKey, version);
        }
      }),
    );
  });

  it('publishes nothing at a second scan of a registry in which everybody has her own identifiers', () => {
    fc.assert(
      fc.property(tidyRegistry, pageSizes, (entries, sizes) => {
        const scans = new Scans();
        scans.scan(entries);
        const [first = [], ...others] = cut(entries, sizes);
        const published = [scans.scan(first), ...others.map((page) => scans.page(page))];
        expect(published.flatMap(({ records }) => records)).to.deep.equal([]);
      }),
    );
  });

  it('gives the members of a group different keys, and never more records than people', () => {
    fc.assert(
      fc.property(tidyRegistry, (entries) => {
        const scans = new Scans();
        const { counts, records } = scans.scan(entries);
        const people = entries.flatMap((entry) => (entry.kind === 'group' ? entry.group.members : []));
        expect(counts.published + counts.skippedWithoutIdentifier).to.equal(people.length + entries.length);
        expect(new Set(records.map(({ key }) => key)).size).to.equal(records.length);
      }),
    );
  });
});
