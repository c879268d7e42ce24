import type { ScanMode } from '../../core/source.ts';
import type { SourceCheckpoint } from '../../schemas/generated/types.ts';
import { scanModeOf } from './checkpoint.ts';
import type { ImportOptions, Pace } from './options.ts';

/** A scan that is to be made. */
export interface Due {
  readonly import: ImportOptions;
  readonly mode: ScanMode;
  /** Milliseconds since 1970 UTC; in the past: at once. */
  readonly at: number;
}

/**
 * When a scan is due that follows on one that ended at a given moment. A moment that has been missed stays due: what was
 * down at two in the morning scans when it is up again, once.
 */
export const nextAfter = (pace: Pace, ended: number): number => (typeof pace === 'number' ? ended + pace : pace(ended));

const dueOf = (options: ImportOptions, checkpoint: SourceCheckpoint | undefined, notBefore: number): Due => {
  const { lastCompleteScanAt = null, lastIncrementalAt = null, runId = null } = checkpoint ?? {};
  // A run in progress comes first: it has been waited for long enough.
  if (checkpoint !== undefined && runId !== null)
    return { import: options, mode: scanModeOf(checkpoint), at: notBefore };
  const complete = lastCompleteScanAt === null ? 0 : nextAfter(options.completeEvery, lastCompleteScanAt);
  const incremental = lastIncrementalAt === null ? 0 : nextAfter(options.every, lastIncrementalAt);
  // A complete scan sees all that an incremental one would.
  const chosen: ScanMode = complete <= incremental ? 'complete' : 'incremental';
  return { import: options, mode: chosen, at: Math.max(notBefore, Math.min(complete, incremental)) };
};

/**
 * The scan that comes next: the one that is due first; of those due at once, in the order of the configuration.
 *
 * @param checkpoints by import
 * @param notBefore by import: when one that has failed may be tried again
 * @returns undefined when the source has no imports
 */
export const nextDue = (
  imports: readonly ImportOptions[],
  checkpoints: ReadonlyMap<string, SourceCheckpoint>,
  notBefore: ReadonlyMap<string, number>,
  now: number,
): Due | undefined => {
  const dues = imports.map((options) =>
    dueOf(options, checkpoints.get(options.name), notBefore.get(options.name) ?? 0),
  );
  return dues.find(({ at }) => at <= now) ?? dues.sort((left, right) => left.at - right.at)[0];
};
