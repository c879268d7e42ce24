import type { Source } from '../../core/source.ts';
import type { RecordTarget } from '../../schemas/generated/types.ts';

/** How many withdrawals a complete scan may make before a person has to look. Shares are between 0 and 1. */
export interface WithdrawalGuards {
  /** Of the import's present records. */
  readonly share: number;
  /** Of the present records of one area. */
  readonly areaShare: number;
  /** Areas with fewer present records are not guarded on their own. */
  readonly areaMinimum: number;
  /** Of the present persons of one group. */
  readonly groupShare: number;
  /** Groups with fewer present persons are not guarded on their own: whole families move away. */
  readonly groupMinimum: number;
  /** Of the import's present records, over the rolling window. */
  readonly windowShare: number;
  /** Length of the rolling window, milliseconds. */
  readonly window: number;
  /** Up to this many withdrawals in a scan, or in an area or group, pass without a guard. */
  readonly minimum: number;
}

/** Guards for an import that says nothing about them. */
export const defaultGuards: WithdrawalGuards = {
  share: 0.1,
  areaShare: 0.25,
  areaMinimum: 20,
  groupShare: 0.5,
  groupMinimum: 12,
  windowShare: 0.2,
  window: 7 * 86_400_000,
  minimum: 5,
};

/** How much of an import may break its mapping before the run stops. */
export interface RejectionGuard {
  /** Of the persons, or of the groups, that a run has met; between 0 and 1. */
  readonly share: number;
  /** With fewer persons or groups met, nothing is judged. */
  readonly minimum: number;
}

/** The guard for an import that says nothing about it. */
export const defaultRejectionGuard: RejectionGuard = { share: 0.2, minimum: 50 };

/**
 * When a scan follows on another: the pause between them, milliseconds, or the first moment after a given one at which it
 * is to begin, both milliseconds since 1970 UTC.
 */
export type Pace = number | ((after: number) => number);

/** One import of a source, with what the configuration says about it. */
export interface ImportOptions {
  readonly name: string;
  readonly source: Source;
  /** True when the import sees everybody, so that absence from two complete scans means gone. */
  readonly complete: boolean;
  /** Programmes for which the import proposes enrolment, by what they enrol. */
  readonly programs: Readonly<Record<RecordTarget, readonly string[]>>;
  /** Order among the deployment's imports: the lower one wins where a golden record must choose. */
  readonly priority: number;
  /** Of incremental scans. */
  readonly every: Pace;
  /** Of complete scans. */
  readonly completeEvery: Pace;
  /** How long a record must be missing before it is withdrawn, milliseconds. */
  readonly grace: number;
  /** What is absent comes from {@link defaultGuards}. */
  readonly guards: Partial<WithdrawalGuards>;
  /** {@link defaultRejectionGuard} when absent. */
  readonly rejections?: RejectionGuard;
  /** Fields of the raw record whose change alone is no change: names, or paths with dots. */
  readonly volatileFields: readonly string[];
  /** Whether the registry's original JSON goes into the event. */
  readonly keepRaw: boolean;
  /**
   * True for a registry that is adopted: its records are told apart by their own ids alone, which they carry, and whoever is
   * absent from a later reading stays. False when absent.
   */
  readonly baseline?: boolean;
  /** Whether a record that was erased comes in again, as a new one, when the registry still shows it; false when absent. */
  readonly readmitsErased?: boolean;
}

/** A source with all its imports. */
export interface SourceOptions {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly imports: readonly ImportOptions[];
}
