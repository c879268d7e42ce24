import { expect } from 'chai';
import { profileOfPerson } from '../../../../../processors/identity/linkage/index.ts';
import {
  personForms,
  type NormalisedIdentifier,
  type NormalisedPerson,
} from '../../../../../processors/normalise/index.ts';

const identifier = (changes: Partial<NormalisedIdentifier>): NormalisedIdentifier => ({
  type: 'national-id',
  value: '84512',
  issuer: null,
  expiry: null,
  status: 'valid',
  unique: true,
  ...changes,
});

const person: NormalisedPerson = {
  fullName: null,
  givenName: 'Amina',
  familyName: 'Hassan',
  additionalName: null,
  sex: 'unknown',
  birthDate: { precision: 'day', value: '1980-05-17', imprecise: false },
  birthPlace: 'Gulu',
  deceased: null,
  deathDate: null,
  disabled: null,
  address: null,
  area: null,
  email: null,
  registrationDate: null,
  identifiers: [
    identifier({}),
    identifier({ type: 'passport', status: 'expired' }),
    identifier({ type: 'household-card', unique: false }),
  ],
  phones: [],
  attributes: {},
};

describe('linkage/profile', () => {
  const profile = profileOfPerson(personForms(person), ['entry']);

  it('reads what a normalised person says, and takes what it does not say for nothing', () => {
    expect(profile.names.all.map(({ native }) => native)).to.deep.equal(['amina', 'hassan']);
    expect(profile.birth?.year).to.equal(1980);
    expect(profile).to.include({ sex: null, address: null, birthPlace: 'gulu' });
    expect(profile.submissions).to.deep.equal(['entry']);
  });

  it('takes only valid identifiers of a unique type for evidence', () => {
    expect(profile.identifiers.map(({ value, slot }) => [slot, value])).to.deep.equal([['national-id\t', '84512']]);
  });
});
