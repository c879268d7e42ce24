// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** A membership, written by the group's event alone. */
export interface GroupMember {
  readonly registrantId: string;
  readonly kinds: readonly string[];
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly relation: string | null;
}
