import type { WithdrawalWindow } from '../../schemas/generated/types.ts';
import type { WithdrawalGuards } from './options.ts';
import type { IndexedRecord } from './indexedRecord.ts';

/** How many there are, and how many of them would be withdrawn or are missing for the first time. */
interface Share {
  present: number;
  lost: number;
}

/** Present records of an import, counted for the guards. */
export class Census {
  readonly whole: Share = { present: 0, lost: 0 };
  readonly areas = new Map<string, Share>();
  readonly groups = new Map<string, Share>();

  /** Counts a present record. */
  count(record: IndexedRecord): void {
    for (const share of this.#sharesOf(record)) share.present += 1;
  }

  /** Counts a record that has been counted as present and would be withdrawn, or is missing for the first time. */
  lose(record: IndexedRecord): void {
    for (const share of this.#sharesOf(record)) share.lost += 1;
  }

  *#sharesOf({ areaHash, groupKey }: IndexedRecord): Iterable<Share> {
    yield this.whole;
    if (areaHash !== null) yield shareOf(this.areas, areaHash);
    if (groupKey !== null) yield shareOf(this.groups, groupKey);
  }
}

const shareOf = (shares: Map<string, Share>, name: string): Share => {
  const known = shares.get(name);
  if (known !== undefined) return known;
  const share = { present: 0, lost: 0 };
  shares.set(name, share);
  return share;
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const exceeds = (share: Share, limit: number, minimum: number): boolean =>
  share.lost > minimum && share.lost > limit * share.present;

const wholeReason = ({ lost, present }: Share, limit: number): string =>
  `${String(lost)} of ${String(present)} records are missing, more than ${percent(limit)}`;

const partReason = (
  shares: ReadonlyMap<string, Share>,
  part: string,
  limits: { readonly share: number; readonly least: number; readonly minimum: number },
): string | undefined => {
  const { share: limit, least, minimum } = limits;
  const over = [...shares.values()].filter((share) => share.present >= least && exceeds(share, limit, minimum));
  const [first] = over;
  if (first === undefined) return undefined;
  const example = `in one ${String(first.lost)} of ${String(first.present)}`;
  return `${String(over.length)} ${part} miss more than ${percent(limit)} of their records (${example})`;
};

/** Withdrawals within the rolling window. */
const recently = (recent: readonly WithdrawalWindow[], since: number): number =>
  recent.filter(({ time }) => time > since).reduce((sum, { count }) => sum + count, 0);

/**
 * Whether so many withdrawals are one person's business to look at before they happen: a registry that hides half of
 * its people for a day must not end their benefits.
 *
 * @param recent withdrawals of former runs
 * @param now milliseconds since 1970 UTC
 * @returns why they are held, without names of areas or people; undefined when they may happen
 */
export const guardReason = (
  census: Census,
  guards: WithdrawalGuards,
  recent: readonly WithdrawalWindow[],
  now: number,
): string | undefined => {
  const { minimum, share, areaShare, areaMinimum, groupShare, groupMinimum, windowShare, window } = guards;
  const { whole, areas, groups } = census;
  if (exceeds(whole, share, minimum)) return wholeReason(whole, share);
  const inParts =
    partReason(areas, 'areas', { share: areaShare, least: areaMinimum, minimum }) ??
    partReason(groups, 'groups', { share: groupShare, least: groupMinimum, minimum });
  if (inParts !== undefined) return inParts;
  const before = recently(recent, now - window);
  const rolling = { present: whole.present + before, lost: whole.lost + before };
  if (whole.lost === 0 || !exceeds(rolling, windowShare, minimum)) return undefined;
  return `${wholeReason(rolling, windowShare)}, counting the withdrawals of the rolling window`;
};

/** The withdrawals of the window, with those of a run added; older ones are forgotten. */
export const withRecent = (
  recent: readonly WithdrawalWindow[],
  added: WithdrawalWindow,
  window: number,
): readonly WithdrawalWindow[] => {
  const kept = recent.filter(({ time }) => time > added.time - window && time !== added.time);
  const before = recent.find(({ time }) => time === added.time)?.count ?? 0;
  return added.count + before === 0 ? kept : [...kept, { time: added.time, count: before + added.count }];
};
