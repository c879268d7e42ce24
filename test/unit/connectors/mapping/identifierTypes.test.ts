import { expect } from 'chai';
import { describe, it } from 'mocha';
import { compileIdentifierTypes, mergeIdentifierTypes } from '../../../../connectors/mapping/identifierTypes.ts';
import type { IdentifierType } from '../../../../core/identifierType.ts';

const type = (name: string, more: Partial<IdentifierType> = {}): IdentifierType => ({
  name,
  aliases: [],
  uniqueness: 'unique',
  ...more,
});

describe('identifier types', () => {
  it('compares spellings without case, spaces and punctuation, and gives the canonical name', () => {
    const stamp = compileIdentifierTypes([type('National ID', { aliases: ['N.I.D.'] })]);
    for (const spelling of ['national id', 'NATIONAL-ID', 'NationalID', 'nid', 'N I D']) {
      expect(stamp(spelling, 'x'), spelling).to.include({ type: 'National ID', uniqueness: 'unique' });
    }
    expect(stamp('Library Card', 'x')).to.deep.equal({ type: 'Library Card', uniqueness: 'unknown', wellFormed: true });
  });

  it('holds the whole trimmed value against the pattern', () => {
    const stamp = compileIdentifierTypes([type('NID', { pattern: '\\d{4}|X' })]);
    expect(stamp('NID', ' 1234 ').wellFormed).to.equal(true);
    expect(stamp('NID', '12345').wellFormed).to.equal(false);
    expect(stamp('NID', '1234X').wellFormed).to.equal(false);
  });

  it('verifies checksums: luhn, verhoeff and those of stdnum', () => {
    const stamp = compileIdentifierTypes([
      type('Luhn', { checksum: 'luhn' }),
      type('Verhoeff', { checksum: 'verhoeff' }),
      type('Aadhaar', { checksum: 'in_.aadhaar' }),
      type('CURP', { checksum: 'mx.curp' }),
    ]);
    expect(stamp('Luhn', '7992 7398 713').wellFormed).to.equal(true);
    expect(stamp('Luhn', '79927398710').wellFormed).to.equal(false);
    expect(stamp('Luhn', 'abc').wellFormed).to.equal(false);
    expect(stamp('Verhoeff', '2363').wellFormed).to.equal(true);
    expect(stamp('Verhoeff', '2364').wellFormed).to.equal(false);
    expect(stamp('Aadhaar', '234123412346').wellFormed).to.equal(true);
    expect(stamp('Aadhaar', '234123412347').wellFormed).to.equal(false);
    expect(stamp('CURP', 'nonsense').wellFormed).to.equal(false);
  });

  it('refuses what cannot work before anything is read', () => {
    const wrong: readonly (readonly IdentifierType[])[] = [
      [type('A', { pattern: '(' })],
      [type('A', { checksum: 'no.such' })],
      [type('A', { checksum: 'constructor.name' })],
      [type('A', { aliases: ['B'] }), type('b')],
      [type('--')],
    ];
    for (const types of wrong) {
      expect(() => compileIdentifierTypes(types))
        .to.throw()
        .with.property('code', 'IDENTIFIER_TYPE_INVALID');
    }
  });

  it('lets own types replace those of a preset, spelling by spelling', () => {
    const preset = [type('National ID', { aliases: ['NID', 'BRN'] }), type('Passport', { aliases: ['PP'] })];
    const own = [type('national-id', { uniqueness: 'shared' }), type('Special', { aliases: ['pp'] })];
    const merged = mergeIdentifierTypes(preset, own);
    expect(merged.map((one) => [one.name, one.aliases])).to.deep.equal([
      ['Passport', []],
      ['national-id', []],
      ['Special', ['pp']],
    ]);
    expect(() => compileIdentifierTypes(merged)).not.to.throw();
  });
});
