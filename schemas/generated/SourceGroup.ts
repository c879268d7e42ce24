// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

import type { FirstSeen } from './FirstSeen.ts';
import type { RecordState } from './RecordState.ts';
import type { SourceIdentifier } from './SourceIdentifier.ts';
import type { SourceMember } from './SourceMember.ts';
import type { SourcePhone } from './SourcePhone.ts';

/** The complete state of one group's record in one import of a source. */
export interface SourceGroup {
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
  readonly name: string | null;
  readonly groupKind: string | null;
  readonly partial: boolean | null;
  readonly address: string | null;
  readonly area: string | null;
  readonly registrationDate: string | null;
  readonly identifiers: readonly SourceIdentifier[];
  readonly phones: readonly SourcePhone[];
  readonly members: readonly SourceMember[];
  readonly attributes: Readonly<Record<string, string>>;
  /** The group's original JSON without its members' persons. */
  readonly raw: string | null;
}
