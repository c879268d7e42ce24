import type { Cluster, Clustering } from '../cluster.ts';
import { compareClusters } from '../cluster.ts';
import { clustersOf } from '../clusters.ts';
import type { Component } from '../graph/component.ts';
import type { Node } from '../node.ts';
import { unrestrained } from '../restraint/restraining.ts';
import type { Restraining } from '../restraint/restraining.ts';
import { compareNodes } from '../node.ts';
import { pairKey, pairsAcross } from '../pairs.ts';
import { Reviews } from '../reviews.ts';
import type { Standing } from '../standing.ts';
import { holding } from './holding.ts';
import type { Memberships } from './memberships.ts';
import type { Obstacle, Pairs, Tie } from './ties.ts';
import { compareTies, isAmbiguous, isLink, obstacleBetween, tieBetween } from './ties.ts';

/** Groups that may belong together: by identifiers and verdicts (a component each), or by their members. */
export interface ConnectedGroups {
  readonly parts: readonly { readonly component: Component; readonly nodes: readonly Node[] }[];
  readonly standing: Standing;
  readonly memberships: Memberships;
  readonly restraint: Pick<Restraining, 'mayLink'>;
  /** Whether a group has an enrolment past the draft. */
  readonly isEnrolled: (recordKey: string) => boolean;
}

/** A cluster that grows; what it was is found by its records. */
interface Growing {
  members: Node[];
}

interface Question {
  readonly tie: Tie;
  readonly reason: string;
}

interface Joined {
  readonly clusters: readonly Cluster[];
  readonly questions: readonly Question[];
}

/** The strongest tie between each two of the clusters, the strongest of all first. */
const tiesBetween = (clusterOf: ReadonlyMap<Node, Growing>, memberships: Memberships): Tie[] => {
  const byKey = new Map([...clusterOf.keys()].map((node) => [node.recordKey, node]));
  const ties: Tie[] = [];
  for (const [node, cluster] of clusterOf) {
    for (const key of memberships.sharing(node.recordKey)) {
      const other = byKey.get(key);
      if (other === undefined || key < node.recordKey || clusterOf.get(other) === cluster) continue;
      const tie = tieBetween(node, other, memberships);
      if (tie !== undefined) ties.push(tie);
    }
  }
  const met = new Map<Growing, Set<Growing>>();
  return ties.sort(compareTies).filter(({ earlier, later }) => {
    const [mine, theirs] = [clusterOf.get(earlier) as Growing, clusterOf.get(later) as Growing];
    if (met.get(mine)?.has(theirs) === true) return false;
    met.set(mine, (met.get(mine) ?? new Set()).add(theirs));
    met.set(theirs, (met.get(theirs) ?? new Set()).add(mine));
    return true;
  });
};

/** Obstacles between two groups that both fit a third, of which therefore only one can be it. */
const competes = (obstacle: Obstacle | undefined): boolean => obstacle !== undefined && obstacle !== 'held';

/** Ties that link, but for another that fits about as well. */
const ambiguousOf = (ties: readonly Tie[], clusterOf: ReadonlyMap<Node, Growing>, pairs: Pairs): Set<Tie> => {
  const byCluster = new Map<Growing, { readonly tie: Tie; readonly other: Growing }[]>();
  for (const tie of ties) {
    const [mine, theirs] = [clusterOf.get(tie.earlier) as Growing, clusterOf.get(tie.later) as Growing];
    byCluster.set(mine, [...(byCluster.get(mine) ?? []), { tie, other: theirs }]);
    byCluster.set(theirs, [...(byCluster.get(theirs) ?? []), { tie, other: mine }]);
  }
  const ambiguous = new Set<Tie>();
  for (const tied of byCluster.values()) {
    for (const { tie, other } of tied.filter((one) => isLink(one.tie))) {
      const rivals = tied.filter(
        (one) => one.tie !== tie && competes(obstacleBetween(other.members, one.other.members, pairs)),
      );
      if (
        isAmbiguous(
          tie,
          rivals.map((one) => one.tie),
        )
      )
        ambiguous.add(tie);
    }
  }
  return ambiguous;
};

/** Why a person is asked about a tie between two clusters; undefined where nobody is. */
const reasonOf = (tie: Tie, ambiguous: boolean, obstacle: Obstacle | undefined): string | undefined => {
  if (obstacle === 'side-by-side' || obstacle === 'judged' || obstacle === 'identifiers') return undefined;
  if (isLink(tie)) return obstacle ?? (ambiguous ? 'ambiguous' : 'guard');
  return obstacle === 'conflict' ? undefined : 'members';
};

