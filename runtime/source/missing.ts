import type { RecordState, WithdrawalWindow } from '../../schemas/generated/types.ts';
import type { Unnamed } from './decidePage.ts';
import { Census, guardReason } from './guards.ts';
import { defaultGuards } from './options.ts';
import type { ImportOptions } from './options.ts';
import type { IndexedRecord } from './indexedRecord.ts';
import type { SourceIndex } from './sourceIndex.ts';

/** What the end of a complete scan is judged with. */
export interface ScanEnd {
  readonly import: Pick<ImportOptions, 'name' | 'complete' | 'grace' | 'guards' | 'baseline'>;
  readonly run: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  readonly index: SourceIndex;
  readonly unnamed: Unnamed;
  /** True when the run was resumed after a crash: whom it saw before, nobody knows. */
  readonly interrupted: boolean;
  /** True when no complete scan has been made yet with this query and these filters. */
  readonly newScope: boolean;
  readonly recent: readonly WithdrawalWindow[];
  /** True when a person has accepted what the guards hold. */
  readonly accepted: boolean;
  /** True when a guard held the complete scan before. */
  readonly wasHeld: boolean;
}

/** What a judgement changes about a record. */
export interface AbsentChange {
  readonly record: IndexedRecord;
  readonly missingScans: number;
  readonly missingSince: number | null;
  /** The state to publish; undefined when only the index changes. */
  readonly state: Exclude<RecordState, 'present'> | undefined;
}

/** What becomes of the records that a complete scan did not see. */
export interface Judgement {
  readonly changes: readonly AbsentChange[];
  /** Missing, but not long enough to be withdrawn. */
  readonly pending: number;
  /** Missing, but an entry that nobody could be named by resembles them: they may have lost their identifier. */
  readonly excused: number;
  /** Would be withdrawn, if no guard held it. */
  readonly held: number;
  readonly holdReason: string | null;
}

/** Nobody is missing. */
const nobodyMissing: Judgement = { changes: [], pending: 0, excused: 0, held: 0, holdReason: null };

/** Complete scans in a row that must miss a record. */
const SCANS = 2;

const isSeen = (record: IndexedRecord, { run, unnamed }: ScanEnd): boolean =>
  record.seenRun === run ||
  (record.groupKey !== null && unnamed.groups.has(record.groupKey)) ||
  (record.target === 'group' && unnamed.groups.has(record.recordKey));

/**
 * Marks, in place of a run, a record of which the registry has said that it is gone: that is as good as two complete scans
 * without it. Whatever shows the record again takes the mark away.
 */
export const GONE_BY_NOTICE = 'notice';

const isGoneByNotice = ({ missingRun }: IndexedRecord): boolean => missingRun === GONE_BY_NOTICE;

/**
 * Notes in the index that the registry has said of a record that it is gone.
 *
 * @param seenBy the scan in progress: none of its pages that was read before speaks after the notice; null: none is
 * @returns false when that was known
 */
export const markGone = (record: IndexedRecord, now: number, seenBy: string | null): boolean => {
  if (record.state !== 'present' || isGoneByNotice(record)) return false;
  record.missingScans = SCANS;
  record.missingSince ??= now;
  record.missingRun = GONE_BY_NOTICE;
  record.seenRun = seenBy;
  return true;
};

type Verdict =
  | { readonly kind: 'counted'; readonly change: AbsentChange | undefined }
  | { readonly kind: 'out-of-scope' | 'withdrawn'; readonly change: AbsentChange };

const verdictOn = (record: IndexedRecord, end: ScanEnd): Verdict => {
  const again = record.missingRun === end.run || record.missingScans >= SCANS;
  const missingScans = again ? record.missingScans : record.missingScans + 1;
  const missingSince = record.missingSince ?? end.now;
  const change = { record, missingScans, missingSince };
  if (end.newScope) return { kind: 'out-of-scope', change: { ...change, state: 'out_of_scope' } };
  if (missingScans < SCANS) return { kind: 'counted', change: again ? undefined : { ...change, state: undefined } };
  if (!end.import.complete && !isGoneByNotice(record))
    return { kind: 'out-of-scope', change: { ...change, state: 'out_of_scope' } };
  if (end.now - missingSince < end.import.grace)
    return { kind: 'counted', change: again ? undefined : { ...change, state: undefined } };
  return { kind: 'withdrawn', change: { ...change, state: 'withdrawn' } };
};

const heldBack = (change: AbsentChange, run: string): readonly AbsentChange[] => {
  const { record } = change;
  const counted = record.missingRun === run || record.missingScans >= SCANS;
  return counted ? [] : [{ ...change, state: undefined }];
};

/** An entry without identifiers resembles it: it may be the record, so this scan does not say that it is gone. */
const excused = (record: IndexedRecord): readonly AbsentChange[] =>
  record.missingScans === 0 ? [] : [{ record, missingScans: 0, missingSince: null, state: undefined }];

