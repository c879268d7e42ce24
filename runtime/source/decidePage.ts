import type { SourceEntry } from '../../core/source.ts';
import type { SourceIndexEntry } from '../../schemas/generated/types.ts';
import { tellingNaming } from './aliases.ts';
import type { Naming } from './aliases.ts';
import { contentHash } from './contentHash.ts';
import type { VolatilePaths } from './contentHash.ts';
import { deadLetter, LARGEST_RECORD, recordTooLarge } from './deadLetters.ts';
import type { Letter, Refused } from './deadLetters.ts';
import type { KeyedHash } from './keyedHash.ts';
import type { IndexedRecord } from './indexedRecord.ts';
import { claimableAliases } from './recordKeys.ts';
import { recordOf, stampedFields } from './records.ts';
import type { Publication, SourceRecord } from './records.ts';
import { indexEntry } from './sourceIndex.ts';
import type { SourceIndex } from './sourceIndex.ts';
import { takeApart } from './takeApart.ts';
import type { Part, RecordDraft } from './takeApart.ts';

/** What became of the entries of a page, or of a run. */
export interface Counts {
  /** Source records published. */
  readonly published: number;
  readonly skippedUnchanged: number;
  readonly skippedWithoutIdentifier: number;
  readonly deadLettered: number;
  /** Records that were erased and are not taken in again. */
  readonly refusedErased: number;
}

/** The highest first-seen moment that the source has given. */
export interface Stamps {
  readonly sequence: number;
  readonly highestTime: number;
}

/** What a scan has learnt about those whom it cannot name; held in memory while the run lasts. */
export interface Unnamed {
  /** An entry broke its mapping and could not be keyed: it may be anybody. */
  broken: boolean;
  /** Namings of entries without any identifier. */
  readonly namings: Set<string>;
  /** Keys of groups whose entry broke its mapping: their members were there, unseen. */
  readonly groups: Set<string>;
}

/** What a page is decided with. */
export interface PageContext extends Publication {
  /**
   * The scan that counts as having seen the records; `run` when absent. A notice is seen by the scan in progress, so that
   * none of its pages that was read before speaks after it; null: by none.
   */
  readonly seenBy?: string | null;
  readonly hash: KeyedHash;
  readonly volatile: VolatilePaths;
  /** Changed by the decision, so that later entries and pages see it. */
  readonly index: SourceIndex;
  /** Changed by the decision. */
  readonly unnamed: Unnamed;
  readonly stamps: Stamps;
}

/** What a page says. */
export interface PageDecision {
  readonly records: readonly SourceRecord[];
  readonly index: readonly SourceIndexEntry[];
  readonly deadLetters: readonly Letter[];
  readonly counts: Counts;
  readonly stamps: Stamps;
}

/** What is compared of a record. */
type Before = Pick<IndexedRecord, 'contentHash' | 'state' | 'seenRun' | 'missingScans'>;

/** A record that the page has shown, with what it was before the page. */
interface Touched {
  readonly record: IndexedRecord;
  readonly before: Before | undefined;
  /** Undefined when all that is known is that it is there. */
  draft: RecordDraft | undefined;
  /** True when the page has given it other aliases or another naming. */
  foundOtherwise: boolean;
}

/** A page while it is decided. */
class PageWork {
  readonly touched = new Map<string, Touched>();
  readonly letters: Letter[] = [];
  withoutIdentifier = 0;
  refusedErased = 0;
  sequence: number;
  highestTime: number;
  readonly #context: PageContext;
  readonly #seenBy: string | null;

  constructor(context: PageContext) {
    this.#context = context;
    this.#seenBy = context.seenBy === undefined ? context.run : context.seenBy;
    this.sequence = context.stamps.sequence;
    this.highestTime = context.stamps.highestTime;
  }

  take(part: Part): void {
    if (this.#isErased(part)) this.refusedErased += 1;
    else if (part.kind === 'record') this.#record(part.draft);
    else if (part.kind === 'rejected') this.#rejected(part);
    else {
      this.withoutIdentifier += 1;
      this.#noteNaming(part.naming);
    }
  }

  /** Somebody who was erased leaves nothing behind when she comes again: no record, and no dead letter. */
  #isErased(part: Part): boolean {
    const { hash, import: options, index } = this.#context;
    if (options.readmitsErased === true || part.kind === 'without-identifier') return false;
    const entry = part.kind === 'record' ? part.draft : part;
    const isKnown = entry.recordKey !== undefined && index.ofKey(entry.recordKey).length > 0;
    return index.erased.refuses(hash, entry, isKnown);
  }

