import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { dayOf, readDate, readDay } from '../../../../processors/normalise/index.ts';

const read: readonly (readonly [text: string, precision: string, value: string, imprecise?: boolean])[] = [
  ['1980-03-04', 'day', '1980-03-04'],
  ['19800304', 'day', '1980-03-04'],
  ['1980/03/04', 'day', '1980-03-04'],
  ['1980-03-04T00:00:00Z', 'day', '1980-03-04'],
  ['1980-03-04 12:30', 'day', '1980-03-04'],
  ['1980-01-01', 'day', '1980-01-01', true],
  ['1980-03', 'month', '1980-03'],
  ['1980-03-00', 'month', '1980-03'],
  [' 1980 ', 'year', '1980'],
  ['1980-00-00', 'year', '1980'],
  ['2024-02-29', 'day', '2024-02-29'],
  ['2023-02-29', 'unknown', '2023-02-29'],
  ['2000-02-29', 'day', '2000-02-29'],
  ['1900-02-29', 'unknown', '1900-02-29'],
  ['1980-13-01', 'unknown', '1980-13-01'],
  ['1980-00-05', 'unknown', '1980-00-05'],
  ['0000-00-00', 'unknown', '0000-00-00'],
  ['03/04/1990', 'unknown', '03/04/1990'],
  ['circa 1950', 'unknown', 'circa 1950'],
  ['١٩٨٠-٠٣-٠٤', 'day', '1980-03-04'],
  ['۱۹۸۰/۰۳/۰۴', 'day', '1980-03-04'],
  ['१९८०-०३-०४', 'day', '1980-03-04'],
];

describe('normalise: dates', () => {
  for (const [text, precision, value, imprecise = false] of read) {
    it(`${text} is ${precision}`, () => {
      expect(readDate(text)).to.deep.equal({ precision, value, imprecise });
    });
  }

  it('no text is no date', () => {
    expect(readDate(null)).to.equal(null);
    expect(readDate(' \u200e')).to.equal(null);
  });

  it('a day is a day or nothing', () => {
    expect(readDay('20300101')).to.equal('2030-01-01');
    expect(readDay('2030-01')).to.equal(null);
    expect(dayOf(Date.UTC(2026, 0, 15, 23, 59))).to.equal('2026-01-15');
    expect(dayOf(Number.NaN)).to.equal('0000-01-01');
  });

  it('knows the same days as the calendar of ECMAScript', () => {
    const days = fc.record({
      year: fc.integer({ min: 1800, max: 2199 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 31 }),
    });
    fc.assert(
      fc.property(days, ({ year, month, day }) => {
        const text = [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
        const isReal = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
        expect(readDay(text)).to.equal(isReal ? text : null);
      }),
    );
  });

  it('what was read reads the same again, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-?\d{2}-?\d{2}$/u)), (text) => {
        const once = readDate(text);
        expect(readDate(once?.value ?? null)).to.deep.equal(once);
      }),
      { numRuns: 2_000 },
    );
  });
});
