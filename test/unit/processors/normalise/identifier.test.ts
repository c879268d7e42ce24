import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { canonicalIdentifier, isPlaceholder, normaliseIdentifier } from '../../../../processors/normalise/index.ts';
import { nationalId } from '../support/records.ts';

describe('normalise: identifiers', () => {
  const spellings: readonly (readonly [written: string, canonical: string])[] = [
    ['ab-1234 567', 'AB1234567'],
    ['AB/12.34_567', 'AB1234567'],
    ['ＡＢ１２３４', 'AB1234'],
    ['١٢٣-٤٥٦', '123456'],
    ['۱۲۳۴', '1234'],
    ['१२३४', '1234'],
    ['\u200fع ١٢', 'ع12'],
    ['12–34', '1234'],
  ];
  for (const [written, canonical] of spellings) {
    it(`${written} is ${canonical}`, () => {
      expect(canonicalIdentifier(written)).to.equal(canonical);
    });
  }

  it('knows what clerks type to get past a form', () => {
    const placeholders = [
      '0',
      '0000',
      '000-000-000',
      '11111111',
      'XXXX',
      '1234',
      '123456789',
      '1234567890',
      '12345678901',
    ];
    const words = [
      'n/a',
      'N.A.',
      'unknown',
      'NONE',
      'no id',
      'sin dato',
      'لا يوجد',
      '0123456',
      '987654321',
      '???',
      '-',
    ];
    for (const text of [...placeholders, ...words])
      expect(isPlaceholder(canonicalIdentifier(text)), text).to.equal(true);
    for (const text of ['7', '1235', 'AB1234567', '112233', 'NAB12', '10000', '0100']) {
      expect(isPlaceholder(canonicalIdentifier(text)), text).to.equal(false);
    }
  });

  it('judges what is evidence: placeholder, shared, invalid, expired, else valid', () => {
    const status = (...given: Parameters<typeof nationalId>) =>
      normaliseIdentifier(nationalId(...given), '2026-01-15')?.status;
    expect(status('N/A', { wellFormed: false })).to.equal('placeholder');
    expect(status('AB7', { uniqueness: 'shared' })).to.equal('shared');
    expect(status('AB7', { wellFormed: false })).to.equal('invalid');
    expect(status('AB7', { expiry: '2026-01-14' })).to.equal('expired');
    expect(status('AB7', { expiry: '2026-01-15' })).to.equal('valid');
    expect(status('AB7', { expiry: 'never' })).to.equal('valid');
    expect(status('AB7', { uniqueness: 'unknown' })).to.equal('valid');
    expect(status('A7'.repeat(500_000))).to.equal('invalid');
  });

  it('keeps signs that are no value, and drops an empty one', () => {
    expect(normaliseIdentifier(nationalId(' -- '), '2026-01-15')).to.deep.include({
      value: '--',
      status: 'placeholder',
    });
    expect(normaliseIdentifier(nationalId(' '), '2026-01-15')).to.equal(null);
  });

  it('is idempotent, without case and spaces, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const once = canonicalIdentifier(text);
        expect(canonicalIdentifier(once)).to.equal(once);
        expect(once).not.to.match(/\s/u);
      }),
      { numRuns: 3_000 },
    );
  });
});
