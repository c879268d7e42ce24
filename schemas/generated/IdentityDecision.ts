// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { Position } from './Position.ts';

/** Why a record belongs to the registrant or group it belongs to. */
export interface IdentityDecision {
  readonly entityId: string;
  readonly entityKind: EntityKind;
  readonly kind: DecisionKind;
  readonly recordKey: string;
  /** The rule that decided, for example `identifier` or `source-key`. */
  readonly rule: string;
  readonly evidence: readonly Evidence[];
  /** What spoke against it, for example `sex`, `birth-date`, `identifier:National ID`, `several-registrants`. */
  readonly conflicts: readonly string[];
  /** Entities merged, split from, redirected to, or that a review must choose between. */
  readonly otherEntityIds: readonly string[];
  readonly version: number;
  readonly cause: Position;
  readonly importRun: string;
  readonly observedAt: number;
}

/** What is resolved. */
export type EntityKind = 'individual' | 'group';

/** What was decided. */
export type DecisionKind = 'created' | 'linked' | 'merged' | 'split' | 'redirected' | 'review_opened' | 'review_closed';

/** An identifier that two records share: its type and issuer, never its value. */
export interface Evidence {
  readonly identifierType: string;
  readonly issuer: string | null;
  readonly otherRecordKey: string;
}
