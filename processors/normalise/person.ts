import type { SourcePerson } from '../../schemas/generated/types.ts';
import { addressForms } from './addresses/index.ts';
import type { ComparableDate } from './comparableDate.ts';
import { comparableDate } from './comparableDate.ts';
import { comparablePhone } from './comparablePhone.ts';
import { comparableEmail } from './email.ts';
import type { NormalisedIdentifier } from './identifier.ts';
import type { NameToken } from './names/index.ts';
import { nameForms } from './names/index.ts';
import type { NormalisedPerson } from './record.ts';
import { normalisePerson } from './record.ts';
import type { Sex } from './sex.ts';

/** Everything by which a person's record is compared with others. Null and empty lists are no evidence. */
export interface PersonForms {
  readonly given: readonly NameToken[];
  readonly family: readonly NameToken[];
  /** Tokens of every name, whatever their place. */
  readonly names: readonly NameToken[];
  readonly suffix: string | null;
  readonly birthDate: ComparableDate | null;
  readonly sex: Exclude<Sex, 'unknown'> | null;
  readonly house: string | null;
  readonly street: readonly string[];
  readonly locality: readonly string[];
  readonly postcode: string | null;
  /** Words of the place of birth, as in `locality`. */
  readonly birthPlace: readonly string[];
  /** E.164, sorted, each once. */
  readonly phones: readonly string[];
  readonly email: string | null;
  /** Those that may be evidence: neither placeholders nor badly formed. */
  readonly identifiers: readonly NormalisedIdentifier[];
}

const isEvidence = ({ status }: NormalisedIdentifier): boolean => status !== 'placeholder' && status !== 'invalid';

const phonesOf = (person: NormalisedPerson): readonly string[] => {
  const phones = person.phones.map((phone) => comparablePhone(phone.e164)).filter((phone) => phone !== null);
  return phones.length < 2 ? phones : [...new Set(phones)].sort();
};

/**
 * The comparison forms of a person's record, in one flat object. Pure: the answer depends on the record alone.
 *
 * @param person as a source gave it, or normalised already
 * @returns lists of bounded length, see {@link nameForms} and {@link addressForms}. Never throws.
 */
export const personForms = (person: NormalisedPerson | SourcePerson): PersonForms => {
  const normalised = 'recordKey' in person ? normalisePerson(person) : person;
  const { given, family, all, suffix } = nameForms(normalised);
  const sex = normalised.sex;
  return {
    given,
    family,
    names: all,
    suffix,
    birthDate: comparableDate(normalised.birthDate?.value ?? null),
    sex: sex === 'unknown' ? null : sex,
    ...addressForms(normalised.address, normalised.area),
    birthPlace: addressForms(null, normalised.birthPlace).locality,
    phones: phonesOf(normalised),
    email: comparableEmail(normalised.email),
    identifiers: normalised.identifiers.filter(isEvidence),
  };
};
