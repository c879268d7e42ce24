import type {
  DecisionKind,
  EntityKind,
  Evidence,
  GroupOverlap,
  WeighedEvidence,
} from '../../schemas/generated/types.ts';
import type { Cluster, Clustering } from './cluster.ts';
import { ComponentEvidence } from './evidence.ts';
import type { Facts } from './facts.ts';
import type { Component } from './graph/component.ts';
import type { Memberships } from './groups/memberships.ts';
import type { EntityIds } from './ids.ts';
import type { Node, Review } from './node.ts';
import { compareNodes } from './node.ts';
import { isHeld } from './restraint/hold.ts';

/** What a decision rests on. */
export type DecisionRule =
  'identifier' | 'members' | 'source-key' | 'verdict' | 'weighed' | 'erasure' | 'hold' | 'policy';

/** A decision on identity, entities named by the record keys of their anchors. */
export interface Lineage {
  readonly kind: DecisionKind;
  /** Anchor of the entity that the decision is about. */
  readonly entity: string;
  readonly recordKey: string;
  readonly rule: DecisionRule;
  readonly evidence: readonly Evidence[];
  readonly weighed: WeighedEvidence | null;
  readonly overlap: GroupOverlap | null;
  readonly conflicts: readonly string[];
  /** Anchors of the other entities. */
  readonly others: readonly string[];
  /** Of the entity, where its record is not there any more; else the record's. */
  readonly entityKind?: EntityKind;
}

/** What was known of a node before the record was applied. */
export interface Before {
  readonly anchor: string | null;
  readonly review: Review | null;
}

/** The affected nodes as they were, by record key. */
export type BeforeAll = ReadonlyMap<string, Before>;

/** A component as it falls into clusters by now. */
export interface Clustered extends Clustering {
  readonly component: Component;
  /** The component's records. */
  readonly nodes: readonly Node[];
  /** Of groups, what their members have in common. */
  readonly memberships?: Memberships;
}

interface Telling {
  /** What a decision rests on that no evidence of its own explains: a split, a question that is closed. */
  readonly trigger: DecisionRule;
  readonly before: BeforeAll;
  readonly facts: Facts;
  readonly idOf: EntityIds;
  /** Made when a decision needs it: most records need none. */
  readonly evidence: () => ComponentEvidence;
}

const wasLive = (anchorKey: string, before: BeforeAll): boolean => before.get(anchorKey)?.anchor === anchorKey;

/** A decision that rests on no evidence. */
export const bare = { evidence: [], weighed: null, overlap: null, conflicts: [] } as const;

/** Why a record is in its cluster. */
const groundsOf = (
  node: Node,
  cluster: Cluster,
  { evidence, idOf, trigger }: Telling,
): Pick<Lineage, 'rule' | 'evidence' | 'weighed' | 'overlap'> => {
  const known = evidence();
  const grounds = { evidence: [], weighed: null, overlap: null };
  if (known.isJudged(node, cluster.members)) return { ...grounds, rule: 'verdict' };
  const identifiers = known.identifiers(node, cluster.members);
  if (identifiers.length > 0) return { ...grounds, rule: 'identifier', evidence: identifiers };
  const overlap = known.strongestOverlap(node, cluster.members);
  if (overlap !== undefined) return { ...grounds, rule: 'members', overlap };
  const members = new Set(cluster.members);
  const strongest = known.strongest(node, (other) => members.has(other));
  if (strongest === undefined) return { ...grounds, rule: trigger };
  return { ...grounds, rule: 'weighed', weighed: known.waterfall(node, strongest.other, null, idOf) };
};

