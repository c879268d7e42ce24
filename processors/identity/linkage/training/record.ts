import type { Content } from '../content/values.ts';

/** A record to learn from. */
export interface TrainingRecord {
  readonly content: Content;
  /** The entry in which it came, whose members are different people. */
  readonly submission: string | null;
  /** The household that its source names, whose members mostly are. */
  readonly household: string | null;
}

/** Whether two records are known to be of one submission. */
export const ofOneSubmission = (a: TrainingRecord, b: TrainingRecord): boolean =>
  a.submission !== null && a.submission === b.submission;

/** Whether two records are known to be of one submission or household. */
export const ofOneHousehold = (a: TrainingRecord, b: TrainingRecord): boolean =>
  ofOneSubmission(a, b) || (a.household !== null && a.household === b.household);
