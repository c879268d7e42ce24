import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import type { MappedPerson, SourceEntry } from '../../../../core/source.ts';
import { mask } from '../../../../runtime/cli/mask.ts';
import { summariseSample } from '../../../../runtime/cli/sampleSummary.ts';

const person: MappedPerson = {
  recordId: null,
  fullName: 'DOE, JANE ',
  givenName: 'Jane',
  familyName: null,
  additionalName: null,
  sex: 'Female',
  birthDate: '1985-05-20',
  birthPlace: null,
  deathDate: null,
  deceased: null,
  disabled: null,
  address: null,
  area: null,
  email: null,
  registrationDate: null,
  identifiers: [
    { type: 'National ID', value: 'N-1', issuer: null, expiry: null, uniqueness: 'unique', wellFormed: true },
    { type: 'Club Card', value: 'C-1', issuer: null, expiry: null, uniqueness: 'unknown', wellFormed: true },
  ],
  phones: [],
  attributes: {},
};

describe('mask', () => {
  const cases = [
    ['Jane Doe', 'Aaaa Aaa'],
    ['1985-05-20', '9999-99-99'],
    ['+63 917', '+99 999'],
    ['محمد', 'aaaa'],
    ['x'.repeat(50), `${'a'.repeat(40)}…`],
  ] as const;
  for (const [value, shape] of cases) {
    it(`shows ${JSON.stringify(value.slice(0, 12))} as ${shape.slice(0, 12)}`, () => {
      expect(mask(value)).to.equal(shape);
    });
  }

  it('leaves no letter and no digit as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(mask(value)).not.to.match(/[^\P{L}aA]|[^\P{N}9]/u);
      }),
    );
  });
});

describe('summariseSample', () => {
  const error = new EtlError('FIELD_TOO_LONG', 'record', 'too long', { component: 'test', field: 'givenName' });
  const entries: SourceEntry[] = [
    { kind: 'person', person, raw: '{}' },
    { kind: 'person', person: { ...person, givenName: null, identifiers: [] }, raw: '{}' },
    { kind: 'rejected', error, target: 'person', recordId: null, identifiers: [], raw: '{}' },
  ];

  it('counts what is filled and shows only shapes', () => {
    const summary = summariseSample(entries);
    expect(summary.persons).to.deep.include({ field: 'givenName', filled: 1, of: 2, example: 'Aaaa' });
    expect(summary.persons).to.deep.include({ field: 'familyName', filled: 0, of: 2, example: '' });
    expect(JSON.stringify(summary)).not.to.match(/Jane|DOE|N-1/);
  });

  it('names what will identify nobody and what breaks the mapping', () => {
    const summary = summariseSample(entries);
    expect(summary.unknownIdentifierTypes).to.deep.equal(['Club Card']);
    expect(summary.withoutUniqueIdentifier).to.equal(1);
    expect(summary.rejected).to.deep.equal({ 'FIELD_TOO_LONG givenName': 1 });
  });

  it('takes the members out of groups', () => {
    const members = [{ person, kinds: ['Head'], startDate: null, endDate: null, relation: null, raw: '{}' }];
    const group = { ...person, name: 'H', groupKind: null, partial: null, members };
    const summary = summariseSample([{ kind: 'group', group, raw: '{}' }]);
    expect(summary.groups).to.deep.include({ field: 'members', filled: 1, of: 1, example: '1 ×' });
    expect(summary.persons.length).to.be.greaterThan(0);
  });
});
