import { EtlError } from '../../core/errors.ts';
import type { RecordState, RecordTarget } from '../../schemas/generated/types.ts';
import type { Alias, Naming } from './aliases.ts';
import type { Claims } from './packed/claims.ts';
import type { PackedRecords } from './packed/records.ts';

/** What a source remembers of one record in one import. Hashes are hexadecimal: 128 bits, those of areas and namings 64. */
export interface IndexedRecord {
  readonly recordKey: string;
  readonly import: string;
  readonly target: RecordTarget;
  /** Version of the newest published state; 0 before the first. */
  version: number;
  contentHash: string;
  state: RecordState;
  readonly firstSeenTime: number;
  readonly firstSeenSequence: number;
  /** Strongest first; changed through {@link SourceIndex.claim} only. */
  aliases: readonly Alias[];
  /** Changed through {@link SourceIndex.rename} only. */
  naming: Naming;
  groupKey: string | null;
  areaHash: string | null;
  missingScans: number;
  missingSince: number | null;
  missingRun: string | null;
  /** The run that saw it last, in this process; not part of the published entry. */
  seenRun: string | null;
}

/** The error of a record that cannot be packed. @param field the one whose text is no hash of its size */
export const malformed = (field: string): EtlError =>
  new EtlError(
    'SOURCE_INDEX_MALFORMED',
    'bug',
    `the ${field} of a record in source.index is not as this program writes it; the topic must not be written by anything else`,
    { component: 'runtime/source', field },
  );

/** @param done what a setter of {@link PackedRecords} gave @throws EtlError as {@link malformed} makes it */
export const packed = (done: boolean, field: string): void => {
  if (!done) throw malformed(field);
};

/** A record where it is stored: it reads and writes the bytes of its slot. */
export class StoredRecord implements IndexedRecord {
  readonly #records: PackedRecords;
  readonly #claims: Claims;
  readonly #slot: number;

  constructor(records: PackedRecords, claims: Claims, slot: number) {
    this.#records = records;
    this.#claims = claims;
    this.#slot = slot;
  }

  get recordKey(): string {
    return this.#records.recordKey(this.#slot);
  }

  get import(): string {
    return this.#records.import(this.#slot);
  }

  get target(): RecordTarget {
    return this.#records.target(this.#slot);
  }

  get version(): number {
    return this.#records.version(this.#slot);
  }

  set version(version: number) {
    this.#records.setVersion(this.#slot, version);
  }

  get contentHash(): string {
    return this.#records.contentHash(this.#slot);
  }

  set contentHash(hash: string) {
    packed(this.#records.setContentHash(this.#slot, hash), 'contentHash');
  }

  get state(): RecordState {
    return this.#records.state(this.#slot);
  }

  set state(state: RecordState) {
    this.#records.setState(this.#slot, state);
  }

  get firstSeenTime(): number {
    return this.#records.firstSeenTime(this.#slot);
  }

  get firstSeenSequence(): number {
    return this.#records.firstSeenSequence(this.#slot);
  }

  get aliases(): readonly Alias[] {
    return this.#claims.aliases(this.#records.firstClaim(this.#slot));
  }

  get naming(): Naming {
    return this.#records.naming(this.#slot);
  }

  get groupKey(): string | null {
    return this.#records.groupKey(this.#slot);
  }

  set groupKey(key: string | null) {
    packed(this.#records.setGroupKey(this.#slot, key), 'groupKey');
  }

  get areaHash(): string | null {
    return this.#records.areaHash(this.#slot);
  }

  set areaHash(hash: string | null) {
    packed(this.#records.setAreaHash(this.#slot, hash), 'areaHash');
  }

  get missingScans(): number {
    return this.#records.missingScans(this.#slot);
  }

  set missingScans(scans: number) {
    this.#records.setMissingScans(this.#slot, scans);
  }

  get missingSince(): number | null {
    return this.#records.missingSince(this.#slot);
  }

  set missingSince(time: number | null) {
    this.#records.setMissingSince(this.#slot, time);
  }

  get missingRun(): string | null {
    return this.#records.missingRun(this.#slot);
  }

  set missingRun(run: string | null) {
    this.#records.setMissingRun(this.#slot, run);
  }

  get seenRun(): string | null {
    return this.#records.seenRun(this.#slot);
  }

  set seenRun(run: string | null) {
    this.#records.setSeenRun(this.#slot, run);
  }
}
