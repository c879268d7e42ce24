import { expect } from 'chai';
import fc from 'fast-check';
import { comparisonsFor } from '../../../../../processors/identity/linkage/comparisons/catalogue.ts';
import { createComparer } from '../../../../../processors/identity/linkage/comparisons/compare.ts';
import { jaroWinkler, withinOneEdit } from '../../../../../processors/identity/linkage/comparisons/similarity.ts';
import { createDictionary } from '../../../../../processors/identity/linkage/index.ts';
import { readRows } from '../../../../support/people/profiles.ts';
import type { Row } from '../../../../support/people/registry.ts';

const names = comparisonsFor([]).map(({ name }) => name);

/** Levels by name of two rows that are given as cells of a file. */
const levelsOf = (one: Row, other: Row): Record<string, string> => {
  const headers = Object.keys({ ...one, ...other });
  const filled = [one, other].map((row) => Object.fromEntries(headers.map((header) => [header, row[header] ?? ''])));
  const { profiles } = readRows(
    filled.map((row) => ({ ...row, truth: 'x' })),
    'truth',
  );
  const dictionary = createDictionary({ texts: [] });
  const [a, b] = profiles.map((profile) => dictionary.contentOf(profile));
  if (a === undefined || b === undefined) throw new Error('two rows were given');
  const [levels, back] = [new Int8Array(names.length), new Int8Array(names.length)];
  const { compare } = createComparer();
  compare(a, b, levels);
  compare(b, a, back);
  expect([...levels], 'symmetric').to.deep.equal([...back]);
  return Object.fromEntries(
    comparisonsFor([]).flatMap(({ name, levels: known }, field) => {
      const level = known[levels[field] ?? -1];
      return level === undefined ? [] : [[name, level]];
    }),
  );
};

describe('linkage/comparisons', () => {
  const tables: readonly (readonly [what: string, a: Row, b: Row, levels: Row])[] = [
    [
      'one name',
      { given_name: 'Amina', surname: 'Hassan' },
      { given_name: 'amina', surname: 'HASSAN' },
      { givenName: 'same', familyName: 'same' },
    ],
    [
      'two scripts',
      { given_name: 'محمد', surname: 'خليل' },
      { given_name: 'Mohammed', surname: 'Khalil' },
      { givenName: 'sounds-alike', familyName: 'sounds-alike' },
    ],
    ['a wrong letter', { given_name: 'Elizabeth' }, { given_name: 'Elixabeth' }, { givenName: 'similar' }],
    ['a second name left out', { given_name: 'Maria Teresa' }, { given_name: 'Maria' }, { givenName: 'contained' }],
    [
      'names in the wrong columns',
      { given_name: 'Okello', surname: 'Grace' },
      { given_name: 'Grace', surname: 'Okello' },
      { givenName: 'swapped', familyName: 'same' },
    ],
    [
      'an initial',
      { given_name: 'J.', surname: 'Mwangi' },
      { given_name: 'Joseph', surname: 'Mwangi' },
      { givenName: 'initial', familyName: 'same' },
    ],
    [
      'two people',
      { given_name: 'Peter', surname: 'Smith' },
      { given_name: 'Ruth', surname: 'Mbeki' },
      { givenName: 'different', familyName: 'different' },
    ],
    [
      'full names in another order',
      { full_name: 'Juan Perez Lopez' },
      { full_name: 'Perez Lopez, Juan' },
      { fullName: 'same' },
    ],
    ['a whole date', { dob: '1980-05-17' }, { dob: '17/05/1980' }, { birthDate: 'same' }],
    ['day and month exchanged', { dob: '1980-05-07' }, { dob: '1980-07-05' }, { birthDate: 'day-month-swapped' }],
    ['a digit', { dob: '1980-05-17' }, { dob: '1980-05-11' }, { birthDate: 'one-digit' }],
    ['a year alone', { dob: '1980-05-17' }, { dob: '1980' }, { birthDate: 'same-year-imprecise' }],
    ['another birthday', { dob: '1980-05-17' }, { dob: '1999-11-23' }, { birthDate: 'different' }],
    ['a phone with its country', { phone: '+250 788 123 987' }, { phone: '0788123987' }, { phone: 'same' }],
    [
      'house and street',
      { address: '12 Acacia Avenue', city: 'Gulu' },
      { address: '12 Acacia Ave', city: 'Gulu' },
      { street: 'same', place: 'same-locality' },
    ],
    [
      'what one does not say',
      { given_name: 'Amina', dob: '1980-05-17' },
      { given_name: 'Amina' },
      { givenName: 'same' },
    ],
  ];
  for (const [what, a, b, expected] of tables) {
    it(`compares ${what}`, () => {
      expect(levelsOf(a, b)).to.include(expected);
    });
  }

  it('takes what is not known for no evidence', () => {
    expect(levelsOf({ given_name: 'Amina', dob: '1980-05-17', sex: 'F' }, { given_name: 'Amina' })).to.deep.equal({
      givenName: 'same',
    });
  });

  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e'), maxLength: 9 });

  it('measures symmetrically, and finds every single edit', () => {
    fc.assert(
      fc.property(letters, letters, fc.nat(8), (a, b, at) => {
        expect(jaroWinkler(a, b)).to.equal(jaroWinkler(b, a));
        expect(withinOneEdit(a, b)).to.equal(withinOneEdit(b, a));
        expect(withinOneEdit(a, a.slice(0, at) + a.slice(at + 1))).to.equal(true);
      }),
    );
  });
});
