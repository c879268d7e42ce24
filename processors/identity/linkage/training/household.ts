import type { Comparison } from '../comparisons/catalogue.ts';
import type { TrainingRecord } from './record.ts';

/** Fewer known pairs than this teach nothing. */
const enough = 200;

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

/**
 * Probabilities of a household's members without any pair of which that is known: what households share by experience,
 * and in everything else no less agreement than strangers have.
 */
const assumed = (comparison: Comparison, u: readonly number[]): number[] => {
  const { household } = comparison.defaults;
  if (comparison.householdShares) return [...household];
  return normalised(household.map((probability, level) => Math.max(probability, u[level] ?? 0)));
};

/**
 * The household class of a model.
 *
 * @param counts levels of pairs known to be two people of one household, by comparison
 * @param u of strangers, by comparison
 */
export const householdClass = (
  comparisons: readonly Comparison[],
  counts: readonly (readonly number[])[],
  u: readonly (readonly number[])[],
): number[][] =>
  comparisons.map((comparison, field) => {
    const fallback = assumed(comparison, u[field] ?? []);
    const counted = counts[field] ?? [];
    const total = counted.reduce((sum, one) => sum + one, 0);
    if (total < enough) return fallback;
    const learned = normalised(counted.map((count, level) => count + 20 * (fallback[level] ?? 0)));
    if (!comparison.householdShares) return learned;
    // Two forms of one household are copied less well than two lines of one form.
    const others = learned.length - 1;
    return learned.map(
      (probability, level) => (1 - copyError) * probability + (level === others ? 0 : copyError / others),
    );
  });
