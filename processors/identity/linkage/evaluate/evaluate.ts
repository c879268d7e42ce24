import type { PersonLinkage } from '../linkage.ts';
import type { PersonProfile } from '../profile.ts';
import { measureGroups, type GroupMeasures } from './groups.ts';
import { measure, pairMeasures, type ClusterMeasures, type PairMeasures } from './measures.ts';
import { resolveAll, type ResolveOptions } from './resolve.ts';

export interface Evaluation {
  readonly records: number;
  readonly distinctContents: number;
  readonly pairs: PairMeasures;
  readonly clusters: ClusterMeasures;
  readonly review: {
    /** Pairs of clusters that a person would be asked about. */
    readonly pairs: number;
    readonly perThousandRecords: number;
    /** Share of them that are one person; 1 when there are none. */
    readonly precision: number;
  };
  readonly blocking: {
    readonly comparedPairs: number;
    readonly pairsPerRecord: number;
    /** Share of the true pairs that some rule brings together. */
    readonly recall: number;
    readonly silentBlocks: number;
  };
  readonly groups: readonly GroupMeasures[];
}

/** A record with what is known to be true of it. */
export interface TrueRecord {
  readonly profile: PersonProfile;
  /** Equal for records of one person. */
  readonly person: string;
}

const numbered = (records: readonly TrueRecord[]): Int32Array => {
  const numbers = new Map<string, number>();
  return Int32Array.from(records, ({ person }) => {
    const number = numbers.get(person) ?? numbers.size;
    numbers.set(person, number);
    return number;
  });
};

/** Pairs of one person among the records of two contents, or within one. */
const truePairsBetween = (a: readonly string[], b: readonly string[], personOf: Int32Array): number => {
  let count = 0;
  for (const x of a) for (const y of b) if (personOf[Number(x)] === personOf[Number(y)]) count += 1;
  return count;
};

const pairsWithin = (contentIds: readonly string[], personOf: Int32Array): number => {
  const counts = new Map<string, number>();
  contentIds.forEach((id, record) => {
    const key = `${id}\t${String(personOf[record])}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
};

/**
 * Resolves records of which the truth is known, without looking at it, and measures what came of it.
 *
 * @param onProgress told how many contents were compared with their candidates
 */
export const evaluateLinkage = (
  records: readonly TrueRecord[],
  linkage: PersonLinkage,
  options: Omit<ResolveOptions, 'onPair'>,
): Evaluation => {
  const personOf = numbered(records);
  const resolvable = records.map(({ profile }) => ({
    content: linkage.contentOf(profile),
    submission: profile.submissions[0] ?? null,
  }));
  let blocked = pairsWithin(
    resolvable.map(({ content }) => content.id),
    personOf,
  );
  const resolution = resolveAll(resolvable, linkage, {
    ...options,
    onPair: (a, b) => {
      blocked += truePairsBetween(a.ids, b.ids, personOf);
    },
  });
  const { pairs, clusters } = measure(resolution.clusterOf, personOf);
  const { review } = resolution;
  const right = review.filter(({ a, b }) => personOf[Number(a)] === personOf[Number(b)]).length;
  const profiles = records.map(({ profile }) => profile);
  return {
    records: records.length,
    distinctContents: resolution.distinctContents,
    pairs,
    clusters,
    review: {
      pairs: review.length,
      perThousandRecords: (1000 * review.length) / Math.max(1, records.length),
      precision: review.length === 0 ? 1 : right / review.length,
    },
    blocking: {
      comparedPairs: resolution.pairs,
      pairsPerRecord: resolution.pairs / Math.max(1, records.length),
      recall: pairMeasures(pairs.truePairs, pairs.truePairs, blocked).recall,
      silentBlocks: resolution.silentBlocks,
    },
    groups: measureGroups(profiles, resolution.clusterOf, personOf),
  };
};
