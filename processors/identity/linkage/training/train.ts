import { planBlocking } from '../blocking/plan.ts';
import { rulesNamed, type KeyedRule } from '../blocking/rules.ts';
import { comparisonsFor, type Comparison } from '../comparisons/catalogue.ts';
import { createComparer } from '../comparisons/compare.ts';
import type { Content } from '../content/values.ts';
import { assembleModel, priorsOf, type Estimates } from '../model/assemble.ts';
import type { LinkageModel } from '../model/model.ts';
import { averageSessions, runSession, type Session } from './em.ts';
import { householdClass, householdPairs } from './household.ts';
import { blocksOf, eachPair, Patterns, type Pattern } from './patterns.ts';
import { implausibilities, type Implausibility } from './plausibility.ts';
import { drawSome } from './random.ts';
import { countValues, rarityTables } from './rarity.ts';
import { randomPairs } from './strangers.ts';

export interface TrainingOptions {
  /** Names of the further texts of the contents. */
  readonly texts: readonly string[];
  /** Records that the registry is expected to hold; default as many as are given. */
  readonly size?: number;
  /** Records whose pairs are looked at; default 20,000. */
  readonly sample?: number;
  readonly seed?: number;
  /** Distinct contents above which a block is silent; default 200. */
  readonly cap?: number;
  /** Told what is being done. */
  readonly onStep?: (step: string) => void;
}

export interface Training {
  readonly model: LinkageModel;
  /** Empty for a model that may be used. */
  readonly implausible: readonly Implausibility[];
}

/** What weighs in each average like so many further pairs with the starter's levels. */
const strength = { m: 20, u: 40, session: 10 };
const iterations = 40;
const pairsOfSession = 300_000;
const randomPairsWanted = 600_000;
const rounds = 2;

const normalised = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, one) => sum + one, 0);
  return counts.map((one) => one / total);
};

const zeros = (comparisons: readonly Comparison[]): number[][] => comparisons.map(({ levels }) => levels.map(() => 0));

/** Bits for one person against strangers and against a household, without rarity. */
interface Evidence {
  readonly strangers: number;
  readonly household: number;
}

const evidenceOf = (levels: Int8Array, estimates: readonly Estimates[], prior: Evidence): Evidence => {
  let { strangers, household } = prior;
  estimates.forEach(({ m, u, household: h }, field) => {
    const level = levels[field] ?? -1;
    if (level < 0) return;
    strangers += Math.log2((m[level] ?? 1) / (u[level] ?? 1));
    household += Math.log2((m[level] ?? 1) / (h[level] ?? 1));
  });
  return { strangers, household };
};

interface Prevalence {
  readonly matchesPerRecord: number;
  readonly householdPairsPerRecord: number;
}

const priorBits = (size: number, prevalence: Prevalence): Evidence => {
  const { strangers, household } = priorsOf({ size, ...prevalence });
  return { strangers: strangers / 256, household: household / 256 };
};

/** Strangers' probabilities from random pairs, less those that are likely one person after all. */
const strangersOf = (
  random: readonly Pattern[],
  comparisons: readonly Comparison[],
  estimates: readonly Estimates[],
  prior: Evidence,
): number[][] => {
  const counts = zeros(comparisons);
  for (const { levels, count } of random) {
    const { strangers } = evidenceOf(levels, estimates, prior);
    const weight = count / (1 + 2 ** strangers);
    counts.forEach((row, field) => {
      const level = levels[field] ?? -1;
      if (level >= 0) row[level] = (row[level] as number) + weight;
    });
  }
  return counts.map((row, field) =>
    normalised(row.map((count, level) => count + strength.u * (comparisons[field]?.defaults.u[level] ?? 0))),
  );
};

/** The parts of a training that stay the same from round to round. */
interface Material {
  readonly contents: readonly Content[];
  readonly comparisons: readonly Comparison[];
  readonly seeds: Int32Array;
  readonly size: number;
  readonly random: readonly Pattern[];
  readonly households: readonly Pattern[];
  readonly sessions: readonly { readonly rule: KeyedRule; readonly fixes: ReadonlySet<number>; readonly patterns: Patterns }[];
  /** Pairs of all rules, each once: both indices and the levels. */
  readonly candidates: { readonly a: Int32Array; readonly b: Int32Array; readonly levels: readonly Int8Array[] };
}

