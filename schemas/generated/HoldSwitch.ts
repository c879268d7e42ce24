// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** Whether adverse changes of a kind wait for a person. Part of the log, so that the resolver's decisions follow from it alone. Its key is `hold/<kind>`; the newest counts. */
export interface HoldSwitch {
  readonly kind: HeldChange;
  readonly on: boolean;
  /** Who switched, as the deployment names its users. */
  readonly decidedBy: string;
  /** Why, without personal data. */
  readonly note: string | null;
  /** Milliseconds since 1970 UTC. */
  readonly decidedAt: number;
}

/** Adverse changes: two registrants become one, one is parted, one is gone. */
export type HeldChange = 'merge' | 'split' | 'withdraw';
