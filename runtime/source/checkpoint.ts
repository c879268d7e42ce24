import type { ScanMode } from '../../core/source.ts';
import type { ImportRun, RunPhase, SourceCheckpoint } from '../../schemas/generated/types.ts';
import type { Counts, Stamps } from './decidePage.ts';
import type { RejectionCounts } from './rejections.ts';

/** The counts of a run that has just begun. */
export const noCounts: Counts = {
  published: 0,
  skippedUnchanged: 0,
  skippedWithoutIdentifier: 0,
  deadLettered: 0,
  refusedErased: 0,
};

/** The checkpoint of an import that has never run. */
export const newCheckpoint = (source: string, importName: string): SourceCheckpoint => ({
  source,
  import: importName,
  scopeHash: '',
  runId: null,
  mode: null,
  cursor: null,
  watermark: null,
  runStartedAt: null,
  interrupted: false,
  sequence: 0,
  highestTime: 0,
  counts: {},
  lastCompleteScanAt: null,
  lastIncrementalAt: null,
  withdrawalsHeld: 0,
  holdReason: null,
  recentWithdrawals: [],
  subscriptions: null,
});

/**
 * The checkpoint at the start of a run. With another scope than before, nothing that was read counts any longer: the
 * watermark is forgotten, and so is the last complete scan, by which the next one knows that whoever is absent is out of
 * scope.
 */
export const startRun = (
  checkpoint: SourceCheckpoint,
  run: { readonly id: string; readonly mode: ScanMode; readonly startedAt: number; readonly scopeHash: string },
): SourceCheckpoint => {
  const sameScope = checkpoint.scopeHash === run.scopeHash;
  return {
    ...checkpoint,
    scopeHash: run.scopeHash,
    runId: run.id,
    mode: run.mode,
    cursor: null,
    watermark: sameScope ? checkpoint.watermark : null,
    runStartedAt: run.startedAt,
    interrupted: false,
    counts: { ...noCounts },
    lastCompleteScanAt: sameScope ? checkpoint.lastCompleteScanAt : null,
  };
};

/** How the run in progress reads; a notice is no run that goes on. */
export const scanModeOf = ({ mode }: SourceCheckpoint): ScanMode =>
  mode === 'incremental' ? 'incremental' : 'complete';

/** The counts of the run in progress. */
export const countsOf = ({ counts }: SourceCheckpoint): Counts => {
  const of = (name: keyof Counts): number => counts[name] ?? 0;
  return {
    published: of('published'),
    skippedUnchanged: of('skippedUnchanged'),
    skippedWithoutIdentifier: of('skippedWithoutIdentifier'),
    deadLettered: of('deadLettered'),
    refusedErased: of('refusedErased'),
  };
};

const sum = (left: Counts, right: Counts): Counts => ({
  published: left.published + right.published,
  skippedUnchanged: left.skippedUnchanged + right.skippedUnchanged,
  skippedWithoutIdentifier: left.skippedWithoutIdentifier + right.skippedWithoutIdentifier,
  deadLettered: left.deadLettered + right.deadLettered,
  refusedErased: left.refusedErased + right.refusedErased,
});

/** What has been done since the last checkpoint. */
export interface Advance {
  readonly counts: Counts;
  readonly stamps: Stamps;
  readonly cursor: string | null;
  /** New totals of the run; as before when absent. */
  readonly rejections?: RejectionCounts;
}

/** The checkpoint after some records: the counts grow, the stamps move on. */
export const advance = (
  checkpoint: SourceCheckpoint,
  { counts, stamps, cursor, rejections }: Advance,
): SourceCheckpoint => ({
  ...checkpoint,
  cursor,
  sequence: stamps.sequence,
  highestTime: stamps.highestTime,
  counts: { ...checkpoint.counts, ...sum(countsOf(checkpoint), counts), ...rejections },
});

/** How a run has ended. */
export interface RunEnd {
  readonly endedAt: number;
  /** Undefined: as before. */
  readonly watermark: string | undefined;
  readonly withdrawalsHeld: number;
  readonly holdReason: string | null;
}

/**
 * The checkpoint between runs. Only a complete scan that was not interrupted counts as one, so that after a crash the
 * next is made at once: until then nobody can be found missing.
 */
export const endRun = (checkpoint: SourceCheckpoint, end: RunEnd): SourceCheckpoint => {
  const judged = checkpoint.mode === 'complete' && !checkpoint.interrupted;
  return {
    ...checkpoint,
    runId: null,
    mode: null,
    cursor: null,
    watermark: end.watermark ?? checkpoint.watermark,
    lastCompleteScanAt: judged ? end.endedAt : checkpoint.lastCompleteScanAt,
    lastIncrementalAt: end.endedAt,
    withdrawalsHeld: judged ? end.withdrawalsHeld : checkpoint.withdrawalsHeld,
    holdReason: judged ? end.holdReason : checkpoint.holdReason,
  };
};

/** Gives a run up without having reached the end of the scan: another scope, or another mode, takes its place. */
export const abandonRun = (checkpoint: SourceCheckpoint): SourceCheckpoint => ({
  ...checkpoint,
  runId: null,
  mode: null,
  cursor: null,
  runStartedAt: null,
});

/** The marker of a run in `source.records`. */
export const runMarker = (
  checkpoint: SourceCheckpoint,
  phase: RunPhase,
  end: { readonly endedAt: number | null; readonly pending: number; readonly held: number },
): { readonly key: string; readonly value: ImportRun } => {
  const { runId, mode, runStartedAt, source } = checkpoint;
  const id = runId ?? '';
  return {
    key: `run/${id}/${phase}`,
    value: {
      runId: id,
      source,
      import: checkpoint.import,
      mode: mode ?? 'incremental',
      phase,
      startedAt: runStartedAt ?? 0,
      endedAt: end.endedAt,
      ...countsOf(checkpoint),
      withdrawalsPending: end.pending,
      withdrawalsHeld: end.held,
    },
  };
};
