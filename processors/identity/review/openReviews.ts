import type { Query } from '../../../core/streamProcessor.ts';
import type { EntityKind } from '../../../schemas/generated/types.ts';
import { entityIdsOf } from '../ids.ts';
import type { OverlapDoubt, Review, WeighedDoubt } from '../node.ts';
import { postgresReader } from '../store/postgresReader.ts';
import { countReasons, selectReviews } from '../store/reviewStatements.ts';

/** Which of the open reviews are wanted; what is absent does not choose. */
export interface ReviewFilter {
  readonly kind?: EntityKind;
  /** A conflict or a reason of weighed evidence; `identifier` stands for every `identifier:<type>`. */
  readonly reason?: string;
  /** 1/256 bit; leaves out what was not weighed. */
  readonly minWeight?: number;
}

/** A record that waits for a person. It names records and registrants, and tells nothing of anybody. */
export interface OpenReview {
  readonly recordKey: string;
  readonly kind: EntityKind;
  /** The registrant or group to which the record belongs meanwhile. */
  readonly entityId: string;
  /** Registrants or groups that it could be, as they stand now. */
  readonly candidates: readonly string[];
  /** What speaks against, and why weighed evidence did not settle it; sorted. */
  readonly reasons: readonly string[];
  /** The strongest evidence, 1/256 bit; null when nothing was weighed: the records share an identifier, or are groups. */
  readonly weight: number | null;
  readonly weighed: readonly WeighedDoubt[];
  /** Of groups with members in common. */
  readonly overlaps: readonly OverlapDoubt[];
}

/** How many open reviews have a reason. */
export interface ReviewReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** Open reviews, as many as were asked for, and what there is altogether. */
export interface OpenReviews {
  readonly total: number;
  readonly reasons: readonly ReviewReasonCount[];
  readonly reviews: readonly OpenReview[];
}

interface ReviewRow {
  readonly record_key: string;
  readonly kind: EntityKind;
  readonly anchor_key: string;
  /** As it was written, perhaps by a release that weighed nothing. */
  readonly review: Partial<Review>;
  readonly weight: number | null;
  readonly reasons: readonly string[];
  readonly total: number;
}

/**
 * Reads which records wait for a person: first those that share an identifier and were not weighed, then the weightiest
 * first.
 *
 * @param deployment deployment id, for the ids of registrants
 * @param limit how many are read; all of them are counted
 */
export const openReviews = async (
  query: Query,
  deployment: string,
  { kind, reason, minWeight }: ReviewFilter,
  limit: number,
): Promise<OpenReviews> => {
  const wanted = [kind ?? null, reason ?? null, minWeight ?? null];
  const rows = (await query(selectReviews, [...wanted, limit])) as unknown as readonly ReviewRow[];
  const counts = (await query(countReasons, wanted)) as unknown as readonly ReviewReasonCount[];
  const candidates = new Set(rows.flatMap(({ review }) => review.candidates ?? []));
  const anchors = await postgresReader(query).anchors([...candidates]);
  const idOf = entityIdsOf(deployment);
  return {
    total: rows[0]?.total ?? 0,
    reasons: counts,
    reviews: rows.map((row) => ({
      recordKey: row.record_key,
      kind: row.kind,
      entityId: idOf(row.anchor_key),
      candidates: [...new Set((row.review.candidates ?? []).map((key) => idOf(anchors.get(key) ?? key)))].sort(),
      reasons: row.reasons,
      weight: row.weight,
      weighed: row.review.weighed ?? [],
      overlaps: row.review.overlaps ?? [],
    })),
  };
};
