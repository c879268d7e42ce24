import { MappingConfig } from '../mapping/config.ts';

const identifiers = {
  path: 'regIds',
  type: 'idTypeAsStr',
  value: 'value',
  expiry: 'expiryDate',
};

const phones = {
  path: 'phoneNumberIds',
  number: 'phoneNo || phoneSanitized',
  collected: 'dateCollected',
  disabled: 'disabled',
};

/** Dates that only tell when OpenG2P touched its row, and what the choice of the import says already. */
const ignore = ['createDate', 'writeDate', 'isGroup'];

/** How OpenG2P's registrants are read, in the shape of a mapping file. */
export const preset: MappingConfig = MappingConfig.parse({
  person: {
    fields: {
      fullName: 'name',
      givenName: 'givenName',
      familyName: 'familyName',
      additionalName: 'addlName',
      sex: 'gender',
      birthDate: 'birthdate',
      birthPlace: 'birthPlace',
      address: 'address',
      email: 'email',
      registrationDate: 'registrationDate',
    },
    identifiers,
    phones,
    // Of no meaning for a person, who has them all the same: OpenG2P keeps individuals and groups in one table.
    ignore: [...ignore, 'kind', 'isPartialGroup', 'groupMembershipIds'],
  },
  group: {
    fields: {
      name: 'name',
      groupKind: 'kind',
      partial: 'isPartialGroup',
      address: 'address',
      registrationDate: 'registrationDate',
    },
    identifiers,
    phones,
    members: {
      path: 'groupMembershipIds',
      person: 'individual',
      kinds: '[kind.name]',
      startDate: 'createDate',
    },
    ignore: [...ignore, 'givenName', 'familyName', 'addlName', 'gender', 'birthdate', 'birthPlace'],
  },
});
