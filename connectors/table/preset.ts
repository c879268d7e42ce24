import { MappingConfig } from '../mapping/config.ts';
import { mergeMappings } from '../mapping/merge.ts';

const identifierColumns: readonly (readonly [type: string, columns: string])[] = [
  ['National ID', 'national_id || nid'],
  ['Passport', 'passport || passport_number'],
  ['Birth Certificate', 'birth_certificate'],
  ['UIN', 'uin'],
  ['Voter ID', 'voter_id'],
  ['Tax ID', 'tax_id'],
];

const identifiers = {
  path: `identifiers || [${identifierColumns
    .map(([type, columns]) => `{type: '${type}', value: ${columns}}`)
    .join(', ')}]`,
  type: 'type',
  value: 'value',
  issuer: 'issuer',
  expiry: 'expiry',
};

const phones = {
  path: 'phones || [{number: phone}, {number: phone_number}, {number: mobile}]',
  number: 'number',
  collected: 'collected',
  disabled: 'disabled',
};

const shared = {
  recordId: 'id',
  address: 'address || street',
  area: 'area || district',
  registrationDate: 'registration_date',
};

const tables = {
  yesOrNo: {
    true: true,
    t: true,
    yes: true,
    y: true,
    '1': true,
    false: false,
    f: false,
    no: false,
    n: false,
    '0': false,
  },
};

/** How the rows of a registry are read whose columns are called as OpenG2P and OpenSPP (Odoo's `res.partner`) call them. */
const preset: MappingConfig = MappingConfig.parse({
  person: {
    fields: {
      ...shared,
      fullName: 'name || full_name',
      givenName: 'given_name || first_name',
      familyName: 'family_name || last_name',
      additionalName: 'addl_name || middle_name',
      sex: 'gender || sex',
      birthDate: 'birthdate || birth_date || date_of_birth',
      birthPlace: 'birth_place',
      deathDate: 'death_date',
      deceased: { path: 'deceased', values: 'yesOrNo' },
      disabled: { path: 'disability', values: 'yesOrNo' },
      sealed: { path: 'sealed', values: 'yesOrNo' },
      email: 'email',
    },
    identifiers,
    phones,
  },
  group: {
    fields: { ...shared, name: 'name', groupKind: 'kind' },
    identifiers: { ...identifiers, path: "identifiers || [{type: 'Household ID', value: household_id}]" },
    phones,
    members: null,
  },
  values: tables,
});

/**
 * The mapping by which rows are read.
 *
 * @param own the operator's; what it leaves out is read as OpenG2P calls it
 */
export const rowMapping = (own: MappingConfig | undefined): MappingConfig =>
  own === undefined ? preset : mergeMappings(preset, own);
