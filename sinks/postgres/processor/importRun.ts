import type { Decision, InputRecord } from '../../../core/streamProcessor.ts';
import type { ImportRun } from '../../../schemas/generated/ImportRun.ts';
import { instant } from '../state/values.ts';
import { runPartitionTable } from '../tables/operation.ts';
import { writeRow } from '../tables/table.ts';

/** Notes that a run's marker has passed this partition: everything before it has been applied. */
export const decideImportRun = (input: InputRecord, run: ImportRun, stage: string): Decision => ({
  kind: 'accepted',
  writes: [
    writeRow(runPartitionTable, {
      run_id: run.runId,
      stage,
      topic: input.at.topic,
      partition: input.at.partition,
      source: run.source,
      import: run.import,
      mode: run.mode,
      phase: run.phase,
      started_at: instant(run.startedAt),
      ended_at: run.endedAt === null ? null : instant(run.endedAt),
      published: run.published,
      skipped_unchanged: run.skippedUnchanged,
      skipped_without_identifier: run.skippedWithoutIdentifier,
      withdrawals_pending: run.withdrawalsPending,
      withdrawals_held: run.withdrawalsHeld,
      dead_lettered: run.deadLettered,
      refused_erased: run.refusedErased,
    }),
  ],
  events: [],
  outcomes: [],
});