const householdCounts = (material: Material, estimates: readonly Estimates[], prior: Evidence): number[][] => {
  const counts = zeros(material.comparisons);
  for (const { levels, count } of material.households) {
    // Somebody entered twice in one household is no pair of two people.
    if (evidenceOf(levels, estimates, prior).household > 3) continue;
    counts.forEach((row, field) => {
      const level = levels[field] ?? -1;
      if (level >= 0) row[level] = (row[level] as number) + count;
    });
  }
  return counts;
};

/** How many others of a person, and of a household, a record has; from the candidates' probabilities. */
const prevalenceOf = (material: Material, estimates: readonly Estimates[], start: Prevalence): Prevalence => {
  const { levels, a, b } = material.candidates;
  const isSeed = new Set(material.seeds);
  const flat = levels.map((one) => evidenceOf(one, estimates, { strangers: 0, household: 0 }));
  const ends = flat.map((_, at) => (isSeed.has(a[at] as number) ? 1 : 0) + (isSeed.has(b[at] as number) ? 1 : 0));
  let now = start;
  for (let iteration = 0; iteration < 10; iteration += 1) {
    const prior = priorBits(material.contents.length, now);
    let [matches, households] = [0, 0];
    flat.forEach((evidence, at) => {
      const strangers = 2 ** -(evidence.strangers + prior.strangers);
      const household = 2 ** -(evidence.household + prior.household);
      const all = 1 + strangers + household;
      matches += (ends[at] ?? 0) / all;
      households += ((ends[at] ?? 0) * household) / all;
    });
    const records = 2 * material.seeds.length;
    now = {
      matchesPerRecord: Math.max(0.02, matches / records),
      householdPairsPerRecord: Math.max(0.02, households / records),
    };
  }
  return now;
};

