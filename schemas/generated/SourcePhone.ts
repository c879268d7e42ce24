// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** A phone as the registry gives it. */
export interface SourcePhone {
  readonly number: string;
  /** YYYY-MM-DD */
  readonly collected: string | null;
  /** YYYY-MM-DD; null while in use. */
  readonly disabled: string | null;
}
