import type { DecisionKind, Evidence } from '../../schemas/generated/types.ts';
import type { Cluster } from './clusters.ts';
import type { Facts } from './facts.ts';
import type { Node, Review } from './node.ts';
import { compareNodes } from './node.ts';

/** A decision on identity, entities named by the record keys of their anchors. */
export interface Lineage {
  readonly kind: DecisionKind;
  /** Anchor of the entity that the decision is about. */
  readonly entity: string;
  readonly recordKey: string;
  readonly rule: 'identifier' | 'source-key';
  readonly evidence: readonly Evidence[];
  readonly conflicts: readonly string[];
  /** Anchors of the other entities. */
  readonly others: readonly string[];
}

/** What was known of a node before the record was applied. */
export interface Before {
  readonly anchor: string | null;
  readonly review: Review | null;
}

/** The affected nodes as they were, by record key. */
export type BeforeAll = ReadonlyMap<string, Before>;

/** Enough to explain a decision; a decision that needs more of it is not explained better. */
const mostEvidence = 10;

/** Identifiers that speak and that the node shares with the given records, by type and record key. */
const evidenceFor = (node: Node, others: Iterable<Node>, facts: Facts): Evidence[] => {
  const keys = new Map(
    node.profile.identifiers
      .filter(({ key }) => facts.claims.speaks(key))
      .map((identifier) => [identifier.key, identifier]),
  );
  const found: Evidence[] = [];
  for (const other of others) {
    if (other === node) continue;
    for (const { key } of other.profile.identifiers) {
      const shared = keys.get(key);
      if (shared === undefined) continue;
      found.push({ identifierType: shared.type, issuer: shared.issuer, otherRecordKey: other.recordKey });
      if (found.length === mostEvidence) return found;
    }
  }
  return found;
};

const wasLive = (anchorKey: string, before: BeforeAll): boolean => before.get(anchorKey)?.anchor === anchorKey;

const bare = { rule: 'identifier', evidence: [], conflicts: [] } as const;

/** What became of a record that belonged elsewhere before; undefined when the decision on its old entity tells it. */
const movedLineage = (
  node: Node,
  from: string,
  cluster: Cluster,
  before: BeforeAll,
  facts: Facts,
): Lineage | undefined => {
  const to = cluster.anchor.recordKey;
  const { recordKey } = node;
  const evidence = evidenceFor(node, cluster.members, facts);
  if (recordKey === from) {
    const kind = wasLive(to, before) ? 'merged' : 'redirected';
    return { ...bare, kind, entity: recordKey, recordKey, evidence, others: [to] };
  }
  const fromNow = facts.nodes.get(from)?.anchor;
  if (recordKey === to) {
    // Its old entity may live on under it: then that one is redirected, and this one is only created.
    const kind = fromNow === to ? 'created' : 'split';
    return { ...bare, kind, entity: to, recordKey, others: kind === 'split' ? [from] : [] };
  }
  const toldByOldEntity = fromNow === to;
  const toldBySplit = before.get(to)?.anchor === from;
  if (toldByOldEntity || toldBySplit) return undefined;
  return { ...bare, kind: 'linked', entity: to, recordKey, evidence, others: [from] };
};

const nodeLineage = (node: Node, cluster: Cluster, before: BeforeAll, facts: Facts): Lineage | undefined => {
  const { recordKey } = node;
  const to = cluster.anchor.recordKey;
  const from = before.get(recordKey)?.anchor ?? null;
  if (from === to) return undefined;
  if (from !== null) return movedLineage(node, from, cluster, before, facts);
  if (recordKey === to) return { ...bare, kind: 'created', rule: 'source-key', entity: to, recordKey, others: [] };
  const evidence = evidenceFor(node, cluster.members, facts);
  return { ...bare, kind: 'linked', entity: to, recordKey, evidence, others: [] };
};

/** Records of the given entities that share an identifier with the node, in the order of first sight. */
const holdersIn = (node: Node, entities: ReadonlySet<string>, facts: Facts): Node[] => {
  const found = new Set<Node>();
  for (const { key } of node.profile.identifiers) {
    if (!facts.claims.speaks(key)) continue;
    for (const recordKey of facts.claims.holders(key)) {
      const holder = facts.nodes.get(recordKey);
      if (holder?.anchor != null && entities.has(holder.anchor)) found.add(holder);
    }
  }
  return [...found].sort(compareNodes);
};

/** Whether two reviews ask the same question. */
export const sameReview = (a: Review | null, b: Review | null): boolean =>
  a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));

const reviewLineage = (node: Node, cluster: Cluster, was: Review | null, facts: Facts): Lineage | undefined => {
  const { recordKey, review } = node;
  const named = { ...bare, entity: cluster.anchor.recordKey, recordKey };
  if (sameReview(was, review)) return undefined;
  if (review === null) return { ...named, kind: 'review_closed', others: was?.candidates ?? [] };
  return {
    ...named,
    kind: 'review_opened',
    evidence: evidenceFor(node, holdersIn(node, new Set(review.candidates), facts), facts),
    conflicts: review.conflicts,
    others: review.candidates,
  };
};

/**
 * The decisions by which the affected clusters came to be what they are, in the order of their members: why each record
 * belongs where it belongs, and what waits for a person.
 */
export const lineageOf = (clusters: readonly Cluster[], before: BeforeAll, facts: Facts): Lineage[] =>
  clusters
    .flatMap((cluster) =>
      cluster.members.flatMap((node) => [
        nodeLineage(node, cluster, before, facts) ?? [],
        reviewLineage(node, cluster, before.get(node.recordKey)?.review ?? null, facts) ?? [],
      ]),
    )
    .flat();
