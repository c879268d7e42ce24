import type { EntityKind } from '../../../schemas/generated/types.ts';
import type { Published, Review } from '../node.ts';
import type { View } from '../view.ts';

/** A node as it is stored. */
export interface StoredNode {
  readonly recordKey: string;
  readonly kind: EntityKind;
  readonly anchor: string;
  readonly views: readonly View[];
  readonly review: Review | null;
  readonly published: Published | null;
}

/** Up to how many different contents an identifier may be held by for its holders to be read. */
interface ClaimQuestion {
  readonly key: string;
  readonly limit: number;
}

/** Who holds an identifier; `holders` is undefined when more than the limit's different contents do. */
export interface ClaimAnswer {
  readonly key: string;
  readonly holders: readonly string[] | undefined;
}

/** The reads of the resolver, each for any number of keys at once. */
export interface StateReader {
  nodes(recordKeys: readonly string[]): Promise<readonly StoredNode[]>;
  claims(questions: readonly ClaimQuestion[]): Promise<readonly ClaimAnswer[]>;
  /** Record keys of the groups that have one of the members. */
  groupsWith(memberKeys: readonly string[]): Promise<readonly string[]>;
  /** Anchors of those records that are not their own. */
  anchors(recordKeys: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
