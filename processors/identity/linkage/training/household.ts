import { householdDefaults, type Comparison } from '../comparisons/catalogue.ts';
import type { TrainingRecord } from './record.ts';

/** Fewer known pairs than this teach nothing. */
const enough = 200;

/** What weighs, beside the known pairs, like so many more. */
const assumedPairs = 20;

/** What a copy from one form into another adds of error to what a household has in common. */
const copyError = 0.2;

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

/** Fields of which a household has as good as always one. */
const shared = 0.5;

/**
 * The household class of a model: learned from pairs of which it is known, otherwise by experience.
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
    const assumed = householdDefaults(comparison, m[field] ?? [], u[field] ?? []);
    const counted = counts[field] ?? [];
    const total = counted.reduce((sum, one) => sum + one, 0);
    if (total < enough) return assumed;
    const learned = normalised(counted.map((count, level) => count + assumedPairs * (assumed[level] ?? 0)));
    if (comparison.householdShare < shared) return learned;
    // Two forms of one household are copied less well than two lines of one form.
    const others = learned.length - 1;
    return learned.map(
      (probability, level) => (1 - copyError) * probability + (level === others ? 0 : copyError / others),
    );
  });
