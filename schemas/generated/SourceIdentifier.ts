// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** An identifier as the registry gives it, with what the source's configuration says about its type. */
export interface SourceIdentifier {
  readonly type: string;
  readonly value: string;
  readonly issuer: string | null;
  /** Day after which it is no longer valid, YYYY-MM-DD. */
  readonly expiry: string | null;
  readonly uniqueness: IdentifierUniqueness;
  /** False when it breaks the pattern or checksum configured for its type. */
  readonly wellFormed: boolean;
}

/** unique: one living person or group has it; shared: households share it; unknown: the type is not configured. */
export type IdentifierUniqueness = 'unique' | 'shared' | 'unknown';
