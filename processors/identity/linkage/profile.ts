import type { AddressForms, ComparableDate, NameForms } from './forms.ts';

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
