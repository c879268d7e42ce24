// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** An identifier of a registrant or group in its canonical form. */
export interface Identifier {
  readonly type: string;
  /** Canonical value. */
  readonly value: string;
  readonly issuer: string | null;
  readonly expiry: string | null;
  readonly status: IdentifierStatus;
  /** Day on which it was gone from a complete list; null while current. */
  readonly endDate: string | null;
}

/** valid identifiers of unique types link records; all others are kept and link nothing. */
export type IdentifierStatus = 'valid' | 'expired' | 'invalid' | 'placeholder' | 'shared';
