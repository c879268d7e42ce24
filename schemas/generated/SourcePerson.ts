// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { FirstSeen } from './FirstSeen.ts';
import type { RecordState } from './RecordState.ts';
import type { SourceIdentifier } from './SourceIdentifier.ts';
import type { SourcePhone } from './SourcePhone.ts';

/** The complete state of one person's record in one import of a source. */
export interface SourcePerson {
  /** 128 bits of HMAC-SHA-256 in hexadecimal: names the record for ever. */
  readonly recordKey: string;
  readonly source: string;
  readonly import: string;
  /** Order of the import among the deployment's imports: the lower one wins where a golden record must choose. */
  readonly priority: number;
  /** ISO 3166-1 alpha-2: the region in which phone numbers without a country code are read. */
  readonly country: string;
  /** Counts the published states of this record key and import, from 1. */
  readonly version: number;
  /** present; withdrawn: gone from two complete scans; out_of_scope: left the import's filter. The last known data stay in the event. */
  readonly state: RecordState;
  readonly firstSeen: FirstSeen;
  /** When the poll saw this state, milliseconds since 1970 UTC. */
  readonly observedAt: number;
  /** Id of the import run that published this state. */
  readonly importRun: string;
  /** Record key of the group in whose entry the person came; persons of one submission are different people. */
  readonly submission: string | null;
  /** Id of the record in the registry that was adopted (registry-stream adopt); null for what is polled. */
  readonly ownId: string | null;
  /** Programmes for which the import proposes enrolment (a draft). */
  readonly programs: readonly string[];
  /** Keyed hash of the mapped fields and raw, less volatile fields. */
  readonly contentHash: string;
  readonly fullName: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly additionalName: string | null;
  readonly sex: string | null;
  /** As the registry wrote it. */
  readonly birthDate: string | null;
  readonly birthPlace: string | null;
  readonly deathDate: string | null;
  readonly deceased: boolean | null;
  readonly disabled: boolean | null;
  /** True: the person is sealed off (a protected witness, say): left out of household matching, of values in audit and of consoles. */
  readonly sealed: boolean | null;
  readonly address: string | null;
  /** District or similar: rate guards count by it. */
  readonly area: string | null;
  readonly email: string | null;
  readonly registrationDate: string | null;
  readonly identifiers: readonly SourceIdentifier[];
  readonly phones: readonly SourcePhone[];
  /** Fields without a home, each value as JSON text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The registry's original JSON, unless switched off. */
  readonly raw: string | null;
}