/** What became of a record that belonged elsewhere before; undefined when the decision on its old entity tells it. */
const movedLineage = (node: Node, from: string, cluster: Cluster, telling: Telling): Lineage | undefined => {
  const { before, facts, trigger } = telling;
  const to = cluster.anchor.recordKey;
  const { recordKey } = node;
  if (recordKey === from) {
    const kind = wasLive(to, before) ? 'merged' : 'redirected';
    return { ...bare, kind, entity: recordKey, recordKey, ...groundsOf(node, cluster, telling), others: [to] };
  }
  const fromNow = facts.nodes.get(from)?.anchor;
  if (recordKey === to) {
    // Its old entity may live on under it: then that one is redirected, and this one is only created.
    const kind = fromNow === to ? 'created' : 'split';
    return { ...bare, rule: trigger, kind, entity: to, recordKey, others: kind === 'split' ? [from] : [] };
  }
  const toldByOldEntity = fromNow === to;
  const toldBySplit = before.get(to)?.anchor === from;
  if (toldByOldEntity || toldBySplit) return undefined;
  return { ...bare, kind: 'linked', entity: to, recordKey, ...groundsOf(node, cluster, telling), others: [from] };
};

const nodeLineage = (node: Node, cluster: Cluster, telling: Telling): Lineage | undefined => {
  const { recordKey } = node;
  const to = cluster.anchor.recordKey;
  const from = telling.before.get(recordKey)?.anchor ?? null;
  if (from === to) return undefined;
  if (from !== null) return movedLineage(node, from, cluster, telling);
  if (recordKey === to) return { ...bare, kind: 'created', rule: 'source-key', entity: to, recordKey, others: [] };
  return { ...bare, kind: 'linked', entity: to, recordKey, ...groundsOf(node, cluster, telling), others: [] };
};

const equal = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

/** Whether two reviews ask the same question, whatever the weights. */
export const sameReview = (a: Review | null, b: Review | null): boolean =>
  a === b || (a !== null && b !== null && equal(a.candidates, b.candidates) && equal(a.conflicts, b.conflicts));

const reviewLineage = (node: Node, cluster: Cluster, telling: Telling): Lineage | undefined => {
  const { recordKey, review } = node;
  const was = telling.before.get(recordKey)?.review ?? null;
  const named = { ...bare, rule: telling.trigger, entity: cluster.anchor.recordKey, recordKey };
  if (sameReview(was, review)) return undefined;
  if (review === null) return { ...named, kind: 'review_closed', others: was?.candidates ?? [] };
  const evidence = telling.evidence();
  const kind = isHeld(review.conflicts) ? 'held' : 'review_opened';
  const asked = { ...named, kind, conflicts: review.conflicts, others: review.candidates } as const;
  const holders = evidence.holders(node, new Set(review.candidates)).sort(compareNodes);
  const [overlapping] = review.overlaps;
  if (overlapping !== undefined) {
    const overlap = evidence.overlap(node.recordKey, overlapping.otherRecordKey, overlapping.reason);
    return { ...asked, rule: 'members', evidence: evidence.identifiers(node, holders), overlap };
  }
  const [doubt] = review.weighed;
  // Its going is kept back: that rests on no evidence.
  if (review.candidates.length === 0) return { ...asked, rule: 'hold' };
  if (doubt === undefined) return { ...asked, rule: 'identifier', evidence: evidence.identifiers(node, holders) };
  const other = evidence.node(doubt.otherRecordKey);
  const weighed = other === undefined ? null : evidence.waterfall(node, other, doubt.reason, telling.idOf);
  return { ...asked, rule: 'weighed', evidence: evidence.identifiers(node, holders), weighed };
};

const lineageOfOne = (clustered: Clustered, about: Omit<Telling, 'evidence'>): Lineage[] => {
  let made: ComponentEvidence | undefined;
  const evidence = (): ComponentEvidence => (made ??= new ComponentEvidence(clustered));
  const telling = { ...about, evidence };
  return clustered.clusters
    .flatMap((cluster) =>
      cluster.members.flatMap((node) => [
        nodeLineage(node, cluster, telling) ?? [],
        reviewLineage(node, cluster, telling) ?? [],
      ]),
    )
    .flat();
};

/**
 * The decisions by which the affected components came to be what they are, in the order of their members: why each
 * record belongs where it belongs, and what waits for a person.
 *
 * @param about what was known before, and what brought the decisions about
 */
export const lineageOf = (components: readonly Clustered[], about: Omit<Telling, 'evidence'>): Lineage[] =>
  components.flatMap((clustered) => lineageOfOne(clustered, about));
