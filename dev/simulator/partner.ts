/**
 * What the simulated registry stores. OpenG2P keeps people and households in one table, `res.partner`; the names of
 * the fields are those of its GraphQL types, so that most of them need no resolver.
 * Partners are never changed in place: a change puts a new object in the place of the old one, so that a list of
 * partners taken earlier stays what it was.
 */

/** An identifier of a person or household. */
export interface Identifier {
  readonly idTypeAsStr: string;
  readonly value: string;
  /** `YYYY-MM-DD` or null. */
  readonly expiryDate: string | null;
}

/** A phone number of a person or household. Dates are `YYYY-MM-DD`. */
export interface Phone {
  readonly phoneNo: string;
  readonly phoneSanitized: string | null;
  readonly dateCollected: string | null;
  readonly disabled: string | null;
}

/** The place of an individual in a household; `individualId` null is a member that the registry has lost. */
export interface Membership {
  readonly individualId: number | null;
  readonly kind: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/** A row of `res.partner`: a person or a household. */
export interface Partner {
  /** The serial of the table; the registry never shows it, it only sorts by it. */
  readonly id: number;
  readonly isGroup: boolean;
  readonly name: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly addlName: string | null;
  readonly registrationDate: string | null;
  readonly address: string | null;
  readonly email: string | null;
  readonly birthPlace: string | null;
  readonly birthdate: string | null;
  readonly gender: string | null;
  readonly kind: string | null;
  readonly isPartialGroup: boolean | null;
  readonly regIds: readonly Identifier[];
  readonly phoneNumberIds: readonly Phone[];
  /** Of a household; empty for a person. A null entry is a membership that cannot be read. */
  readonly members: readonly (Membership | null)[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  /** Hidden truth, never served: which true person (`P…`) or household (`H…`) this row stands for. */
  readonly truthId: string;
}

/** A partner that has no serial yet. */
export type NewPartner = Omit<Partner, 'id' | 'createdAt' | 'writtenAt'>;

/** The name that OpenG2P shows: upper case, family name first, a space after every given name: `"DOE, JANE "`. */
export const displayName = (parts: {
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly addlName: string | null;
}): string => {
  const family = parts.familyName === null ? '' : `${parts.familyName}, `;
  const given = parts.givenName === null ? '' : `${parts.givenName} `;
  const additional = parts.addlName === null ? '' : `${parts.addlName} `;
  return `${family}${given}${additional}`.toUpperCase();
};
