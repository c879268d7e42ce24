// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { Position } from './Position.ts';
import type { RecordTarget } from './SourceIndexEntry.ts';

/** A record that cannot go on, with its reason and its way back. */
export interface DeadLetter {
  readonly component: string;
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly recordKey: string | null;
  readonly source: string | null;
  readonly import: string | null;
  readonly importRun: string | null;
  /** What the entry is that a source could not map; null for the letters of a stage. */
  readonly target: RecordTarget | null;
  /** Where it stands in Kafka; null when it never got there. */
  readonly position: Position | null;
  readonly originalKey: Buffer | null;
  /** The original bytes, cut at 512 KiB. */
  readonly originalValue: Buffer | null;
  readonly truncated: boolean;
  readonly originalHeaders: Readonly<Record<string, Buffer>>;
  /** Version of the source record, 0 when unknown. */
  readonly version: number;
  readonly attempt: number;
  readonly time: number;
}
