import { dayOf } from './clock.ts';
import type { Identifier, Partner } from './partner.ts';

/** The identifier types that the simulated registry knows, by the label that it shows. */
export const identifierTypes = {
  nationalId: 'National ID',
  passport: 'Passport',
  birthCertificate: 'Birth Certificate',
  /** Of groups. */
  householdId: 'Household ID',
  /** Of people, but one for the whole household. */
  sharedPhone: 'Phone-shared',
} as const;

/** The types of which no two people have the same value. */
const uniquePersonTypes: readonly string[] = [
  identifierTypes.nationalId,
  identifierTypes.passport,
  identifierTypes.birthCertificate,
];

/** What clerks type into a field that must not stay empty. */
export const placeholderValues: readonly string[] = ['0000000000', '9999999999', 'N/A', 'UNKNOWN', 'XXXXXXXX'];

/** Why an identifier says nothing about who somebody is; `valid` when it does. */
export type IdentifierStanding = 'valid' | 'expired' | 'placeholder' | 'shared type';

/**
 * Judges an identifier as a registrar would.
 *
 * @param now milliseconds since 1970; an identifier is good through its expiry day
 */
export const standingOf = (identifier: Identifier, now: number): IdentifierStanding => {
  if (!uniquePersonTypes.includes(identifier.idTypeAsStr)) return 'shared type';
  if (placeholderValues.includes(identifier.value)) return 'placeholder';
  if (identifier.expiryDate !== null && identifier.expiryDate < dayOf(now)) return 'expired';
  return 'valid';
};

/** The identifiers of a partner that say who the person is, as `type|value`. */
export const identityKeys = (partner: Pick<Partner, 'regIds'>, now: number): string[] =>
  partner.regIds
    .filter((identifier) => standingOf(identifier, now) === 'valid')
    .map((identifier) => `${identifier.idTypeAsStr}|${identifier.value}`);

/** Gives identifiers out; no value is ever given twice. */
export interface IdentifierIssuer {
  nationalId(): string;
  passport(): string;
  birthCertificate(): string;
  householdId(): string;
}

// Odd and no multiple of five, so n ↦ n · factor mod 10^10 meets no value twice: looks random, never collides.
const factor = 1_234_577;
const modulus = 10_000_000_000;

/**
 * @param seed moves the sequence, so that two registries do not give the same numbers out
 */
export const createIssuer = (seed: number): IdentifierIssuer => {
  let serial = 1 + (Math.abs(seed) % 1_000) * 2_000_003;
  const digits = (): string => {
    for (;;) {
      const value = String((serial++ * factor) % modulus).padStart(10, '0');
      if (!placeholderValues.includes(value)) return value;
    }
  };
  return {
    nationalId: digits,
    passport: () => `P${digits()}`,
    birthCertificate: () => `BC-${digits()}`,
    householdId: () => `HH-${digits()}`,
  };
};
