/** Pairs of records said to be one person, against those that are. All shares are 0 to 1. */
export interface PairMeasures {
  /** Pairs of records of one person. */
  readonly truePairs: number;
  /** Pairs of records that were linked. */
  readonly linkedPairs: number;
  /** Linked pairs that are true. */
  readonly correctPairs: number;
  /** 1 when nothing was linked. */
  readonly precision: number;
  /** 1 when there was nothing to link. */
  readonly recall: number;
  readonly f1: number;
}

/** How well the clusters, and not only the pairs, are those of the people. */
export interface ClusterMeasures {
  readonly clusters: number;
  readonly people: number;
  /** Clusters that hold exactly the records of one person. */
  readonly exact: number;
  /** Share of people whose records are exactly one cluster. */
  readonly exactShare: number;
  /** Mean over the records of how much of a record's cluster, and of its person, the two have in common. */
  readonly bCubed: { readonly precision: number; readonly recall: number; readonly f1: number };
  readonly largestCluster: number;
}

const pairsOf = (count: number): number => (count * (count - 1)) / 2;

const harmonic = (precision: number, recall: number): number =>
  precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);

/** Precision, recall and F1 from counts of pairs. */
export const pairMeasures = (truePairs: number, linkedPairs: number, correctPairs: number): PairMeasures => {
  const precision = linkedPairs === 0 ? 1 : correctPairs / linkedPairs;
  const recall = truePairs === 0 ? 1 : correctPairs / truePairs;
  return { truePairs, linkedPairs, correctPairs, precision, recall, f1: harmonic(precision, recall) };
};

const countUp = <K>(counts: Map<K, number>, key: K): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/**
 * Measures a clustering against the truth.
 *
 * @param clusterOf by record, the number of its cluster
 * @param personOf by record, the number of its person
 * @see Bagga and Baldwin, "Entity-based cross-document coreferencing", 1998 (B-cubed)
 */
export const measure = (
  clusterOf: Int32Array,
  personOf: Int32Array,
): { readonly pairs: PairMeasures; readonly clusters: ClusterMeasures } => {
  const [clusters, people] = [new Map<number, number>(), new Map<number, number>()];
  const both = new Map<number, number>();
  const width = clusterOf.length + 1;
  clusterOf.forEach((cluster, record) => {
    const person = personOf[record] as number;
    countUp(clusters, cluster);
    countUp(people, person);
    countUp(both, cluster * width + person);
  });
  const sum = (counts: ReadonlyMap<number, number>): number =>
    [...counts.values()].reduce((total, count) => total + pairsOf(count), 0);
  let [precision, recall, exact] = [0, 0, 0];
  for (const [key, count] of both) {
    const cluster = clusters.get(Math.floor(key / width)) ?? 1;
    const person = people.get(key % width) ?? 1;
    precision += (count * count) / cluster;
    recall += (count * count) / person;
    if (count === cluster && count === person) exact += 1;
  }
  const records = Math.max(1, clusterOf.length);
  [precision, recall] = [precision / records, recall / records];
  return {
    pairs: pairMeasures(sum(people), sum(clusters), sum(both)),
    clusters: {
      clusters: clusters.size,
      people: people.size,
      exact,
      exactShare: people.size === 0 ? 1 : exact / people.size,
      bCubed: { precision, recall, f1: harmonic(precision, recall) },
      largestCluster: [...clusters.values()].reduce((most, count) => Math.max(most, count), 0),
    },
  };
};
