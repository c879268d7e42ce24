import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { IncomingMessage } from '../../../../runtime/kafka/index.ts';
import { halvesOf, piecesOf } from '../../../../runtime/stage/pieces.ts';
import type { Piece } from '../../../../runtime/stage/pieces.ts';

/** A fetch as a compacted topic gives it: offsets with gaps, records of any size, more offsets after the last record. */
const batch = fc
  .record({
    from: fc.nat(1000),
    records: fc.array(fc.record({ gap: fc.nat(5), size: fc.nat(200) }), { maxLength: 60 }),
    after: fc.nat(5),
  })
  .map(({ from, records, after }): Piece => {
    let offset = from;
    const messages = records.map(({ gap, size }): IncomingMessage => {
      offset += gap + 1;
      return { offset: offset - 1, timestamp: 0, key: 'k', value: Buffer.alloc(size), headers: {} };
    });
    return { messages, from, to: offset + after + 1 };
  });

const expectWhole = (pieces: readonly Piece[], whole: Piece): void => {
  expect(pieces.flatMap(({ messages }) => messages)).to.deep.equal(whole.messages);
  expect(pieces[0]?.from).to.equal(whole.from);
  expect(pieces.at(-1)?.to).to.equal(whole.to);
  pieces.forEach(({ messages, from, to }, index) => {
    if (index > 0) expect(from).to.equal(pieces[index - 1]?.to);
    for (const { offset } of messages) expect(offset).to.be.within(from, to - 1);
  });
};

describe('pieces of a batch', () => {
  it('follow each other without a gap and hold every record once', () => {
    fc.assert(
      fc.property(batch, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 500 }), (whole, records, bytes) => {
        expectWhole(piecesOf(whole, { records, bytes }), whole);
      }),
    );
  });

  it('stay within the limits unless one record alone exceeds them', () => {
    fc.assert(
      fc.property(batch, fc.integer({ min: 1, max: 20 }), (whole, records) => {
        for (const { messages } of piecesOf(whole, { records, bytes: 300 })) {
          expect(messages.length).to.be.at.most(records);
          const bytes = messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
          expect(messages.length === 1 || bytes <= 300).to.equal(true);
        }
      }),
    );
  });

  it('count a record for as many as it weighs, and leave one alone that weighs more than all', () => {
    const message = (offset: number, key: string): IncomingMessage => ({
      ...{ offset, timestamp: 0, key, value: Buffer.alloc(1), headers: {} },
    });
    const messages = ['a', 'whole', 'b', 'half', 'c', 'half', 'half', 'd'].map((key, offset) => message(offset, key));
    const weight = ({ key }: { readonly key: string | null }): number => ({ half: 5, whole: Infinity })[key ?? ''] ?? 1;
    const pieces = piecesOf({ messages, from: 0, to: 8 }, { records: 10, bytes: 300, weight });
    expect(pieces.map((piece) => piece.messages.map(({ key }) => key))).to.deep.equal([
      ['a'],
      ['whole'],
      ['b', 'half', 'c'],
      ['half', 'half'],
      ['d'],
    ]);
  });

  it('can be halved down to one record', () => {
    fc.assert(
      fc.property(batch, (whole) => {
        fc.pre(whole.messages.length >= 2);
        const halves = halvesOf(whole);
        expectWhole(halves, whole);
        for (const { messages } of halves) expect(messages.length).to.be.at.least(1);
      }),
    );
  });
});
