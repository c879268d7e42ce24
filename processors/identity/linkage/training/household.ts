import { householdDefaults, type Comparison } from '../comparisons/catalogue.ts';
import type { TrainingRecord } from './record.ts';

/** Fewer known pairs than this teach nothing. */
const enough = 200;

/** What weighs, beside the known pairs, like so many more. */
const assumedPairs = 20;

const normalised = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, one) => sum + one, 0);
  return counts.map((one) => one / total);
};

/** Pairs of records of one submission or one household, by index; at most `most`. */
export const householdPairs = (records: readonly TrainingRecord[], most: number): (readonly [number, number])[] => {
  const groups = new Map<string, number[]>();
  records.forEach(({ submission, household }, index) => {
    const name = submission === null ? household : `submission ${submission}`;
    if (name === null) return;
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [index]);
    else members.push(index);
  });
  const pairs: (readonly [number, number])[] = [];
  for (const members of groups.values()) {
    // A hundred people of one household are an institution, or a placeholder.
    if (members.length < 2 || members.length > 30) continue;
    members.forEach((a, at) => {
      for (const b of members.slice(at + 1)) if (pairs.length < most) pairs.push([a, b]);
    });
  }
  return pairs;
};

/** Fields of which a household mostly has one. */
const shared = 0.5;

/** How often two members have a field in common, from how much seldomer than strangers they differ in it. */
const shareOf = (counted: readonly number[], u: readonly number[]): number => {
  const total = counted.reduce((sum, one) => sum + one, 0);
  const [differ, strangers] = [(counted.at(-1) ?? 0) / total, u.at(-1) ?? 1];
  return Math.max(0.05, Math.min(0.98, 1 - differ / strangers));
};

/**
 * The household class of a model: learned from pairs of which it is known, otherwise by experience. What a household has
 * in common is written twice when it registers twice, and then agrees only as well as the fields of one person do.
 *
 * @param counts levels of pairs known to be two people of one household, by comparison
 * @param m and u by comparison
 */
export const householdClass = (
  comparisons: readonly Comparison[],
  counts: readonly (readonly number[])[],
  m: readonly (readonly number[])[],
  u: readonly (readonly number[])[],
): number[][] =>
  comparisons.map((comparison, field) => {
    const [mine, strangers, counted] = [m[field] ?? [], u[field] ?? [], counts[field] ?? []];
    const assumed = householdDefaults(comparison, mine, strangers);
    if (counted.reduce((sum, one) => sum + one, 0) < enough) return assumed;
    if (comparison.householdShare >= shared) {
      return householdDefaults({ ...comparison, householdShare: shareOf(counted, strangers) }, mine, strangers);
    }
    return normalised(counted.map((count, level) => count + assumedPairs * (assumed[level] ?? 0)));
  });
