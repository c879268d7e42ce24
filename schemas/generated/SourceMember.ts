// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** A member of a group, by record key. */
export interface SourceMember {
  readonly recordKey: string;
  readonly kinds: readonly string[];
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly relation: string | null;
}
