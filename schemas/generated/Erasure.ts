// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { RecordTarget } from './SourceIndexEntry.ts';

/** That what an import told of a record was erased, and by what the record is known if it comes again. Holds keyed hashes and nothing of anybody; kept for good, and applied again after a restore. */
export interface Erasure {
  readonly recordKey: string;
  readonly source: string;
  readonly import: string;
  readonly target: RecordTarget;
  /** Id of the registrant or group that the record gives, whether or not it was known by it. */
  readonly entityId: string;
  /** Keyed hashes of the keyed hashes by which the source found the record, each after the letter of its kind: r record id, i identifier, n naming within a group. */
  readonly aliases: readonly string[];
  /** A code: request, mistake, retention, order or other. */
  readonly reason: string;
  /** Who erased, as the deployment names its users. */
  readonly erasedBy: string;
  /** Milliseconds since 1970 UTC. */
  readonly erasedAt: number;
  /** True when somebody has said that the source may bring the record again, whatever is configured. */
  readonly mayReturn: boolean;
}
