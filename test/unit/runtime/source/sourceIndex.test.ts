import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { indexEntry, SourceIndex } from '../../../../runtime/source/sourceIndex.ts';
import type { SourceIndexEntry } from '../../../../schemas/generated/types.ts';

const alias = fc.record({
  kind: fc.constantFrom('record_id' as const, 'identifier' as const, 'naming_in_group' as const),
  hash: fc.constantFrom('a', 'b', 'c', 'd'),
});

const entry: fc.Arbitrary<SourceIndexEntry> = fc.record({
  recordKey: fc.constantFrom('k1', 'k2', 'k3'),
  source: fc.constant('civil'),
  import: fc.constantFrom('people', 'households'),
  target: fc.constantFrom('person' as const, 'group' as const),
  version: fc.nat(),
  contentHash: fc.constant('h'),
  state: fc.constantFrom('present' as const, 'withdrawn' as const, 'out_of_scope' as const),
  firstSeen: fc.record({ time: fc.nat(), source: fc.constant('civil'), sequence: fc.nat() }),
  aliases: fc.uniqueArray(alias, { maxLength: 3, selector: ({ kind, hash }) => kind + hash }),
  namingHashes: fc.constant(['n:1']),
  groupKey: fc.option(fc.constant('g')),
  areaHash: fc.option(fc.constant('x')),
  missingScans: fc.nat(2),
  missingSince: fc.option(fc.nat()),
  missingRun: fc.option(fc.constant('run-1')),
});

const nameOf = ({ recordKey, import: importName }: Pick<SourceIndexEntry, 'recordKey' | 'import'>): string =>
  `${recordKey}/${importName}`;

/** The newest entry of each record. */
const newest = (entries: readonly SourceIndexEntry[]): Map<string, SourceIndexEntry> =>
  new Map(entries.map((one) => [nameOf(one), one]));

describe('source index', () => {
  it('holds the newest entry of each record, and gives it back', () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const index = new SourceIndex();
        for (const one of entries) index.restore(one);
        const expected = newest(entries);
        expect(index.size).to.equal(expected.size);
        for (const one of expected.values()) {
          const record = index.get(one.recordKey, one.import);
          expect(record && indexEntry(record, 'civil')).to.deep.equal(one);
        }
      }),
    );
  });

  it('knows who claims an alias: whose newest entries have it', () => {
    fc.assert(
      fc.property(
        fc.array(entry),
        fc.array(fc.constantFrom<string>('k1/people', 'k2/households')),
        (entries, erased) => {
          const index = new SourceIndex();
          for (const one of entries) index.restore(one);
          for (const name of erased) index.remove(name.slice(0, 2), name.slice(3));
          const left = [...newest(entries).values()].filter((one) => !erased.includes(nameOf(one)));
          for (const hash of ['a', 'b', 'c', 'd']) {
            const holders = left.filter(({ aliases }) =>
              aliases.some((one) => one.kind === 'identifier' && one.hash === hash),
            );
            const keys = new Set(holders.map(({ recordKey }) => recordKey));
            expect(new Set(index.claimants(`i:${hash}`))).to.deep.equal(keys);
          }
          expect([...index.ofImport('people')].map(nameOf).sort()).to.deep.equal(
            left
              .filter((one) => one.import === 'people')
              .map(nameOf)
              .sort(),
          );
        },
      ),
    );
  });
});
