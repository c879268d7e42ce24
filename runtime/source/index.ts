/** The worker of a source: runs its imports and publishes what has changed, once (DESIGN §5). */
export { createSourceWorker } from './worker.ts';
export { runInSlot } from './standby.ts';
export { sourceSlot } from './slot.ts';
export type { RunOnceOptions } from './runOnce.ts';
export type { SourceWorker, SourceWorkerOptions } from './workerContract.ts';
export type {
  NoticeProgress,
  NoticeTrouble,
  PageProgress,
  RunSummary,
  SourceObserver,
  SourceRetry,
} from './environment.ts';
export type { ImportOptions, SourceOptions, WithdrawalGuards } from './options.ts';
export type { SourceRecord } from './records.ts';
export { readCheckpoints } from './sourceLog.ts';
export type { SourceKafka } from './sourceLog.ts';