/** Who is likely whom among the candidates: the smallest index of everybody connected by ten bits or more. */
const likelyPeople = (material: Material, estimates: readonly Estimates[], prior: Evidence): Int32Array => {
  const parent = Int32Array.from(material.contents, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = index; at !== root;) {
      const next = parent[at] as number;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const { levels, a, b } = material.candidates;
  levels.forEach((one, at) => {
    const { strangers, household } = evidenceOf(one, estimates, prior);
    if (Math.min(strangers, household) < 5) return;
    const [x, y] = [rootOf(a[at] as number), rootOf(b[at] as number)];
    if (x !== y) parent[Math.max(x, y)] = Math.min(x, y);
  });
  return parent.map((_, index) => rootOf(index));
};

const collect = (
  contents: readonly Content[],
  seeds: Int32Array,
  comparisons: readonly Comparison[],
  rules: readonly KeyedRule[],
  cap: number,
  onStep: (step: string) => void,
): Pick<Material, 'sessions' | 'candidates'> => {
  const { compare } = createComparer();
  const levels = new Int8Array(comparisons.length);
  const [a, b, kept]: [number[], number[], Int8Array[]] = [[], [], []];
  const seen = new Set<number>();
  const sessions = rules.map((rule) => {
    onStep(`looking at the pairs of ${rule.name}`);
    const fixed = comparisons.flatMap(({ name }, field) => (rule.fixes.includes(name) ? [field] : []));
    const patterns = new Patterns();
    eachPair(blocksOf(contents, seeds, rule), seeds, { cap, most: pairsOfSession }, (x, y) => {
      const pair = Math.min(x, y) * contents.length + Math.max(x, y);
      compare(contents[x] as Content, contents[y] as Content, levels);
      if (!seen.has(pair)) {
        seen.add(pair);
        a.push(x);
        b.push(y);
        kept.push(levels.slice());
      }
      if ((contents[x] as Content).submissions.some((one) => (contents[y] as Content).submissions.includes(one))) return;
      patterns.add(levels, fixed);
    });
    return { rule, fixes: new Set(fixed), patterns };
  });
  return { sessions, candidates: { a: Int32Array.from(a), b: Int32Array.from(b), levels: kept } };
};

const gather = (
  contents: readonly Content[],
  comparisons: readonly Comparison[],
  rules: readonly string[],
  options: Required<Omit<TrainingOptions, 'texts'>>,
): Material => {
  const seeds = drawSome(contents.length, options.sample, options.seed);
  const comparer = createComparer();
  const known = householdPairs(contents, 100_000);
  const households = new Patterns();
  const levels = new Int8Array(comparisons.length);
  for (const [a, b] of known) {
    comparer.compare(contents[a] as Content, contents[b] as Content, levels);
    households.add(levels);
  }
  options.onStep('comparing pairs taken at random');
  return {
    contents,
    comparisons,
    seeds,
    size: options.size,
    random: randomPairs(contents, comparer, randomPairsWanted, options.seed + 1),
    households: households.all(),
    ...collect(contents, seeds, comparisons, rulesNamed(rules), options.cap, options.onStep),
  };
};

/** Sessions that can teach something: two fields at least that the rule leaves open and that are known in its pairs. */
const canTeach = (patterns: readonly Pattern[], pairs: number): boolean => {
  const known = new Map<number, number>();
  for (const { levels, count } of patterns) {
    levels.forEach((level, field) => {
      if (level >= 0) known.set(field, (known.get(field) ?? 0) + count);
    });
  }
  return [...known.values()].filter((count) => count * 5 >= pairs).length >= 2;
};

interface Round extends Prevalence {
  readonly estimates: readonly Estimates[];
  readonly sessions: readonly { readonly rule: string; readonly pairs: number; readonly session: Session }[];
}

const runRound = (material: Material, before: Round): Round => {
  const { comparisons } = material;
  const prior = priorBits(material.contents.length, before);
  const u = strangersOf(material.random, comparisons, before.estimates, prior);
  const household = householdClass(comparisons, householdCounts(material, before.estimates, prior), u);
  const start = before.estimates.map(({ m }, field) => ({ m, u: u[field] ?? [], household: household[field] ?? [] }));
  const run = material.sessions.flatMap(({ rule, fixes, patterns }) => {
    const all = patterns.all();
    if (!canTeach(all, patterns.pairs)) return [];
    return [{ rule: rule.name, pairs: patterns.pairs, fixes, session: runSession(all, start, { iterations, strength: strength.session }) }];
  });
  const m = averageSessions(run, comparisons.map(({ defaults }) => defaults.m), strength.m);
  const estimates = start.map((one, field) => ({ ...one, m: m[field] ?? one.m }));
  return { estimates, sessions: run, ...prevalenceOf(material, estimates, before) };
};

/**
 * Trains a model on contents of which nobody says who is who: one session of EM for each blocking rule, leaving out what
 * the rule fixes, the household class fixed, everything drawn from the seed. The same contents in the same order give the
 * same model. Where there is little to learn from, the starter's probabilities remain.
 *
 * @param contents from a dictionary without rarity, sorted by record id
 */
export const trainModel = (contents: readonly Content[], options: TrainingOptions): Training => {
  const { texts, size = Math.max(2, contents.length), sample = 20_000, seed = 1, cap = 200 } = options;
  const onStep = options.onStep ?? (() => undefined);
  const comparisons = comparisonsFor(texts);
  onStep('choosing blocking rules');
  const planned = drawSome(contents.length, 200_000, seed);
  const plan = planBlocking(Array.from(planned, (index) => contents[index] as Content), size, cap);
  const material = gather(contents, comparisons, plan.rules, { size, sample, seed, cap, onStep });
  let round: Round = {
    estimates: comparisons.map(({ defaults }) => defaults),
    sessions: [],
    matchesPerRecord: 0.1,
    householdPairsPerRecord: 0.5,
  };
  for (let count = 1; count <= rounds; count += 1) {
    onStep(`expectation maximisation, round ${String(count)} of ${String(rounds)}`);
    round = runRound(material, round);
  }
  const people = likelyPeople(material, round.estimates, priorBits(contents.length, round));
  const counts = countValues(contents, people, texts);
  const model = assembleModel({
    kind: 'trained',
    texts,
    comparisons,
    estimates: round.estimates,
    size,
    matchesPerRecord: round.matchesPerRecord,
    householdPairsPerRecord: round.householdPairsPerRecord,
    rarity: rarityTables(counts, comparisons, round.estimates.map(({ u }) => u)),
    rules: plan.rules,
    cap,
    training: {
      records: contents.length,
      seed,
      sessions: round.sessions.map(({ rule, pairs, session }) => ({
        rule,
        pairs,
        matches: Math.round(session.matches * 10) / 10,
        household: Math.round(session.household * 10) / 10,
      })),
    },
  });
  return { model, implausible: implausibilities(model) };
};