  #noteNaming(naming: Naming): void {
    for (const one of tellingNaming(naming)) this.#context.unnamed.namings.add(one);
  }

  #rejected({ recordKey, target, error, raw }: Extract<Part, { kind: 'rejected' }>): void {
    const { unnamed } = this.#context;
    if (recordKey === undefined) unnamed.broken = true;
    else if (target === 'group') unnamed.groups.add(recordKey);
    this.#refuse({ recordKey, target, error, raw, version: 0 });
  }

  /** Refuses an entry; one that has a key counts as seen. */
  #refuse(refused: Refused): void {
    const { hash, index, import: options } = this.#context;
    const known = refused.recordKey === undefined ? undefined : index.get(refused.recordKey, options.name);
    this.letters.push(deadLetter(hash, this.#context, { ...refused, version: known?.version ?? 0 }));
    if (known === undefined) return;
    this.#touch(known, undefined);
    known.seenRun = this.#seenBy;
  }

  #touch(record: IndexedRecord, draft: RecordDraft | undefined): Touched {
    const { recordKey } = record;
    const known = this.touched.get(recordKey);
    if (known !== undefined) {
      known.draft = draft ?? known.draft;
      return known;
    }
    const { contentHash: hashBefore, state, seenRun, missingScans } = record;
    const before = { contentHash: hashBefore, state, seenRun, missingScans };
    const touched = { record, before, draft, foundOtherwise: false };
    this.touched.set(recordKey, touched);
    return touched;
  }

  #record(draft: RecordDraft): void {
    const { hash, import: options, index, run, volatile } = this.#context;
    const known = index.get(draft.recordKey, options.name);
    // Several entries of one scan may have one key: a person whom two groups list, or who is registered twice with one
    // identifier. The entry that the scan met first speaks for her, or every scan would publish each of them anew. An
    // entry that was read again and had changed in between is told by the next incremental scan.
    if (known?.seenRun === run && known.target === draft.target) return;
    const { submission } = draft;
    const fields = { ...stampedFields(this.#context, draft.target), fields: draft.fields, submission };
    const content = contentHash(hash, { fields, raw: options.keepRaw ? draft.raw : null }, volatile);
    if (content.bytes > LARGEST_RECORD) {
      const error = recordTooLarge(draft.recordKey, content.bytes);
      this.#refuse({ recordKey: draft.recordKey, target: draft.target, error, raw: draft.raw, version: 0 });
      return;
    }
    if (known === undefined) this.#add(draft, content.contentHash);
    else this.#show(known, draft, content.contentHash);
  }

  #areaHash({ fields: { area } }: RecordDraft): string | null {
    const { hash, source } = this.#context;
    return area === null ? null : hash('area', source, area.normalize('NFKC').trim()).slice(0, 16);
  }

  #add(draft: RecordDraft, contentHashOfDraft: string): void {
    const { import: options, index, observedAt } = this.#context;
    this.sequence += 1;
    this.highestTime = Math.max(observedAt, this.highestTime + 1);
    const record = index.add({
      recordKey: draft.recordKey,
      import: options.name,
      target: draft.target,
      version: 0,
      contentHash: contentHashOfDraft,
      state: 'present',
      firstSeenTime: this.highestTime,
      firstSeenSequence: this.sequence,
      aliases: claimableAliases(index, draft.recordKey, draft),
      naming: draft.naming,
      groupKey: draft.submission,
      areaHash: this.#areaHash(draft),
      missingScans: 0,
      missingSince: null,
      missingRun: null,
      seenRun: this.#seenBy,
    });
    this.touched.set(draft.recordKey, { record, before: undefined, draft, foundOtherwise: false });
  }

  #show(record: IndexedRecord, draft: RecordDraft, contentHashOfDraft: string): void {
    const touched = this.#touch(record, draft);
    const { index } = this.#context;
    const claimed = index.claim(record, claimableAliases(index, draft.recordKey, draft));
    const renamed = index.rename(record, draft.naming);
    if (claimed || renamed) touched.foundOtherwise = true;
    record.contentHash = contentHashOfDraft;
    record.state = 'present';
    record.groupKey = draft.submission;
    record.areaHash = this.#areaHash(draft);
    record.seenRun = this.#seenBy;
  }
}

const isNews = ({ before, record }: Touched): boolean =>
  before === undefined || before.state !== record.state || before.contentHash !== record.contentHash;

/** True when the record is found by other aliases, or was missing before: the index must say so, the log need not. */
const isOtherwiseKnown = ({ before, foundOtherwise }: Touched): boolean =>
  before === undefined || before.missingScans > 0 || foundOtherwise;

/** What the touched records come to: only now is it known how the page leaves them. */
const settle = (work: PageWork, context: PageContext) => {
  const records: SourceRecord[] = [];
  const index: SourceIndexEntry[] = [];
  let skippedUnchanged = 0;
  for (const touched of work.touched.values()) {
    const { record, before, draft } = touched;
    const known = isOtherwiseKnown(touched);
    record.missingScans = 0;
    record.missingSince = null;
    record.missingRun = null;
    const news = draft !== undefined && isNews(touched);
    if (news) {
      record.version += 1;
      records.push(recordOf(context, draft, record));
    } else if (draft !== undefined && before?.seenRun !== context.run) skippedUnchanged += 1;
    if (news || known) index.push(indexEntry(record, context.source));
  }
  return { records, index, skippedUnchanged };
};

/**
 * Decides what a page publishes: only what is new or changed, or has come back; each record once, as the entry has it
 * that the scan met first. It notes what it has decided in the index, so that pages of any size come to the same end:
 * when publishing fails, the index must be read again.
 *
 * The decision uses no clock and no randomness.
 */
export const decidePage = (entries: readonly SourceEntry[], context: PageContext): PageDecision => {
  const { source, run, index, hash } = context;
  const work = new PageWork(context);
  const day = new Date(context.observedAt).toISOString().slice(0, 10);
  const byOwnId = context.import.baseline ?? false;
  const keyContext = { hash, source, import: context.import.name, run, day, index, byOwnId };
  for (const entry of entries) for (const part of takeApart(keyContext, entry)) work.take(part);
  const settled = settle(work, context);
  return {
    records: settled.records,
    index: settled.index,
    deadLetters: work.letters,
    counts: {
      published: settled.records.length,
      skippedUnchanged: settled.skippedUnchanged,
      skippedWithoutIdentifier: work.withoutIdentifier,
      deadLettered: work.letters.length,
      refusedErased: work.refusedErased,
    },
    stamps: { sequence: work.sequence, highestTime: work.highestTime },
  };
};
