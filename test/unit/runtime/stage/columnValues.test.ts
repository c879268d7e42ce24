import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { arrayLiteral, dayOf, instantOf, uuidBytes } from '../../../../runtime/stage/columnValues.ts';

describe('values of columns', () => {
  it('count days as the engine does, from year 1 to 9999', () => {
    const days = fc.integer({ min: -719_162, max: 2_932_896 });
    fc.assert(
      fc.property(days, (day) => {
        expect(dayOf(new Date(day * 86_400_000).toISOString().slice(0, 10))).to.equal(day);
      }),
    );
  });

  for (const text of ['2023-02-29', '1900-02-29', '2024-00-10', '2024-13-01', '2024-04-31', '2024-4-1', 'today'])
    it(`take ${text} for no day`, () => {
      expect(dayOf(text)).to.be.NaN;
    });

  it('know the bytes of a UUID, in either case', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.boolean(), (uuid, upper) => {
        const bytes = uuidBytes(upper ? uuid.toUpperCase() : uuid);
        expect(Buffer.from(bytes ?? []).toString('hex')).to.equal(uuid.replaceAll('-', ''));
      }),
    );
    expect(uuidBytes('0c1d0f4e00000-5000-a000-000000000000')).to.equal(undefined);
  });

  it('take for a moment only what names its day', () => {
    expect(instantOf('2024-02-29T12:00:00.001Z')).to.equal(Date.UTC(2024, 1, 29, 12, 0, 0, 1));
    expect(instantOf('12 o’clock')).to.be.NaN;
    expect(instantOf('2024')).to.be.NaN;
  });

  it('write lists so that quotes and backslashes stay what they are', () => {
    expect(arrayLiteral(['a', 'b "c"', 'd\\e'])).to.equal('{"a","b \\"c\\"","d\\\\e"}');
  });
});
