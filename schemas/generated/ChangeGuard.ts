// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** How many adverse changes an area may see before a person is asked, as the configuration states it. Part of the log; its key is `policy/guard`, and the newest counts. */
export interface ChangeGuard {
  /** Of the records of the area, 0 to 1. */
  readonly share: number;
  /** So many pass without a guard. */
  readonly minimum: number;
  /** Milliseconds of observed time over which changes are counted. */
  readonly window: number;
  /** Milliseconds since 1970 UTC. */
  readonly statedAt: number;
}
