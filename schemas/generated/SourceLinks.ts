// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** Which sources may be linked with each other, as the configuration states it. Part of the log, for the resolver reads no configuration; its key is `policy/sources`, and the newest counts. */
export interface SourceLinks {
  /** All sources about which something was stated, sorted. */
  readonly sources: readonly string[];
  /** Sorted; two sources that are no pair are never linked. */
  readonly linked: readonly SourcePair[];
  /** Milliseconds since 1970 UTC. */
  readonly statedAt: number;
}

/** Two sources whose records may be one person or group. */
export interface SourcePair {
  readonly lower: string;
  readonly higher: string;
}
