// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { FirstSeen } from './FirstSeen.ts';
import type { RecordState } from './RecordState.ts';

/** What a source needs to know of a record it has published: rebuilt at start from this compacted topic. */
export interface SourceIndexEntry {
  readonly recordKey: string;
  readonly source: string;
  readonly import: string;
  readonly target: RecordTarget;
  readonly version: number;
  readonly contentHash: string;
  readonly state: RecordState;
  readonly firstSeen: FirstSeen;
  readonly aliases: readonly RecordAlias[];
  /** Keyed hashes of name, birth date and sex, as far as they are known: a missing record that an unkeyed entry resembles by name or birth date is not withdrawn. */
  readonly namingHashes: readonly string[];
  /** Record key of the group in whose entry the person came. */
  readonly groupKey: string | null;
  readonly areaHash: string | null;
  /** Complete scans in a row that did not see it. */
  readonly missingScans: number;
  readonly missingSince: number | null;
  /** The run that counted last. */
  readonly missingRun: string | null;
}

/** Person or group. */
export type RecordTarget = 'person' | 'group';

/** A keyed hash by which the record is found again; the strongest decides. */
export interface RecordAlias {
  readonly kind: AliasKind;
  readonly hash: string;
}

/** From strong to weak. */
export type AliasKind = 'record_id' | 'identifier' | 'naming_in_group';
