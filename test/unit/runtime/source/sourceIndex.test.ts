import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { indexEntry, SourceIndex } from '../../../../runtime/source/sourceIndex.ts';
import type { SourceIndexEntry } from '../../../../schemas/generated/types.ts';

/** A hash that tells which it is by its digit: some of them share the place at which they are looked for. */
const hashOf = (digit: string): string => ('ab'.includes(digit) ? '00' : 'ff').repeat(4) + digit.repeat(24);

const hashes = ['a', 'b', 'c', 'd'].map(hashOf);
const [firstKey = '', secondKey = '', thirdKey = ''] = hashes;

const alias = fc.record({
  kind: fc.constantFrom('record_id' as const, 'identifier' as const, 'naming_in_group' as const),
  hash: fc.constantFrom(...hashes),
});

const short = fc.constantFrom('0123456789abcdef', 'fedcba9876543210');

const entry: fc.Arbitrary<SourceIndexEntry> = fc.record({
  recordKey: fc.constantFrom(firstKey, secondKey, thirdKey),
  source: fc.constant('civil'),
  import: fc.constantFrom('people', 'households'),
  target: fc.constantFrom('person' as const, 'group' as const),
  version: fc.nat(),
  contentHash: fc.constantFrom(...hashes),
  state: fc.constantFrom('present' as const, 'withdrawn' as const, 'out_of_scope' as const),
  firstSeen: fc.record({ time: fc.nat(), source: fc.constant('civil'), sequence: fc.nat() }),
  aliases: fc.uniqueArray(alias, { maxLength: 3, selector: ({ kind, hash }) => kind + hash }),
  namingHashes: fc
    .subarray(['n', 'b', 's'])
    .chain((letters) => fc.tuple(...letters.map((letter) => short.map((hash) => `${letter}:${hash}`)))),
  groupKey: fc.option(fc.constantFrom(...hashes)),
  areaHash: fc.option(short),
  missingScans: fc.nat(2),
  missingSince: fc.option(fc.nat()),
  missingRun: fc.option(fc.constantFrom('run-1', 'run-2')),
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
        fc.array(fc.constantFrom<string>(`${firstKey}/people`, `${secondKey}/households`)),
        (entries, erased) => {
          const index = new SourceIndex();
          for (const one of entries) index.restore(one);
          for (const name of erased) index.remove(name.slice(0, 32), name.slice(33));
          const left = [...newest(entries).values()].filter((one) => !erased.includes(nameOf(one)));
          for (const hash of hashes) {
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

  it('changes a record wherever it is held, and says whether anything has changed', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), fc.array(alias, { maxLength: 3 }), (entries, claims) => {
        const index = new SourceIndex();
        for (const one of entries) index.restore(one);
        const [{ recordKey, import: importName } = { recordKey: '', import: '' }] = entries;
        const record = index.get(recordKey, importName);
        if (record === undefined) throw new Error('it was restored');
        const aliases = [...new Set(claims.map(({ kind, hash }) => `${kind === 'record_id' ? 'r' : 'i'}:${hash}`))];
        const same = record.aliases.join() === aliases.join();
        expect(index.claim(record, aliases)).to.equal(!same);
        expect(index.claim(record, aliases)).to.equal(false);
        index.rename(record, ['n:0000000000000001']);
        expect(index.rename(record, ['n:0000000000000001'])).to.equal(false);
        record.version = 7;
        record.missingSince = 0;
        record.seenRun = 'run-2';
        expect(index.get(recordKey, importName)).to.deep.include({ version: 7, missingSince: 0, seenRun: 'run-2' });
        expect(index.get(recordKey, importName)?.naming).to.deep.equal(['n:0000000000000001']);
        expect(index.get(recordKey, importName)?.aliases).to.deep.equal(aliases);
        for (const one of aliases) expect(index.claimants(one)).to.include(recordKey);
      }),
    );
  });

  it('finds each of many, also after it has grown', () => {
    const index = new SourceIndex();
    const keyOf = (at: number): string => at.toString(16).padStart(32, '0');
    const aliasOf = (at: number): string => `i:${at.toString(16).padStart(8, '0')}${'1'.repeat(24)}`;
    const [one] = fc.sample(entry, { numRuns: 1, seed: 1 });
    if (one === undefined) throw new Error('an entry was drawn');
    for (let at = 0; at < 20_000; at += 1)
      index.restore({ ...one, recordKey: keyOf(at), aliases: [{ kind: 'identifier', hash: aliasOf(at).slice(2) }] });
    expect(index.size).to.equal(20_000);
    for (let at = 0; at < 20_000; at += 997) expect(index.claimants(aliasOf(at))).to.deep.equal([keyOf(at)]);
    expect([...index.ofImport(one.import)].map(({ recordKey }) => recordKey)).to.deep.equal(
      Array.from({ length: 20_000 }, (_, at) => keyOf(at)),
    );
  });

  it('refuses what this program has not written', () => {
    const [one] = fc.sample(entry, { numRuns: 1, seed: 1 });
    if (one === undefined) throw new Error('an entry was drawn');
    for (const wrong of [
      { recordKey: 'short' },
      { contentHash: 'z'.repeat(32) },
      { namingHashes: ['n:1'] },
      { aliases: [{ kind: 'identifier' as const, hash: '' }] },
    ])
      expect(() => {
        new SourceIndex().restore({ ...one, ...wrong });
      }).to.throw(/source\.index is not as this program writes it/);
  });
});
