import { expect } from 'chai';
import fc from 'fast-check';
import { RecordIds } from '../../../../../../processors/identity/linkage/edges/index.ts';

const keys = fc.nat({ max: 40 }).map((number) => (number * 0x1234567).toString(16).padStart(32, '0'));
const others = fc.constantFrom('a', 'b', '', 'A'.repeat(32), 'g'.repeat(32), 'ü'.repeat(32), '0'.repeat(31));
const ids = fc.oneof(keys, others, fc.stringMatching(/^[0-9a-f]{32}$/u));

describe('RecordIds', () => {
  it('gives each id a number of its own while somebody holds it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, fc.boolean()), { maxLength: 400, size: 'max' }), (history) => {
        const table = new RecordIds();
        const plain = new Map<string, { readonly number: number; readonly holders: number }>();
        for (const [id, comes] of history) {
          const known = plain.get(id) ?? { number: table.find(id), holders: 0 };
          expect(known.number >= 0).to.equal(known.holders > 0);
          const more = comes ? Number(known.holders < 3) : -Number(known.holders > 0);
          if (more > 0) plain.set(id, { number: table.take(id), holders: known.holders + 1 });
          if (more < 0) {
            table.release(known.number);
            plain.set(id, { ...known, holders: known.holders - 1 });
            if (known.holders === 1) plain.delete(id);
          }
          expect(table.find(id)).to.equal(plain.get(id)?.number ?? -1);
        }
        for (const [id, { number }] of plain) {
          expect(table.find(id)).to.equal(number);
          expect(table.idOf(number)).to.equal(id);
          expect(number).to.be.below(table.end);
        }
        expect(new Set([...plain.values()].map(({ number }) => number)).size).to.equal(plain.size);
      }),
      { numRuns: 200 },
    );
  });

  it('takes 16 bytes a record key and its places, and no more for those who came and went', () => {
    const table = new RecordIds();
    const keyOf = (number: number): string => (number * 7919).toString(16).padStart(32, '0');
    for (let number = 0; number < 20_000; number += 1) table.take(keyOf(number));
    const { bytes } = table;
    expect(bytes / 20_000).to.be.below(45);
    for (let number = 0; number < 20_000; number += 1) table.release(table.find(keyOf(number)));
    for (let number = 20_000; number < 40_000; number += 1) table.take(keyOf(number));
    expect(table.bytes).to.equal(bytes);
  });
});
