import type { IdentifierType } from '../../core/identifierType.ts';

/** Types of identifiers that social registries commonly have; the configuration may replace any of them. */
export const commonIdentifierTypes: readonly IdentifierType[] = [
  {
    name: 'National ID',
    aliases: ['NID', 'National Identity Number', 'National ID Number', 'National Identity Card'],
    uniqueness: 'unique',
  },
  { name: 'Passport', aliases: ['Passport Number', 'Passport No'], uniqueness: 'unique' },
  {
    name: 'Birth Certificate',
    aliases: ['Birth Certificate Number', 'Birth Registration Number', 'BRN'],
    uniqueness: 'unique',
  },
  { name: 'UIN', aliases: ['Unique Identification Number', 'MOSIP UIN'], uniqueness: 'unique' },
  { name: 'Voter ID', aliases: ['Voter Card', 'Voter Number'], uniqueness: 'unique' },
  { name: 'Tax ID', aliases: ['TIN', 'Tax Identification Number'], uniqueness: 'unique' },
  { name: 'Household ID', aliases: ['HHID', 'Household Number', 'Household Identifier'], uniqueness: 'unique' },
  { name: 'Group ID', aliases: ['Group Number'], uniqueness: 'unique' },
  { name: 'Ration Card', aliases: ['Ration Card Number'], uniqueness: 'shared' },
];
