import type { Edge } from '../edges/index.ts';

/** What decides how a component falls into clusters, besides its members and edges. */
export interface ClusterRules<Content> {
  /** The least weight of an edge that may link by itself, in 1/256 bit. */
  readonly linkLine: number;
  /** The least mean weight over all pairs across two clusters that may become one, in 1/256 bit. */
  readonly guard: number;
  /**
   * By how much the mean weight across two clusters must exceed the mean across one of them and a third that is somebody
   * else than the other (a cannot-link or a conflict says so), in 1/256 bit: otherwise the choice is ambiguous and nobody
   * is linked by weight. 768, that is 3 bits or 8 to 1, when not given. With 0 only a tie is ambiguous.
   */
  readonly margin?: number;
  /** Whether two contents must never be linked by weight alone; symmetric. */
  readonly conflict: (a: Content, b: Content) => boolean;
  /**
   * The whole weight of any pair, without giving up early, in 1/256 bit; symmetric. Asked for pairs that have no edge.
   * Without it they count as unscored.
   */
  readonly weight?: (a: Content, b: Content) => number;
  /** Pairs of record ids that a person judged to be one; ids that are not in the component are passed over. */
  readonly mustLink?: Iterable<readonly [string, string]>;
  /**
   * Sets of record ids no two of which may be linked: the pair of a person's verdict, the members of a submission. A
   * must-link for two ids of a set goes before the set.
   */
  readonly cannotLink?: Iterable<readonly string[]>;
  /** Two lists of record ids, of which nobody may be linked with somebody of the other, whatever a must-link says. */
  readonly sides?: Iterable<readonly [readonly string[], readonly string[]]>;
}

/**
 * Why two clusters with an edge between them are two.
 *
 * - `ambiguous`: they would be one, but one of them fits a third cluster that is somebody else than the other as well or
 *   nearly so ({@link ClusterRules.margin}); the pair with the third is asked about, too.
 * - `conflict`: something in the one speaks against something in the other, whatever the weight.
 * - `band`: no edge between them reaches the link line.
 * - `indistinguishable`: an edge that would link leads to records with one content which are neither one person nor to be
 *   told apart, or is the edge among these.
 * - `guard`: an edge would link them, the mean over all pairs does not.
 */
export type ReviewReason = 'ambiguous' | 'band' | 'conflict' | 'guard' | 'indistinguishable';

/** Two clusters of which a person may say whether they are one. Never two that a cannot-link keeps apart. */
export interface ReviewPair {
  /** A record of the one with content `edge.a`. */
  readonly a: string;
  /** A record of the other with content `edge.b`. */
  readonly b: string;
  /** The strongest edge between the two clusters. */
  readonly edge: Edge;
  /** How many edges there are between the two clusters. */
  readonly edges: number;
  readonly reason: ReviewReason;
}

/** How a component falls into clusters. */
export interface Clustering {
  /** Record ids, ascending in each cluster; clusters in the order of their first ids. Every record is in exactly one. */
  readonly clusters: readonly (readonly string[])[];
  /** Strongest first. */
  readonly review: readonly ReviewPair[];
  /** Must-links that a cannot-link contradicts through a third record: not followed, a person has to look. */
  readonly refused: readonly (readonly [string, string])[];
}
