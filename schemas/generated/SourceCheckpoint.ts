// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { ScanMode } from './ImportRun.ts';

/** Where an import of a source stands. */
export interface SourceCheckpoint {
  readonly source: string;
  readonly import: string;
  /** Hash of the import's query and filters: an edited query makes absent records out of scope, not withdrawn. */
  readonly scopeHash: string;
  /** The run in progress; null between runs. */
  readonly runId: string | null;
  readonly mode: ScanMode | null;
  readonly cursor: string | null;
  readonly watermark: string | null;
  readonly runStartedAt: number | null;
  /** The run was resumed after a crash: it withdraws nobody. */
  readonly interrupted: boolean;
  /** Highest first-seen sequence given. */
  readonly sequence: number;
  /** Highest first-seen time given. */
  readonly highestTime: number;
  /** Counts of the run in progress. */
  readonly counts: Readonly<Record<string, number>>;
  readonly lastCompleteScanAt: number | null;
  readonly lastIncrementalAt: number | null;
  /** Withdrawals that a guard holds back. */
  readonly withdrawalsHeld: number;
  readonly holdReason: string | null;
  readonly recentWithdrawals: readonly WithdrawalWindow[];
  /** The connector's own text on what it is subscribed to at the registry; no secret and no personal data. */
  readonly subscriptions: string | null;
}

/** Withdrawals published in one run, for the rolling window. */
export interface WithdrawalWindow {
  readonly time: number;
  readonly count: number;
}
