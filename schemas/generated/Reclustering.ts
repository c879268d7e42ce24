// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** A step after a release or a changed policy: a slice of the records is clustered anew. Part of the log, so that no input has more consequences than a slice has. Its key is `recluster/<scope>/<slice>/<of>`. */
export interface Reclustering {
  readonly scope: ReclusteringScope;
  /** From 0. */
  readonly slice: number;
  /** How many slices there are. */
  readonly of: number;
  /** Milliseconds since 1970 UTC. */
  readonly requestedAt: number;
}

/** held: records of which something waits; all: everybody. */
export type ReclusteringScope = 'held' | 'all';
