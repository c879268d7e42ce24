// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { EntityKind } from './IdentityDecision.ts';
import type { Position } from './Position.ts';

/** One change that really happened in the registry. */
export interface AuditEvent {
  readonly eventId: string;
  readonly subjectId: string;
  readonly subjectKind: EntityKind;
  readonly action: AuditAction;
  readonly changes: readonly FieldChange[];
  readonly valueMode: AuditValueMode;
  /** Names of the sources behind the subject. */
  readonly sources: readonly string[];
  readonly importRun: string;
  /** The event that was applied: its topic, partition and offset. */
  readonly cause: Position;
  /** When the source saw it. */
  readonly eventTime: number;
  /** When the registry recorded it. */
  readonly recordedTime: number;
}

/** What happened. */
export type AuditAction = 'created' | 'updated' | 'merged' | 'split' | 'withdrawn' | 'restored' | 'enrolled' | 'erased';

/** One field's values before and after: absent, keyed hashes or full, as valueMode says. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What before and after hold. */
export type AuditValueMode = 'none' | 'hashed' | 'full';
