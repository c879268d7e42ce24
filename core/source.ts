import type { EtlError } from './errors.ts';

/** An identifier as the registry gives it, with what the configuration says about its type. */
export interface MappedIdentifier {
  readonly type: string;
  readonly value: string;
  readonly issuer: string | null;
  /** Day after which it is no longer valid, `YYYY-MM-DD`. */
  readonly expiry: string | null;
  /** `unique`: one living person or group has it; `shared`: households share it; `unknown`: the type is not configured. */
  readonly uniqueness: 'unique' | 'shared' | 'unknown';
  /** False when it breaks the pattern or checksum that the configuration states for its type. */
  readonly wellFormed: boolean;
}

/** A phone as the registry gives it. */
export interface MappedPhone {
  readonly number: string;
  /** Day on which it was collected, `YYYY-MM-DD`. */
  readonly collected: string | null;
  /** Day on which it was disabled; null while in use. */
  readonly disabled: string | null;
}

/** A person after the field mapping and before any normalisation; every text as the registry wrote it, less NUL characters. */
export interface MappedPerson {
  /** The registry's own id of the record, if it gives one: the strongest alias. */
  readonly recordId: string | null;
  readonly fullName: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly additionalName: string | null;
  readonly sex: string | null;
  readonly birthDate: string | null;
  readonly birthPlace: string | null;
  readonly deathDate: string | null;
  readonly deceased: boolean | null;
  readonly disabled: boolean | null;
  /** Whether the person is sealed off; absent where the registry says nothing of it. */
  readonly sealed?: boolean;
  readonly address: string | null;
  readonly area: string | null;
  readonly email: string | null;
  readonly registrationDate: string | null;
  readonly identifiers: readonly MappedIdentifier[];
  readonly phones: readonly MappedPhone[];
  /** Fields without a home, each value as JSON text. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A member of a group as its entry in the registry embeds her. */
export interface MappedMember {
  readonly person: MappedPerson;
  /** Membership kinds, for example `Head`. */
  readonly kinds: readonly string[];
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly relation: string | null;
  /** The person's original JSON. */
  readonly raw: string;
}

/** A group (household) after the field mapping. */
export interface MappedGroup {
  readonly recordId: string | null;
  readonly name: string | null;
  /** Group kind, for example `Household`. */
  readonly groupKind: string | null;
  readonly partial: boolean | null;
  readonly address: string | null;
  readonly area: string | null;
  readonly registrationDate: string | null;
  readonly identifiers: readonly MappedIdentifier[];
  readonly phones: readonly MappedPhone[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly members: readonly MappedMember[];
}

/** One entry of a page, in the order of the registry's answer. */
export type SourceEntry =
  | { readonly kind: 'person'; readonly person: MappedPerson; readonly raw: string }
  /** `raw` is the group's original JSON without its members' persons: each of these keeps its own. */
  | { readonly kind: 'group'; readonly group: MappedGroup; readonly raw: string }
  /**
   * An entry that broke its mapping: the error names the field. `identifiers` are what could still be read, so that the
   * record can be keyed and counts as seen; with none of them, the scan withdraws nobody. `raw` is the whole original
   * JSON, a group's with its members' persons, so that an {@link EntryMapper} can map it again.
   */
  | {
      readonly kind: 'rejected';
      readonly error: EtlError;
      readonly target: 'person' | 'group';
      readonly recordId: string | null;
      readonly identifiers: readonly MappedIdentifier[];
      readonly raw: string;
    };

/**
 * Maps the original JSON of one entry again, as the configuration says today: pure, and nothing is requested.
 *
 * @param raw the `raw` of a rejected entry
 * @param target what it is; a group's import also has entries of persons, its members
 * @returns what a page would hold in its place; rejected entries where it still breaks the mapping
 */
export type EntryMapper = (raw: string, target: 'person' | 'group') => readonly SourceEntry[];

/** How an import is read: only what changed since the watermark, or everything. */
export type ScanMode = 'incremental' | 'complete';

/** What the runtime asks of a source. Cursor and watermark are the connector's own text, kept in the checkpoint. */
export interface ScanRequest {
  readonly mode: ScanMode;
  /**
   * What the last finished scan of this import returned, or the moment from which on somebody wants changes once more, in
   * ISO 8601 (UTC, with milliseconds); undefined: everything is new.
   */
  readonly watermark: string | undefined;
  /** Where the scan goes on; undefined: at its beginning. */
  readonly cursor: string | undefined;
}

/** One page of a scan. */
export interface Page {
  readonly entries: readonly SourceEntry[];
  /** Where to go on; it is stored with the page's events in one Kafka transaction. */
  readonly cursor: string;
  /** True when the scan has reached its end (an empty page, or the watermark less the overlap). */
  readonly done: boolean;
  /** With `done`: the watermark for the next incremental scan. */
  readonly watermark: string | undefined;
  /** How many requests, pages read again because the registry shifted under the scan, and so on; for logs and metrics. */
  readonly details: Readonly<Record<string, number>>;
}

/** What `registry-stream check` learns about a source without publishing anything. */
export interface SourceSample {
  /** True when the credentials were accepted (or none are needed). */
  readonly authenticated: boolean;
  readonly entries: readonly SourceEntry[];
  /** What a person should know beside: what could not be tested, say. Never personal data. */
  readonly notes?: readonly string[];
}

/** A record of which the registry says that it is gone: what it can be found by. */
export interface GoneRecord {
  readonly target: 'person' | 'group';
  readonly recordId: string | null;
  readonly identifiers: readonly MappedIdentifier[];
}

/** What a registry has told by itself, without being asked. */
export interface Notice {
  /** Records as the registry has them now; the last of several for one record counts. */
  readonly entries: readonly SourceEntry[];
  /**
   * False: the registry tells of records that the import may not ask for. Then only those that it has published already
   * are taken from the notice; for the others an incremental scan is made at once.
   */
  readonly inScope: boolean;
  /** Counted as missing from now on, and withdrawn as such: the grace period and the guards hold. */
  readonly gone: readonly GoneRecord[];
  /** True: something has changed that the notice does not show, so that an incremental scan is made at once. */
  readonly more: boolean;
}

/** Who hears what a registry says by itself: the runtime. */
export interface SourceListener {
  /** What {@link keep} was given last, in this process or one before it; undefined: nothing. */
  readonly kept: string | undefined;
  /** Stores the connector's own text with the checkpoint: what it is subscribed to. No secret, no personal data. */
  keep(text: string): Promise<void>;
  /**
   * Takes a notice. Once it resolves, the registry may be told so: what the notice says is published, or an incremental
   * scan that begins later shows it.
   *
   * @throws EtlError when it could not be published: the registry should try again, and the next scan shows it anyway
   */
  receive(notice: Notice): Promise<void>;
  /** Hears of a message that was refused, or of a subscription that does not work; for logs and metrics. */
  trouble(error: EtlError): void;
}

/**
 * One import of a registry that is polled. It knows nothing of Kafka, of keys or of what was published before: the
 * runtime keys the entries, publishes only changes, and stores a page and its cursor together.
 *
 * Every method honours its signal: aborting ends requests at once and rejects with the signal's reason.
 */
export interface Source {
  /**
   * What the import asks for (query, filters, target) as canonical text. When it changes, records that are absent are
   * out of scope, not withdrawn.
   */
  readonly scope: string;
  /**
   * The next page of a scan.
   *
   * @throws EtlError `transient` when the registry times out, throttles, answers 5xx or with something that is not its
   *   protocol, after bounded retries; `config` when it refuses the credentials or the query.
   */
  poll(request: ScanRequest, signal: AbortSignal): Promise<Page>;
  /** A first page, small, for `check`. Throws as `poll` does. */
  sample(size: number, signal: AbortSignal): Promise<SourceSample>;
  /**
   * Only for a registry that can speak by itself: listens for it, beside the polls, until the signal is aborted or the
   * source is closed; then it may be asked to listen again. Resolves when it listens; what it subscribes to is arranged
   * afterwards, and nothing of it keeps a poll from being made.
   *
   * @param listener undefined: answers are listened for until the source is closed, and nothing is subscribed to
   * @throws EtlError `config` when it cannot listen where the configuration says
   */
  listen?(listener: SourceListener | undefined, signal: AbortSignal): Promise<void>;
  /**
   * Ends what the registry still tells by itself.
   *
   * @param kept what {@link SourceListener.keep} was given
   * @returns how many subscriptions were ended
   * @throws EtlError as `poll` does
   */
  unsubscribe?(kept: string, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}
