import type { EntityKind } from '../../schemas/generated/types.ts';
import type { Profile } from './profile.ts';
import type { View } from './view.ts';
import { compareFirstSeen, compareText } from './view.ts';

/** Weighed evidence that two clusters are one, which did not link them. */
export interface WeighedDoubt {
  /** A record of the cluster whose record bears the review. */
  readonly recordKey: string;
  /** A record of the other cluster. */
  readonly otherRecordKey: string;
  /** Of the strongest evidence between the two clusters, 1/256 bit. */
  readonly weight: number;
  /** Why it did not link: `band`, `conflict`, `guard`, `ambiguous`, `indistinguishable`, `held`. */
  readonly reason: string;
}

/** Members in common of two groups, which did not link them. */
export interface OverlapDoubt {
  /** A record of the cluster whose record bears the review. */
  readonly recordKey: string;
  /** A record of the other cluster. */
  readonly otherRecordKey: string;
  /** Why it did not link: `members`, `conflict`, `guard`, `ambiguous`, `held`. */
  readonly reason: string;
}

/** Why a record stands alone, or what else it could be: waits for a person. */
export interface Review {
  /** What spoke against linking, sorted. */
  readonly conflicts: readonly string[];
  /** Anchors of the registrants or groups that it could be, sorted. */
  readonly candidates: readonly string[];
  /** Strongest first. */
  readonly weighed: readonly WeighedDoubt[];
  /** Of groups, strongest first. */
  readonly overlaps: readonly OverlapDoubt[];
}

/** The last state of an entity that was published. */
export interface Published {
  readonly version: number;
  /** Of the state less its version, cause and times. */
  readonly hash: string;
}

/**
 * A record in the working memory of a batch: one person or group by construction, however many imports show it. An
 * entity bears the record key of its anchor, so the node also carries what was published of the entity anchored on it.
 */
export interface Node {
  readonly recordKey: string;
  readonly kind: EntityKind;
  /** Newest state by import. */
  views: ReadonlyMap<string, View>;
  profile: Profile;
  /** Record key of the anchor of its cluster; null before it was first resolved. */
  anchor: string | null;
  review: Review | null;
  published: Published | null;
  /** What of it is compared, as `packCompared` gives it; null: it was stored by a version that did not tell. */
  compared: Buffer | null;
}

/** Orders nodes by first sight; the record key decides between moments that are equal, so that the order is total. */
export const compareNodes = (a: Node, b: Node): number =>
  compareFirstSeen(a.profile.firstSeen, b.profile.firstSeen) || compareText(a.recordKey, b.recordKey);
