// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { FirstSeen } from './FirstSeen.ts';
import type { RecordState } from './RecordState.ts';

/** A source record that stands behind a registrant or group. */
export interface Provenance {
  readonly recordKey: string;
  readonly source: string;
  readonly import: string;
  readonly state: RecordState;
  readonly version: number;
  readonly firstSeen: FirstSeen;
  readonly observedAt: number;
  readonly importRun: string;
  /** Id of the record in a registry that was adopted (registry-stream adopt), by which its owner knows the registrant; null for what is polled. */
  readonly ownId: string | null;
}
