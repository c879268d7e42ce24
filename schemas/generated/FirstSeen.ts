// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** The moment at which a source first published a record: orders records for ever, carried in every later event. */
export interface FirstSeen {
  /** Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log. */
  readonly time: number;
  /** Name of the source that published it. */
  readonly source: string;
  /** Counts up within the source, so that no two records share a moment. */
  readonly sequence: number;
}
