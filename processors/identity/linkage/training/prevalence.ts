import type { Estimates } from '../model/assemble.ts';
import { evidenceOf, priorEvidence, type Evidence, type Prevalence } from './evidence.ts';
import type { Material } from './material.ts';
import type { Pattern } from './patterns.ts';

/** Pairs that may have been missed, where none was found. */
const missed = 0.5;
/**
 * Where pairs of a household are fewer than one for two hundred of one person, the source does not hold households, and
 * the class would only take evidence away.
 */
const fewHouseholds = 0.005;
const noHouseholds = 1e-8;
const iterations = 10;

/** Evidence of each pattern that the candidates have. */
const evidenceByPattern = (material: Material, estimates: readonly Estimates[]): ReadonlyMap<Pattern, Evidence> => {
  const none = { strangers: 0, household: 0 };
  const found = new Map<Pattern, Evidence>();
  for (const { pattern } of material.candidates) {
    if (!found.has(pattern)) found.set(pattern, evidenceOf(pattern.levels, estimates, none));
  }
  return found;
};

/**
 * How many others of its person, and of its household, a record has: expected from the probabilities of the candidates,
 * which in turn depend on it, until the two agree.
 */
export const prevalenceOf = (material: Material, estimates: readonly Estimates[], start: Prevalence): Prevalence => {
  const isSeed = new Set(material.seeds);
  // A pair counts for each of its ends that is a seed: half a pair for the record.
  const ends = new Map<Pattern, number>();
  for (const { a, b, pattern } of material.candidates) {
    ends.set(pattern, (ends.get(pattern) ?? 0) + (isSeed.has(a) ? 1 : 0) + (isSeed.has(b) ? 1 : 0));
  }
  const evidence = [...evidenceByPattern(material, estimates)].map(([pattern, found]) => ({
    ...found,
    ends: ends.get(pattern) ?? 0,
  }));
  let now = start;
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const prior = priorEvidence(material.records.length, now);
    let [matches, households] = [0, 0];
    for (const one of evidence) {
      const strangers = 2 ** -(one.strangers + prior.strangers);
      const household = 2 ** -(one.household + prior.household);
      matches += one.ends / (1 + strangers + household);
      households += (one.ends * household) / (1 + strangers + household);
    }
    const records = 2 * material.seeds.length;
    const few = households < fewHouseholds * matches;
    now = {
      matchesPerRecord: (matches + missed) / records,
      householdPairsPerRecord: few ? noHouseholds : (households + missed) / records,
    };
  }
  return now;
};

/** Evidence at which two records count as one person while values are counted: 32 to 1. */
const likely = 5;

/** Who is likely whom: by record, the smallest index of all who are connected by likely pairs. */
export const likelyPeople = (material: Material, estimates: readonly Estimates[], prior: Evidence): Int32Array => {
  const parent = Int32Array.from(material.records, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] as number] as number;
      root = parent[root] as number;
    }
    return root;
  };
  const evidence = evidenceByPattern(material, estimates);
  for (const { a, b, pattern } of material.candidates) {
    const { strangers, household } = evidence.get(pattern) ?? prior;
    if (Math.min(strangers + prior.strangers, household + prior.household) < likely) continue;
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x !== y) parent[Math.max(x, y)] = Math.min(x, y);
  }
  return parent.map((_, index) => rootOf(index));
};