/**
 * Joins clusters of groups by their members: the strongest tie first, unless another fits about as well, or something
 * speaks against it between any two of the records that would become one.
 */
const joinByMembers = (parts: readonly Cluster[], pairs: Pairs): Joined => {
  const clusterOf = new Map<Node, Growing>();
  for (const { members } of parts) {
    const growing = { members: [...members] };
    for (const member of members) clusterOf.set(member, growing);
  }
  const ties = tiesBetween(clusterOf, pairs.memberships);
  const ambiguous = ambiguousOf(ties, clusterOf, pairs);
  for (const tie of ties) {
    const [mine, theirs] = [clusterOf.get(tie.earlier) as Growing, clusterOf.get(tie.later) as Growing];
    if (!isLink(tie) || ambiguous.has(tie) || mine === theirs) continue;
    if (obstacleBetween(mine.members, theirs.members, pairs) !== undefined) continue;
    mine.members = [...mine.members, ...theirs.members].sort(compareNodes);
    for (const member of theirs.members) clusterOf.set(member, mine);
  }
  const questions = ties.flatMap((tie): Question[] => {
    const [mine, theirs] = [clusterOf.get(tie.earlier) as Growing, clusterOf.get(tie.later) as Growing];
    if (mine === theirs) return [];
    const reason = reasonOf(tie, ambiguous.has(tie), obstacleBetween(mine.members, theirs.members, pairs));
    return reason === undefined ? [] : [{ tie, reason }];
  });
  const clusters = [...new Set(clusterOf.values())].map(({ members }) => ({ anchor: members[0] as Node, members }));
  return { clusters: clusters.sort(compareClusters), questions };
};

const pairKeys = (pairs: readonly (readonly [string, string])[]): Set<string> =>
  new Set(pairs.map(([a, b]) => pairKey(a, b)));

/** Pairs of records, of two clusters about which identifiers ask. */
const doubtedPairs = (byIdentifier: readonly Clustering[]): Set<string> =>
  pairKeys(
    byIdentifier.flatMap(({ clusters, reviews }) => {
      const membersOf = (key: string): readonly string[] =>
        clusters
          .map(({ members }) => members.map(({ recordKey }) => recordKey))
          .find((members) => members.includes(key)) ?? [];
      return [...reviews].flatMap(([recordKey, { candidates }]) =>
        candidates.flatMap((candidate) => pairsAcross(membersOf(recordKey), membersOf(candidate))),
      );
    }),
  );

/**
 * Clusters of connected groups, as a pure function of their records, of the registrants of their members, and of persons'
 * verdicts: by identifiers and verdicts first, then by their members, and a person is asked where in doubt. As with
 * persons, what would touch an enrolment depends on how things stand as well ({@link holding}).
 */
export const groupClustersOf = (connected: ConnectedGroups): Clustering => {
  const { parts, standing, memberships, restraint, isEnrolled } = connected;
  // What identifiers bring about among groups is not held: who stands with whom is known of all parts together only.
  const links = { ...unrestrained, mayLink: restraint.mayLink.bind(restraint) };
  const byIdentifier = parts.map(({ component, nodes }) =>
    clustersOf({ ...component, enrolled: new Set() }, nodes, links),
  );
  const identified = byIdentifier.flatMap(({ clusters }) => clusters).sort(compareClusters);
  const nodes = parts.flatMap((part) => part.nodes);
  const pairs = { standing, memberships, doubted: doubtedPairs(byIdentifier) };
  const enrolled = nodes.filter(({ recordKey }) => isEnrolled(recordKey));
  const { clusters, questions } = holding(nodes, enrolled, identified, (held) =>
    joinByMembers(identified, { ...pairs, held: pairKeys(held) }),
  );
  const reviews = new Reviews(clusters);
  for (const { reviews: asked } of byIdentifier) {
    for (const [recordKey, { conflicts, candidates }] of asked) {
      for (const candidate of candidates) reviews.ask(recordKey, candidate, conflicts);
    }
  }
  for (const { tie, reason } of questions) {
    const [recordKey, otherRecordKey] = [tie.later.recordKey, tie.earlier.recordKey];
    const overlap = { recordKey, otherRecordKey, reason };
    reviews.ask(recordKey, otherRecordKey, reason === 'members' ? [] : [reason], { overlap });
  }
  return { clusters, reviews: reviews.all() };
};
