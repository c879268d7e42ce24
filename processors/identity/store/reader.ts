import type { EntityKind } from '../../../schemas/generated/types.ts';
import type { Published, Review } from '../node.ts';
import type { Erased } from '../erasure/erasures.ts';
import type { Standing } from '../graph/verdicts.ts';
import type { View } from '../view.ts';

/** A record's views as they are stored. */
export interface StoredViews {
  readonly recordKey: string;
  readonly kind: EntityKind;
  readonly views: readonly View[];
}

/** A record as it is stored, with the record key of the anchor of its registrant or group. */
export interface StoredRecord extends StoredViews {
  readonly anchor: string;
}

/** A policy, a switch, or what the rate guard knows of an area. */
export interface StoredRestraint {
  /** As in `source.records`, or `area/<area>`. */
  readonly key: string;
  readonly value: unknown;
}

/** Where a record stands, and what of it is compared as it is stored, or its views where that cannot be read. */
export type StoredComparison = {
  readonly recordKey: string;
  /** Record key of the anchor of its registrant or group. */
  readonly anchor: string;
  /** Of its review ({@link Review.conflicts}); none without one. */
  readonly conflicts: readonly string[];
} & (
  | { readonly compared: Buffer; readonly area: string; readonly unread?: undefined }
  | { readonly compared: null; readonly unread: StoredViews }
);

/** A node as it is stored. */
export interface StoredNode extends StoredRecord {
  readonly review: Review | null;
  readonly published: Published | null;
  /** What is compared of it, packed; null: it was stored by a version that did not tell. */
  readonly compared: Buffer | null;
}

/** A verdict in force. */
export interface StoredVerdict {
  readonly lower: string;
  readonly higher: string;
  readonly judgement: Standing;
}

/** An enrolment past the draft. */
export interface StoredEnrolment {
  readonly registrantId: string;
  readonly program: string;
  readonly state: string;
}

/** A model as it was activated. */
export interface StoredModel {
  readonly hash: string;
  /** Its JSON text. */
  readonly artefact: string;
  readonly activatedBy: string;
  /** Milliseconds since 1970 UTC. */
  readonly activatedAt: number;
}

/** The reads of the resolver, each for any number of keys at once. */
export interface StateReader {
  nodes(recordKeys: readonly string[]): Promise<readonly StoredNode[]>;
  /** Record keys of the groups that have one of the members. */
  groupsWith(memberKeys: readonly string[]): Promise<readonly string[]>;
  /** Anchors of those records that are not their own. */
  anchors(recordKeys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What is kept of those of the records that were erased, and of those that follow one of them. */
  erased(recordKeys: readonly string[]): Promise<readonly Erased[]>;
  /** Every record, in pages, by record key. */
  everybody(): AsyncIterable<readonly StoredRecord[]>;
  /**
   * What is compared of every record, in pages, in no order; for whoever alone may write.
   *
   * @param version of what can be read
   */
  comparisons(version: number): AsyncIterable<readonly StoredComparison[]>;
  verdicts(): Promise<readonly StoredVerdict[]>;
  enrolments(): Promise<readonly StoredEnrolment[]>;
  restraint(): Promise<readonly StoredRestraint[]>;
  /** Undefined before one was activated. */
  activeModel(): Promise<StoredModel | undefined>;
}
