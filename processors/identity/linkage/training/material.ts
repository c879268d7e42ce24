import { rulesNamed, type KeyedRule } from '../blocking/rules.ts';
import type { Comparison } from '../comparisons/catalogue.ts';
import { createComparer } from '../comparisons/compare.ts';
import { householdPairs } from './household.ts';
import { blocksOf, eachPair, Patterns, type Pattern } from './patterns.ts';
import { drawSome } from './random.ts';
import { ofOneSubmission, type TrainingRecord } from './record.ts';
import { randomPairs } from './strangers.ts';

/** Pairs of a rule's blocks by their levels, less the levels that the rule fixes. */
export interface SessionMaterial {
  readonly rule: string;
  /** Comparisons, by index. */
  readonly fixes: ReadonlySet<number>;
  readonly patterns: readonly Pattern[];
  readonly pairs: number;
}

/** A pair that some rule finds. */
export interface Candidate {
  readonly a: number;
  readonly b: number;
  readonly pattern: Pattern;
}

/** The pairs from which a model is learned; compared once, whatever is made of them. */
export interface Material {
  readonly records: readonly TrainingRecord[];
  readonly comparisons: readonly Comparison[];
  /** Records all of whose candidates were looked at, by index. */
  readonly seeds: Int32Array;
  /** Pairs taken at random. */
  readonly random: readonly Pattern[];
  /** Pairs known to be of one household. */
  readonly households: readonly Pattern[];
  readonly sessions: readonly SessionMaterial[];
  /** Pairs of all rules, each once. */
  readonly candidates: readonly Candidate[];
}

export interface MaterialOptions {
  readonly rules: readonly string[];
  readonly sample: number;
  readonly seed: number;
  readonly cap: number;
  readonly onStep: (step: string) => void;
}

const pairsOfSession = 300_000;
const randomPairsWanted = 500_000;
const householdPairsWanted = 100_000;

/** Sessions that can teach something leave open two fields at least that are known in a fifth of their pairs. */
const canTeach = ({ patterns, pairs }: SessionMaterial): boolean => {
  const known = new Map<number, number>();
  for (const { levels, count } of patterns) {
    levels.forEach((level, field) => {
      if (level >= 0) known.set(field, (known.get(field) ?? 0) + count);
    });
  }
  return [...known.values()].filter((count) => count * 5 >= pairs).length >= 2;
};

/** Compares the pairs of the rules, one rule after another. */
const createCollector = (
  records: readonly TrainingRecord[],
  comparisons: readonly Comparison[],
  seeds: Int32Array,
  cap: number,
) => {
  const { compare } = createComparer();
  const levels = new Int8Array(comparisons.length);
  const whole = new Patterns();
  const seen = new Set<number>();
  const candidates: Candidate[] = [];
  const collect = (rule: KeyedRule): SessionMaterial => {
    const fixed = comparisons.flatMap(({ name }, field) => (rule.fixes.includes(name) ? [field] : []));
    const patterns = new Patterns();
    eachPair(blocksOf(records, seeds, rule), seeds, { cap, most: pairsOfSession }, (a, b) => {
      const [one, other] = [records[a] as TrainingRecord, records[b] as TrainingRecord];
      if (ofOneSubmission(one, other)) return;
      compare(one.content, other.content, levels);
      patterns.add(levels, fixed);
      const pair = Math.min(a, b) * records.length + Math.max(a, b);
      if (seen.has(pair)) return;
      seen.add(pair);
      candidates.push({ a, b, pattern: whole.add(levels) });
    });
    return { rule: rule.name, fixes: new Set(fixed), patterns: patterns.all(), pairs: patterns.pairs };
  };
  return { collect, candidates };
};

/**
 * Compares the pairs from which a model is learned.
 *
 * @param records sorted by record id
 */
export const gatherMaterial = (
  records: readonly TrainingRecord[],
  comparisons: readonly Comparison[],
  { rules, sample, seed, cap, onStep }: MaterialOptions,
): Material => {
  const seeds = drawSome(records.length, sample, seed);
  const comparer = createComparer();
  const households = new Patterns();
  const levels = new Int8Array(comparisons.length);
  for (const [a, b] of householdPairs(records, householdPairsWanted)) {
    comparer.compare((records[a] as TrainingRecord).content, (records[b] as TrainingRecord).content, levels);
    households.add(levels);
  }
  onStep('comparing pairs taken at random');
  const random = randomPairs(records, comparisons.length, comparer, randomPairsWanted, seed + 1);
  const { collect, candidates } = createCollector(records, comparisons, seeds, cap);
  const sessions = rulesNamed(rules).map((rule) => {
    onStep(`comparing pairs of the rule ${rule.name}`);
    return collect(rule);
  });
  return {
    records,
    comparisons,
    seeds,
    random,
    households: households.all(),
    sessions: sessions.filter(canTeach),
    candidates,
  };
};
