// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** A person lets the changes go that the rate guard holds in an area, and its count begins anew. Part of the log; its key is `hold/area/<area>`. */
export interface AreaRelease {
  /** As the registrants of the area have it; empty: those without one. */
  readonly area: string;
  /** Who released, as the deployment names its users. */
  readonly decidedBy: string;
  /** Why, without personal data. */
  readonly note: string | null;
  /** Milliseconds since 1970 UTC. */
  readonly decidedAt: number;
}
