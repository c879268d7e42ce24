import { expect } from 'chai';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../../../../../processors/identity/linkage/packed/bytes.ts';

const items = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('number' as const), value: fc.nat({ max: 1000 }) }),
  fc.record({ kind: fc.constant('hash' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'grapheme', maxLength: 60 }) }),
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary-ascii', maxLength: 200 }) }),
  fc.record({ kind: fc.constant('hex' as const), value: fc.stringMatching(/^([0-9a-f]{2}){12}$/u) }),
);

describe('ByteWriter', () => {
  it('writes what a reader reads', () => {
    fc.assert(
      fc.property(fc.array(items, { maxLength: 200, size: 'max' }), (all) => {
        const writer = new ByteWriter();
        for (const item of all) {
          if (item.kind === 'number') writer.number(item.value);
          else if (item.kind === 'hash') writer.hash(item.value);
          else writer[item.kind](item.value);
        }
        const reader = new ByteReader(Buffer.from(writer.buffer.subarray(0, writer.length)), 0);
        const read = all.map(({ kind }) => (kind === 'hex' ? reader.hex(12) : reader[kind]()));
        expect(read).to.deep.equal(all.map(({ value }) => value));
        expect(reader.at).to.equal(writer.length);
      }),
    );
  });
});
