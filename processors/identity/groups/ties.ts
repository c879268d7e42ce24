import type { Standing } from '../standing.ts';
import { conflictsBetween } from '../conflicts.ts';
import type { Node } from '../node.ts';
import { compareNodes } from '../node.ts';
import { pairKey } from '../pairs.ts';
import type { Memberships } from './memberships.ts';
import type { Overlap } from './overlap.ts';
import { compareOverlaps, hasTheHead, isClearlyBetter, judgeOverlap } from './rule.ts';
import type { OverlapVerdict } from './rule.ts';

/** Two groups of different sources that have members in common. */
export interface Tie {
  /** The one that was seen first. */
  readonly earlier: Node;
  readonly later: Node;
  readonly overlap: Overlap;
  readonly verdict: Exclude<OverlapVerdict, 'nothing'>;
}

/** Whether the tie links, if nothing speaks against it. */
export const isLink = ({ verdict }: Tie): boolean => verdict !== 'ask';

/** Whether one registry lists two groups side by side: it knows a household once. */
const areSideBySide = (a: Node, b: Node): boolean => {
  const [mine, theirs] = [a.profile.household?.sources, b.profile.household?.sources];
  return mine !== undefined && theirs !== undefined && [...mine].some((source) => theirs.has(source));
};

/** The tie between two groups; undefined where there is none. */
export const tieBetween = (a: Node, b: Node, memberships: Memberships): Tie | undefined => {
  if (areSideBySide(a, b)) return undefined;
  const overlap = memberships.overlap(a.recordKey, b.recordKey);
  const verdict = overlap === undefined ? 'nothing' : judgeOverlap(overlap);
  if (overlap === undefined || verdict === 'nothing') return undefined;
  const [earlier, later] = compareNodes(a, b) < 0 ? [a, b] : [b, a];
  return { earlier, later, overlap, verdict };
};

/** Links before questions, then the strongest first; a total order. */
export const compareTies = (a: Tie, b: Tie): number =>
  Number(isLink(b)) - Number(isLink(a)) ||
  compareOverlaps(a.overlap, b.overlap) ||
  compareNodes(a.earlier, b.earlier) ||
  compareNodes(a.later, b.later);

/**
 * Why two groups are not made one by their members, the reasons that nobody is asked about first.
 *
 * - `side-by-side`: one registry lists both.
 * - `judged`: a person has said that they are two.
 * - `identifiers`: a person is asked about them already, because of their identifiers.
 * - `held`: somebody enrolled would be touched.
 * - `conflict`: they hold different valid identifiers of one unique type.
 * - `guard`: both list members, and have none in common.
 */
export type Obstacle = (typeof obstacles)[number];

const obstacles = ['side-by-side', 'judged', 'identifiers', 'held', 'conflict', 'guard'] as const;

/** What is known of pairs of groups besides their records. */
export interface Pairs {
  readonly standing: Standing;
  readonly memberships: Memberships;
  /** Pairs of record keys, as {@link pairKey} names them, about which identifiers leave the decision to a person. */
  readonly doubted: ReadonlySet<string>;
  /** The same, of what is held. */
  readonly held: ReadonlySet<string>;
}

const obstacleOf = (a: Node, b: Node, { standing, memberships, doubted, held }: Pairs): Obstacle | undefined => {
  const pair = pairKey(a.recordKey, b.recordKey);
  if (areSideBySide(a, b)) return 'side-by-side';
  if (standing.areDifferent(a.recordKey, b.recordKey)) return 'judged';
  if (doubted.has(pair)) return 'identifiers';
  if (held.has(pair)) return 'held';
  if (conflictsBetween(a.profile, b.profile).length > 0) return 'conflict';
  const overlap = memberships.overlap(a.recordKey, b.recordKey);
  return overlap !== undefined && overlap.ofFewer > 0 && overlap.common === 0 ? 'guard' : undefined;
};

/** What speaks against making two clusters of groups one, of any two of their records. */
export const obstacleBetween = (a: readonly Node[], b: readonly Node[], pairs: Pairs): Obstacle | undefined => {
  const found = new Set(a.flatMap((mine) => b.map((theirs) => obstacleOf(mine, theirs, pairs))));
  return obstacles.find((obstacle) => found.has(obstacle));
};

/**
 * Whether a tie that links has a rival that it does not clearly beat: another link, or a question about the group that has
 * the head.
 *
 * @param others ties of one of the two with groups that cannot be one with the other of the two
 */
export const isAmbiguous = (tie: Tie, others: readonly Tie[]): boolean =>
  others.some(
    (other) =>
      (isLink(other) || hasTheHead(other.overlap, tie.overlap)) && !isClearlyBetter(tie.overlap, other.overlap),
  );
