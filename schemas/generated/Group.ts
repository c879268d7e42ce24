// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { GroupMember } from './GroupMember.ts';
import type { Identifier } from './Identifier.ts';
import type { Phone } from './Phone.ts';
import type { Position } from './Position.ts';
import type { Provenance } from './Provenance.ts';
import type { RegistrantStatus } from './RegistrantStatus.ts';

/** The complete state of one group (household). */
export interface Group {
  /** UUID, stable. */
  readonly groupId: string;
  /** generation · 2^40 + input offset + 1: a newer state passes an older one anywhere, stale ones are dropped. */
  readonly version: number;
  readonly status: RegistrantStatus;
  /** With status merged: the id that survives. */
  readonly mergedInto: string | null;
  /** Ids that were merged into this one. */
  readonly mergedFrom: readonly string[];
  readonly name: string | null;
  readonly groupKind: string | null;
  readonly partial: boolean | null;
  readonly address: string | null;
  readonly area: string | null;
  readonly registrationDate: string | null;
  readonly members: readonly GroupMember[];
  readonly identifiers: readonly Identifier[];
  readonly phones: readonly Phone[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Programmes for which its imports propose enrolment. */
  readonly programs: readonly string[];
  readonly sources: readonly Provenance[];
  /** Field name to the `recordKey/import` that its value was taken from. */
  readonly fieldSources: Readonly<Record<string, string>>;
  /** Run of the input record that caused this state. */
  readonly importRun: string;
  /** True when this state was caused by a record of a registry that is adopted: whoever begins with it was known before, and is no news. */
  readonly baseline: boolean;
  readonly cause: Position;
  /** When the source saw what caused this state. */
  readonly observedAt: number;
}
