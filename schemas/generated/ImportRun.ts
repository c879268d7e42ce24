// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** Start or end of an import run in the log. Passed on to every output partition, it says that everything before it has arrived. */
export interface ImportRun {
  readonly runId: string;
  readonly source: string;
  readonly import: string;
  readonly mode: ScanMode;
  readonly phase: RunPhase;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Source records published by the run. */
  readonly published: number;
  readonly skippedUnchanged: number;
  readonly skippedWithoutIdentifier: number;
  /** Missing from this complete scan, not yet withdrawn. */
  readonly withdrawalsPending: number;
  /** Would be withdrawn, held by a guard. */
  readonly withdrawalsHeld: number;
  /** Entries that the source could not publish. */
  readonly deadLettered: number;
  /** Records that were erased, and came again, and were refused. */
  readonly refusedErased: number;
}

/** How the import was read; notice: it was not, the registry has told of some records by itself. */
export type ScanMode = 'incremental' | 'complete' | 'notice';

/** started, or how it ended. */
export type RunPhase = 'started' | 'completed' | 'interrupted';
