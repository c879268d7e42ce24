// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { Identifier } from './Identifier.ts';
import type { PartialDate } from './PartialDate.ts';
import type { Phone } from './Phone.ts';
import type { Position } from './Position.ts';
import type { Provenance } from './Provenance.ts';
import type { RegistrantStatus } from './RegistrantStatus.ts';

/** The complete state of one individual, resolved from all source records that are the same person. */
export interface Registrant {
  /** UUID, stable. */
  readonly registrantId: string;
  /** generation · 2^40 + input offset + 1: a newer state passes an older one anywhere, stale ones are dropped. */
  readonly version: number;
  readonly status: RegistrantStatus;
  /** With status merged: the id that survives. */
  readonly mergedInto: string | null;
  /** Ids that were merged into this one. */
  readonly mergedFrom: readonly string[];
  readonly fullName: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly additionalName: string | null;
  /** male, female, other or unknown. */
  readonly sex: string | null;
  readonly birthDate: PartialDate | null;
  readonly birthPlace: string | null;
  readonly deceased: boolean | null;
  readonly deathDate: PartialDate | null;
  readonly disabled: boolean | null;
  /** True when a source says that the person is sealed off: consoles and audit show no values. */
  readonly sealed: boolean;
  readonly address: string | null;
  readonly area: string | null;
  readonly email: string | null;
  readonly registrationDate: string | null;
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
