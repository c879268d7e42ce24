import type { Overlap } from './overlap.ts';

/**
 * By which rule two groups are one.
 *
 * - `all-members`: both have the very same members, two at least.
 * - `majority`: more than half of the larger are members of both.
 * - `half`: half of the larger, and the head, the house or a phone number is the same.
 * - `address`: a third of the larger and half of the smaller, with the same head and house.
 * - `single-person`: the one person whom each of them lists, in the same house or village.
 */
export type OverlapRule = 'all-members' | 'majority' | 'half' | 'address' | 'single-person';

/** What an overlap is good for: a link by a rule, a question to a person, or nothing. */
export type OverlapVerdict = OverlapRule | 'ask' | 'nothing';

const headAgrees = ({ head }: Overlap): boolean => head === 'same' || head === 'listed';

/** The members may be those who have left one household for another: children at their grandmother's. */
const mayHaveParted = ({ head, address }: Overlap): boolean =>
  (head === 'different' && address !== 'same') || (head === 'unknown' && address === 'different');

const isSupported = (overlap: Overlap): boolean =>
  headAgrees(overlap) || overlap.address === 'same' || overlap.phone === 'same';

const ofOnePerson = ({ ofMore, address }: Overlap): OverlapVerdict => {
  if (ofMore === 1) return address === 'same' || address === 'area' ? 'single-person' : 'ask';
  // Somebody who moved out stands in two lists: that alone says nothing of the households.
  return address === 'same' && ofMore <= 4 ? 'ask' : 'nothing';
};

/** Of groups with two members in common at least, whose head and house do not speak of a parting. */
const ofSeveral = (overlap: Overlap): OverlapVerdict => {
  const { common, ofFewer, ofMore, address } = overlap;
  if (2 * common > ofMore) return 'majority';
  if (2 * common === ofMore && isSupported(overlap)) return 'half';
  const isPartOfIt = 3 * common >= ofMore && 2 * common >= ofFewer;
  return isPartOfIt && address === 'same' && headAgrees(overlap) ? 'address' : 'ask';
};

/** Judges what two groups have in common. The reasons, and what the rule was measured to do, are in ADR 13. */
export const judgeOverlap = (overlap: Overlap): OverlapVerdict => {
  const { common, ofMore } = overlap;
  if (common === 0) return 'nothing';
  if (common === 1) return ofOnePerson(overlap);
  // An institution is not asked about for every couple that lives in it.
  if (4 * common < ofMore) return 'nothing';
  if (common === ofMore) return 'all-members';
  return mayHaveParted(overlap) ? 'ask' : ofSeveral(overlap);
};

const shareDifference = (a: Overlap, b: Overlap): number => a.common * b.ofMore - b.common * a.ofMore;

const isMajority = ({ common, ofMore }: Overlap): boolean => 2 * common > ofMore;

/** Whether of two overlaps the first alone has the head. */
export const hasTheHead = (a: Overlap, b: Overlap): boolean => headAgrees(a) && !headAgrees(b);

/**
 * Whether an overlap is so much better than another that the two do not compete: a majority against less, or one whose
 * share of the larger group is greater by a quarter; but never against the one that has the head.
 */
export const isClearlyBetter = (a: Overlap, b: Overlap): boolean => {
  if (!isMajority(a) || hasTheHead(b, a)) return false;
  return !isMajority(b) || 4 * shareDifference(a, b) >= a.ofMore * b.ofMore;
};

/** Orders overlaps, the strongest first: by share of the larger group, then by number, then by what supports it. */
export const compareOverlaps = (a: Overlap, b: Overlap): number =>
  shareDifference(b, a) ||
  b.common - a.common ||
  Number(b.address === 'same') - Number(a.address === 'same') ||
  Number(headAgrees(b)) - Number(headAgrees(a));
