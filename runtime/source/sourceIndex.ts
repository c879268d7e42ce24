import type { AliasKind, SourceIndexEntry } from '../../schemas/generated/types.ts';
import { aliasKinds } from './aliases.ts';
import type { Alias, Naming } from './aliases.ts';
import { ErasedRecords } from './erased.ts';
import { malformed, packed, StoredRecord } from './indexedRecord.ts';
import type { IndexedRecord } from './indexedRecord.ts';
import { Claims } from './packed/claims.ts';
import { PackedRecords } from './packed/records.ts';

const kindOf = new Map(Object.entries(aliasKinds).map(([kind, letter]) => [letter, kind as AliasKind]));

const publishedAlias = (alias: Alias): { readonly kind: AliasKind; readonly hash: string } => ({
  kind: kindOf.get(alias.charAt(0) as 'r' | 'i' | 'n') ?? 'identifier',
  hash: alias.slice(2),
});

/** The entry of `source.index` for a record as it is now. */
export const indexEntry = (record: IndexedRecord, source: string): SourceIndexEntry => ({
  recordKey: record.recordKey,
  source,
  import: record.import,
  target: record.target,
  version: record.version,
  contentHash: record.contentHash,
  state: record.state,
  firstSeen: { time: record.firstSeenTime, source, sequence: record.firstSeenSequence },
  aliases: record.aliases.map(publishedAlias),
  namingHashes: record.naming,
  groupKey: record.groupKey,
  areaHash: record.areaHash,
  missingScans: record.missingScans,
  missingSince: record.missingSince,
  missingRun: record.missingRun,
});

/**
 * The memory of one source: which records it has published, and by which aliases they are found again. It is a copy of
 * `source.index` plus what is being decided; when publishing fails it is thrown away and read again.
 *
 * It holds some 180 bytes a record, outside the heap of the JavaScript engine. What it gives are views: two of one record
 * are two objects, and a change of one is a change of the record.
 */
export class SourceIndex {
  /** Whom the source must not bring again. */
  readonly erased = new ErasedRecords();
  readonly #records = new PackedRecords();
  readonly #claims = new Claims();
  #size = 0;

  /** Records, not keys. */
  get size(): number {
    return this.#size;
  }

  /** All records of a key, one for each import that has shown it. */
  ofKey(recordKey: string): readonly IndexedRecord[] {
    return this.#records.withKey(recordKey).map((slot) => this.#view(slot));
  }

  get(recordKey: string, importName: string): IndexedRecord | undefined {
    const slot = this.#slotOf(recordKey, importName);
    return slot === undefined ? undefined : this.#view(slot);
  }

  /** Keys of the records that have this alias. */
  claimants(alias: Alias): readonly string[] {
    return [...new Set(this.#claims.owners(alias).map((slot) => this.#records.recordKey(slot)))];
  }

  /** Every record of an import, in the order in which they were first met. */
  *ofImport(importName: string): Iterable<IndexedRecord> {
    for (let slot = 0; slot < this.#records.end; slot += 1)
      if (this.#records.isOfImport(slot, importName)) yield this.#view(slot);
  }

  /**
   * Adds a record that is not there yet, and claims its aliases.
   *
   * @returns the record as it is stored
   * @throws EtlError `bug` `SOURCE_INDEX_MALFORMED` when a hash is none
   */
  add(record: IndexedRecord): IndexedRecord {
    const slot = this.#records.add(record.recordKey, record.import, record.target);
    if (slot === undefined) throw malformed('recordKey');
    this.#size += 1;
    this.#records.setFirstSeen(slot, record.firstSeenTime, record.firstSeenSequence);
    const stored = this.#view(slot);
    this.#write(slot, stored, record);
    return stored;
  }

  /** Gives a record another naming; false when it has that one already. */
  rename(record: IndexedRecord, naming: Naming): boolean {
    if (record.naming.join() === naming.join()) return false;
    packed(this.#records.setNaming(this.#known(record), naming), 'namingHashes');
    return true;
  }

  /**
   * Gives a record other aliases; those that no record of its key has any longer are free for others. False when it has
   * these already.
   */
  claim(record: IndexedRecord, aliases: readonly Alias[]): boolean {
    const slot = this.#known(record);
    if (this.#claims.equal(this.#records.firstClaim(slot), aliases)) return false;
    this.#reclaim(slot, aliases);
    return true;
  }

  /** Takes a record out: erasure. */
  remove(recordKey: string, importName: string): void {
    const slot = this.#slotOf(recordKey, importName);
    if (slot === undefined) return;
    this.#claims.remove(this.#records.firstClaim(slot));
    this.#records.remove(slot);
    this.#size -= 1;
  }

  /**
   * Takes a published entry over, in place of what was known of the record.
   *
   * @throws EtlError as {@link add} does
   */
  restore(entry: SourceIndexEntry): void {
    const record: IndexedRecord = {
      recordKey: entry.recordKey,
      import: entry.import,
      target: entry.target,
      version: entry.version,
      contentHash: entry.contentHash,
      state: entry.state,
      firstSeenTime: entry.firstSeen.time,
      firstSeenSequence: entry.firstSeen.sequence,
      aliases: entry.aliases.map(({ kind, hash }) => `${aliasKinds[kind]}:${hash}`),
      naming: entry.namingHashes,
      groupKey: entry.groupKey,
      areaHash: entry.areaHash,
      missingScans: entry.missingScans,
      missingSince: entry.missingSince,
      missingRun: entry.missingRun,
      seenRun: null,
    };
    const slot = this.#slotOf(entry.recordKey, entry.import);
    if (slot === undefined) {
      this.add(record);
      return;
    }
    this.#records.setTarget(slot, record.target);
    this.#records.setFirstSeen(slot, record.firstSeenTime, record.firstSeenSequence);
    this.#write(slot, this.#view(slot), record);
  }

  #write(slot: number, stored: IndexedRecord, record: IndexedRecord): void {
    stored.version = record.version;
    stored.contentHash = record.contentHash;
    stored.state = record.state;
    stored.groupKey = record.groupKey;
    stored.areaHash = record.areaHash;
    stored.missingScans = record.missingScans;
    stored.missingSince = record.missingSince;
    stored.missingRun = record.missingRun;
    stored.seenRun = record.seenRun;
    packed(this.#records.setNaming(slot, record.naming), 'namingHashes');
    this.#reclaim(slot, record.aliases);
  }

  #reclaim(slot: number, aliases: readonly Alias[]): void {
    this.#claims.remove(this.#records.firstClaim(slot));
    this.#records.setFirstClaim(slot, 0);
    const first = this.#claims.add(slot, aliases);
    if (first === undefined) throw malformed('aliases');
    this.#records.setFirstClaim(slot, first);
  }

  #view(slot: number): IndexedRecord {
    return new StoredRecord(this.#records, this.#claims, slot);
  }

  #slotOf(recordKey: string, importName: string): number | undefined {
    return this.#records.withKey(recordKey).find((slot) => this.#records.isOfImport(slot, importName));
  }

  #known({ recordKey, import: importName }: IndexedRecord): number {
    const slot = this.#slotOf(recordKey, importName);
    if (slot === undefined) throw malformed('recordKey');
    return slot;
  }
}
