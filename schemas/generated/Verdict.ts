// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** What a person judged of two records: part of the log, so that it outlives models and rebuilds. Its key is `verdict/<lower>/<higher record key>`; the newest of a pair counts. */
export interface Verdict {
  readonly lowerRecordKey: string;
  readonly higherRecordKey: string;
  readonly judgement: Judgement;
  /** Who judged, as the deployment names its users. */
  readonly decidedBy: string;
  /** Why, without personal data. */
  readonly note: string | null;
  /** Milliseconds since 1970 UTC. */
  readonly decidedAt: number;
}

/** same: one person or group; different: two; none: an earlier verdict is taken back. */
export type Judgement = 'same' | 'different' | 'none';