/** What the look at every record of the import has come to. */
interface Missing {
  readonly census: Census;
  /** Those who are not to be withdrawn yet. */
  readonly changes: readonly AbsentChange[];
  readonly withdrawn: readonly AbsentChange[];
  readonly pending: number;
  readonly excused: number;
}

const conclude = (end: ScanEnd, { census, changes, withdrawn, pending, excused: excusedCount }: Missing): Judgement => {
  const guards = { ...defaultGuards, ...end.import.guards };
  const counts = { pending, excused: excusedCount };
  if (end.accepted) return { changes: [...changes, ...withdrawn], ...counts, held: 0, holdReason: null };
  const reason = withdrawn.length === 0 ? undefined : guardReason(census, guards, end.recent, end.now);
  if (reason !== undefined) {
    const back = withdrawn.flatMap((change) => heldBack(change, end.run));
    return { changes: [...changes, ...back], ...counts, held: withdrawn.length, holdReason: reason };
  }
  if (!end.wasHeld) return { changes: [...changes, ...withdrawn], ...counts, held: 0, holdReason: null };
  const anew = withdrawn.map((change): AbsentChange => ({ ...change, missingScans: 1, state: undefined }));
  return { changes: [...changes, ...anew], ...counts, pending: pending + anew.length, held: 0, holdReason: null };
};

/** Counts a record of which a notice said during the scan that it is gone: the next scan withdraws it. */
const loseIfGone = (census: Census, record: IndexedRecord, end: ScanEnd): void => {
  if (isGoneByNotice(record) && verdictOn(record, end).kind === 'withdrawn') census.lose(record);
};

/**
 * Judges at the end of a complete scan who is gone: absent from two complete scans in a row, and for longer than the
 * grace period. An import that does not see everybody, and one whose query has changed, cannot say that somebody is
 * gone, only that she is out of scope. A scan that was interrupted, or that met an entry which may be anybody, says
 * nothing. Withdrawals beyond the guards are held, all of them; the guards look at whoever would be withdrawn and at
 * whoever is missing for the first time, for a scan that suddenly misses many is no evidence against those few whom the
 * one before has missed already: the registry may have begun to hide people while that was under way. They look also at
 * whoever is gone by a notice that came during the scan, and whom the next one withdraws: what is gone at once is judged
 * at once.
 *
 * The first scan that no guard holds any more may have begun while the registry still hid people: it withdraws nobody,
 * and who is missing in it is counted anew.
 *
 * A registry that is adopted is read from files of which each may hold a part of it: nobody is missing from them.
 *
 * Judging again in the same run, after a crash between two of the transactions that publish it, counts nothing twice.
 */
export const judgeMissing = (end: ScanEnd): Judgement => {
  if (end.interrupted || end.unnamed.broken || end.import.baseline === true) return nobodyMissing;
  const { namings } = end.unnamed;
  const census = new Census();
  const changes: AbsentChange[] = [];
  const withdrawn: AbsentChange[] = [];
  let pending = 0;
  let excusedCount = 0;
  for (const record of end.index.ofImport(end.import.name)) {
    if (record.state !== 'present') continue;
    census.count(record);
    if (isSeen(record, end)) {
      loseIfGone(census, record, end);
      continue;
    }
    if (record.naming.some((one) => namings.has(one))) {
      changes.push(...excused(record));
      excusedCount += 1;
      continue;
    }
    const verdict = verdictOn(record, end);
    if (verdict.kind === 'withdrawn') {
      withdrawn.push(verdict.change);
      census.lose(record);
    } else {
      if (verdict.kind === 'counted') {
        pending += 1;
        if (record.missingScans === 0) census.lose(record);
      }
      if (verdict.change !== undefined) changes.push(verdict.change);
    }
  }
  return conclude(end, { census, changes, withdrawn, pending, excused: excusedCount });
};

/**
 * What becomes, at the end of a scan of changes, of the records of which the registry has said that they are gone: the
 * same as after a complete scan. What a guard holds is left to the complete scan, which holds it and says so.
 */
export const judgeGone = (end: ScanEnd): Judgement => {
  if (end.interrupted || end.wasHeld) return nobodyMissing;
  const census = new Census();
  const changes: AbsentChange[] = [];
  for (const record of end.index.ofImport(end.import.name)) {
    if (record.state !== 'present') continue;
    census.count(record);
    if (!isGoneByNotice(record)) continue;
    const verdict = verdictOn(record, end);
    if (verdict.kind !== 'withdrawn') continue;
    census.lose(record);
    // The notice came during this very scan: she is left to the next one, and the guards count her all the same.
    if (record.seenRun !== end.run) changes.push(verdict.change);
  }
  if (changes.length === 0) return nobodyMissing;
  const guards = { ...defaultGuards, ...end.import.guards };
  const held = guardReason(census, guards, end.recent, end.now) !== undefined;
  return held ? nobodyMissing : { ...nobodyMissing, changes };
};
