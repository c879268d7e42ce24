import { expect } from 'chai';
import fc from 'fast-check';
import { ByteWriter, Pieces } from '../../../../../../processors/identity/linkage/index.ts';

const written = (fill: number, length: number): ByteWriter => {
  const writer = new ByteWriter();
  for (let index = 0; index < length; index += 1) writer.byte((fill + index) % 256);
  return writer;
};

describe('Pieces', () => {
  it('holds what a map holds, through whatever is set, replaced, deleted and moved', () => {
    const steps = fc.array(
      fc.record({
        number: fc.nat({ max: 12 }),
        fill: fc.nat({ max: 255 }),
        // Some longer than a chunk, and enough of all to be moved together now and then.
        length: fc.option(fc.oneof(fc.nat({ max: 700 }), fc.nat({ max: 90_000 }), fc.constant(300_000)), { nil: -1 }),
      }),
      { maxLength: 120, size: 'max' },
    );
    fc.assert(
      fc.property(steps, (history) => {
        const pieces = new Pieces();
        const plain = new Map<number, ByteWriter>();
        for (const { number, fill, length } of history) {
          if (length < 0) {
            pieces.delete(number);
            plain.delete(number);
            continue;
          }
          const piece = written(fill, length);
          pieces.set(number, piece);
          plain.set(number, piece);
        }
        for (let number = 0; number <= 12; number += 1) {
          const piece = plain.get(number);
          expect(pieces.has(number)).to.equal(piece !== undefined);
          if (piece === undefined) continue;
          const { buffer, at } = pieces.read(number);
          expect(buffer.compare(piece.buffer, 0, piece.length, at, at + piece.length)).to.equal(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('takes no more room for what is replaced again and again', () => {
    const pieces = new Pieces();
    const round = (): number => {
      for (let number = 0; number < 20_000; number += 1) pieces.set(number, written(number, 40 + (number % 60)));
      return pieces.bytes;
    };
    const first = round();
    for (let again = 0; again < 6; again += 1) expect(round()).to.be.at.most(first * 1.6 + 1_100_000);
    for (let number = 0; number < 20_000; number += 1) pieces.delete(number);
    expect(pieces.bytes).to.be.at.most(1_500_000);
  });
});
