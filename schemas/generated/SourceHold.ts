// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** Somebody else publishes for a source: its worker waits until the hold is released or has run out. */
export interface SourceHold {
  readonly source: string;
  /** Names this hold alone: a worker that was fenced knows by it that a hold came in between. */
  readonly holder: string;
  /** What is done meanwhile, for example redrive. */
  readonly purpose: string;
  /** Milliseconds since 1970 UTC. */
  readonly since: number;
  /** After this moment it holds nobody, released or not; milliseconds since 1970 UTC. */
  readonly until: number;
  readonly released: boolean;
}
