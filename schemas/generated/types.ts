// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

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
export type AuditAction = 'created' | 'updated' | 'merged' | 'split' | 'withdrawn' | 'restored' | 'enrolled';

/** One field's values before and after: absent, keyed hashes or full, as valueMode says. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What before and after hold. */
export type AuditValueMode = 'none' | 'hashed' | 'full';

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

/** The moment at which a source first published a record: orders records for ever, carried in every later event. */
export interface FirstSeen {
  /** Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log. */
  readonly time: number;
  /** Name of the source that published it. */
  readonly source: string;
  /** Counts up within the source, so that no two records share a moment. */
  readonly sequence: number;
}

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
  readonly cause: Position;
  /** When the source saw what caused this state. */
  readonly observedAt: number;
}

/** A membership, written by the group's event alone. */
export interface GroupMember {
  readonly registrantId: string;
  readonly kinds: readonly string[];
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly relation: string | null;
}

/** An identifier of a registrant or group in its canonical form. */
export interface Identifier {
  readonly type: string;
  /** Canonical value. */
  readonly value: string;
  readonly issuer: string | null;
  readonly expiry: string | null;
  readonly status: IdentifierStatus;
  /** Day on which it was gone from a complete list; null while current. */
  readonly endDate: string | null;
}

/** valid identifiers of unique types link records; all others are kept and link nothing. */
export type IdentifierStatus = 'valid' | 'expired' | 'invalid' | 'placeholder' | 'shared';

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

/** Start or end of an import run in the log. Passed on to every output partition, it says that everything before it has arrived. */
export interface ImportRun {
  readonly runId: string;
  readonly source: string;
  readonly import: string;
  readonly mode: ScanMode;
  readonly phase: RunPhase;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Source records published by the run. */
  readonly published: number;
  readonly skippedUnchanged: number;
  readonly skippedWithoutIdentifier: number;
  /** Missing from this complete scan, not yet withdrawn. */
  readonly withdrawalsPending: number;
  /** Would be withdrawn, held by a guard. */
  readonly withdrawalsHeld: number;
  /** Entries that the source could not publish. */
  readonly deadLettered: number;
}

/** How the import was read. */
export type ScanMode = 'incremental' | 'complete';

/** started, or how it ended. */
export type RunPhase = 'started' | 'completed' | 'interrupted';

/** A date as precise as it is known. */
export interface PartialDate {
  readonly precision: DatePrecision;
  readonly value: string;
  /** True for a day that registries write when they do not know it, such as 1 January. */
  readonly imprecise: boolean;
}

/** day: YYYY-MM-DD; month: YYYY-MM; year: YYYY; unknown: the text as it came. */
export type DatePrecision = 'day' | 'month' | 'year' | 'unknown';

/** A phone of a registrant or group. */
export interface Phone {
  /** As collected. */
  readonly number: string;
  /** E.164 form, where the number could be read. */
  readonly e164: string | null;
  readonly collected: string | null;
  readonly disabled: string | null;
}

/** A place in Kafka: the cause of an event. */
export interface Position {
  /** Logical topic name, without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

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
}

/** What a source knows of a record. */
export type RecordState = 'present' | 'withdrawn' | 'out_of_scope';

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
  readonly cause: Position;
  /** When the source saw what caused this state. */
  readonly observedAt: number;
}

/** active; withdrawn: every source record is; merged: see mergedInto. */
export type RegistrantStatus = 'active' | 'withdrawn' | 'merged';

/** Where an import of a source stands. */
export interface SourceCheckpoint {
  readonly source: string;
  readonly import: string;
  /** Hash of the import's query and filters: an edited query makes absent records out of scope, not withdrawn. */
  readonly scopeHash: string;
  /** The run in progress; null between runs. */
  readonly runId: string | null;
  readonly mode: ScanMode | null;
  readonly cursor: string | null;
  readonly watermark: string | null;
  readonly runStartedAt: number | null;
  /** The run was resumed after a crash: it withdraws nobody. */
  readonly interrupted: boolean;
  /** Highest first-seen sequence given. */
  readonly sequence: number;
  /** Highest first-seen time given. */
  readonly highestTime: number;
  /** Counts of the run in progress. */
  readonly counts: Readonly<Record<string, number>>;
  readonly lastCompleteScanAt: number | null;
  readonly lastIncrementalAt: number | null;
  /** Withdrawals that a guard holds back. */
  readonly withdrawalsHeld: number;
  readonly holdReason: string | null;
  readonly recentWithdrawals: readonly WithdrawalWindow[];
}

/** Withdrawals published in one run, for the rolling window. */
export interface WithdrawalWindow {
  readonly time: number;
  readonly count: number;
}

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

/** An identifier as the registry gives it, with what the source's configuration says about its type. */
export interface SourceIdentifier {
  readonly type: string;
  readonly value: string;
  readonly issuer: string | null;
  /** Day after which it is no longer valid, YYYY-MM-DD. */
  readonly expiry: string | null;
  readonly uniqueness: IdentifierUniqueness;
  /** False when it breaks the pattern or checksum configured for its type. */
  readonly wellFormed: boolean;
}

/** unique: one living person or group has it; shared: households share it; unknown: the type is not configured. */
export type IdentifierUniqueness = 'unique' | 'shared' | 'unknown';

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
  /** Keyed hashes of name and of birth date: a missing record that an unkeyed entry resembles is not withdrawn. */
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

/** A member of a group, by record key. */
export interface SourceMember {
  readonly recordKey: string;
  readonly kinds: readonly string[];
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly relation: string | null;
}

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

/** A phone as the registry gives it. */
export interface SourcePhone {
  readonly number: string;
  /** YYYY-MM-DD */
  readonly collected: string | null;
  /** YYYY-MM-DD; null while in use. */
  readonly disabled: string | null;
}
