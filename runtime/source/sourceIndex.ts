import type { AliasKind, RecordState, RecordTarget, SourceIndexEntry } from '../../schemas/generated/types.ts';
import { aliasKinds } from './aliases.ts';
import type { Alias, Naming } from './aliases.ts';
import { flat } from './keyedHash.ts';

/** What a source remembers of one record in one import: flat, because there may be a million of them. */
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

/** A value, or several: most keys have one record, most aliases one claimant, and an array for each would cost. */
type OneOrMore<T> = T | T[];

const listOf = <T>(value: OneOrMore<T> | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/**
 * The memory of one source: which records it has published, and by which aliases they are found again. It is a copy of
 * `source.index` plus what is being decided; when publishing fails it is thrown away and read again.
 */
export class SourceIndex {
  readonly #records = new Map<string, OneOrMore<IndexedRecord>>();
  readonly #claims = new Map<Alias, OneOrMore<string>>();
  /** Areas, runs and imports repeat: one text for all who have the same. */
  readonly #texts = new Map<string, string>();
  #size = 0;

  /** Records, not keys. */
  get size(): number {
    return this.#size;
  }

  /** All records of a key, one for each import that has shown it. */
  ofKey(recordKey: string): readonly IndexedRecord[] {
    return listOf(this.#records.get(recordKey));
  }

  get(recordKey: string, importName: string): IndexedRecord | undefined {
    return this.ofKey(recordKey).find((record) => record.import === importName);
  }

  /** Keys of the records that have this alias. */
  claimants(alias: Alias): readonly string[] {
    return listOf(this.#claims.get(alias));
  }

  /** Every record of an import, in the order in which they were first met. */
  *ofImport(importName: string): Iterable<IndexedRecord> {
    for (const records of this.#records.values())
      for (const record of listOf(records)) if (record.import === importName) yield record;
  }

  /** Adds a record that is not there yet, and claims its aliases. */
  add(record: IndexedRecord): void {
    const known = this.#records.get(record.recordKey);
    this.#records.set(record.recordKey, known === undefined ? record : [...listOf(known), record]);
    this.#size += 1;
    record.aliases = record.aliases.map(flat);
    for (const alias of record.aliases) this.#claim(alias, record.recordKey);
    this.rename(record, record.naming);
  }

  /** Gives a record another naming. */
  rename(record: IndexedRecord, naming: Naming): void {
    record.naming = naming.map((one) => (one.startsWith('n:') ? flat(one) : this.shared(one)));
  }

  /** Gives a record other aliases; those that no record of its key has any longer are free for others. */
  claim(record: IndexedRecord, aliases: readonly Alias[]): void {
    const former = record.aliases;
    if (former.length === aliases.length && aliases.every((alias, place) => alias === former[place])) return;
    record.aliases = aliases.map(flat);
    for (const alias of record.aliases) if (!former.includes(alias)) this.#claim(alias, record.recordKey);
    for (const alias of former) if (!aliases.includes(alias)) this.#release(alias, record.recordKey);
  }

  /** Takes a record out: erasure. */
  remove(recordKey: string, importName: string): void {
    const record = this.get(recordKey, importName);
    if (record === undefined) return;
    const rest = this.ofKey(recordKey).filter((one) => one !== record);
    if (rest.length === 0) this.#records.delete(recordKey);
    else this.#records.set(recordKey, [...rest]);
    this.#size -= 1;
    for (const alias of record.aliases) this.#release(alias, recordKey);
  }

  /** Takes a published entry over, in place of what was known of the record. */
  restore(entry: SourceIndexEntry): void {
    this.remove(entry.recordKey, entry.import);
    this.add({
      recordKey: entry.recordKey,
      import: this.shared(entry.import),
      target: entry.target,
      version: entry.version,
      contentHash: entry.contentHash,
      state: entry.state,
      firstSeenTime: entry.firstSeen.time,
      firstSeenSequence: entry.firstSeen.sequence,
      aliases: entry.aliases.map(({ kind, hash }) => `${aliasKinds[kind]}:${hash}`),
      naming: entry.namingHashes,
      groupKey: entry.groupKey === null ? null : this.shared(entry.groupKey),
      areaHash: entry.areaHash === null ? null : this.shared(entry.areaHash),
      missingScans: entry.missingScans,
      missingSince: entry.missingSince,
      missingRun: entry.missingRun === null ? null : this.shared(entry.missingRun),
      seenRun: null,
    });
  }

  /** The same text as before for equal texts, so that it takes memory once. */
  shared(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }

  #claim(alias: Alias, recordKey: string): void {
    const claimants = this.claimants(alias);
    if (claimants.includes(recordKey)) return;
    this.#claims.set(alias, claimants.length === 0 ? recordKey : [...claimants, recordKey]);
  }

  #release(alias: Alias, recordKey: string): void {
    if (this.ofKey(recordKey).some((record) => record.aliases.includes(alias))) return;
    const rest = this.claimants(alias).filter((one) => one !== recordKey);
    if (rest.length === 0) this.#claims.delete(alias);
    else this.#claims.set(alias, rest.length === 1 ? (rest[0] ?? '') : rest);
  }
}
