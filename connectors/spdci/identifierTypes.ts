import type { IdentifierType } from '../../core/identifierType.ts';

/**
 * Types of identifiers that SPDCI registries commonly have: the codes of the standard, and the names in which OpenSPP
 * writes its own. The configuration may replace any of them.
 */
export const identifierTypes: readonly IdentifierType[] = [
  {
    name: 'National ID',
    aliases: ['NID', 'NationalID', 'urn:openspp:vocab:id-type#national_id', 'National Identity Number'],
    uniqueness: 'unique',
  },
  { name: 'UIN', aliases: ['Unique Identification Number'], uniqueness: 'unique' },
  { name: 'Passport', aliases: ['Passport Number', 'urn:openspp:vocab:id-type#passport'], uniqueness: 'unique' },
  {
    name: 'Birth Certificate',
    aliases: ['BRN', 'Birth Registration Number', 'urn:openspp:vocab:id-type#birth_certificate'],
    uniqueness: 'unique',
  },
  {
    name: 'Household ID',
    aliases: ['HouseholdID', 'HHID', 'GroupID', 'urn:openspp:vocab:id-type#household_id'],
    uniqueness: 'unique',
  },
];
