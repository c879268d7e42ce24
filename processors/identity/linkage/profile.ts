import type { AddressForms, ComparableDate, NameForms, PersonForms } from '../../normalise/index.ts';

/** An identifier as evidence. */
export interface ProfileIdentifier {
  /** What can be compared with each other: type and issuer. */
  readonly slot: string;
  /** Canonical value. */
  readonly value: string;
  /** Whether one living person holds one value of this slot, so that two valid values contradict each other. */
  readonly unique: boolean;
}

/**
 * What of one record speaks for or against its being the same person as another. Everything is normalised already; what
 * is not known is null or empty, and speaks for nothing.
 */
export interface PersonProfile {
  readonly names: NameForms;
  readonly birth: ComparableDate | null;
  readonly sex: 'male' | 'female' | 'other' | null;
  /** E.164, or digits alone where no country is known. */
  readonly phones: readonly string[];
  /** Lower case. */
  readonly emails: readonly string[];
  readonly address: AddressForms | null;
  /** State, province or region: the widest area of the address. */
  readonly region: string | null;
  readonly identifiers: readonly ProfileIdentifier[];
  readonly birthPlace: string | null;
  /** Further texts by name, compared as texts: occupation, names of parents, and whatever else a source has. */
  readonly texts: Readonly<Record<string, string>>;
  /** The entries in which the record came: the members of one entry are different people. */
  readonly submissions: readonly string[];
  /** The household that the source names; teaches what members of a household have in common. */
  readonly household: string | null;
}

/**
 * The profile of a normalised person. Of the identifiers only valid ones of a unique type are evidence: what many hold,
 * what has expired and what a household shares would link people who have nothing else in common.
 *
 * @param submissions keys of the entries in which the record came
 */
export const profileOfPerson = (forms: PersonForms, submissions: readonly string[]): PersonProfile => {
  const { house, street, locality, postcode } = forms;
  const hasAddress = street.length > 0 || locality.length > 0 || postcode !== null;
  return {
    names: { given: forms.given, family: forms.family, all: forms.names, suffix: forms.suffix },
    birth: forms.birthDate,
    sex: forms.sex,
    phones: forms.phones,
    emails: forms.email === null ? [] : [forms.email],
    address: hasAddress ? { house, street, locality, postcode } : null,
    region: null,
    identifiers: forms.identifiers
      .filter(({ status, unique }) => status === 'valid' && unique)
      .map(({ type, issuer, value, unique }) => ({ slot: `${type}\t${issuer ?? ''}`, value, unique })),
    birthPlace: forms.birthPlace.length === 0 ? null : forms.birthPlace.join(' '),
    texts: {},
    submissions,
    household: null,
  };
};
