// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** A phone of a registrant or group. */
export interface Phone {
  /** As collected. */
  readonly number: string;
  /** E.164 form, where the number could be read. */
  readonly e164: string | null;
  readonly collected: string | null;
  readonly disabled: string | null;
}
