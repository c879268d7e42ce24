import { createRequire } from 'node:module';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { recordEncoder, type RecordEncoder, type UnencodedRecord } from '../../../../runtime/kafka/recordEncoder.ts';

const original = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/record/v0') as RecordEncoder;

const text = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('x'.repeat(63), 'x'.repeat(64), 'é'.repeat(40), 'x'.repeat(100_000)),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)),
  fc.constant(Buffer.alloc(200_000, 1)),
);
const optional = fc.oneof(text, bytes, fc.constant(null));
const number = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer(), fc.constantFrom(2 ** 30, -(2 ** 30), 2 ** 40));

const record: fc.Arbitrary<UnencodedRecord> = fc.record(
  {
    offsetDelta: fc.nat(),
    timestampDelta: number,
    key: optional,
    value: optional,
    headers: fc.dictionary(text, fc.oneof(text, bytes, fc.array(text, { maxLength: 3 })), { maxKeys: 6 }),
  },
  { requiredKeys: [] },
);

describe('records of a batch', () => {
  it('are encoded as the library encodes them', () => {
    const encode = recordEncoder(original);
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        const encoded = records.map((one) => encode(one));
        for (const [index, one] of records.entries()) {
          expect(encoded[index]?.buffer.equals(original(one).buffer)).to.equal(true);
          expect(Buffer.isBuffer(encoded[index]?.buf)).to.equal(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('go the library’s way where they are not as we send them', () => {
    const asked: UnencodedRecord[] = [];
    const encode = recordEncoder((one) => {
      asked.push(one);
      return original(one);
    });
    const ours = { offsetDelta: 1, timestampDelta: 5, key: 'k', value: Buffer.from('v'), headers: { ce_id: '1' } };
    const others = [
      { ...ours, headers: { ce_id: ['1', '2'] } },
      { ...ours, timestampDelta: 2 ** 31 },
    ];
    for (const one of [ours, ...others]) encode(one);
    expect(asked).to.deep.equal(others);
  });
});
