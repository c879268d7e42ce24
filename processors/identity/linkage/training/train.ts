import { planBlocking } from '../blocking/plan.ts';
import { comparisonsFor, type Comparison } from '../comparisons/catalogue.ts';
import { assembleModel, type Estimates } from '../model/assemble.ts';
import type { LinkageModel } from '../model/model.ts';
import { starterEstimates } from '../model/starter.ts';
import { averageSessions, runSession, type Session } from './em.ts';
import { evidenceOf, priorEvidence, type Evidence, type Prevalence } from './evidence.ts';
import { householdClass } from './household.ts';
import { gatherMaterial, type Material } from './material.ts';
import type { Pattern } from './patterns.ts';
import { implausibilities, type Implausibility } from './plausibility.ts';
import { likelyPeople, prevalenceOf } from './prevalence.ts';
import { drawSome } from './random.ts';
import { countValues, rarityTables } from './rarity.ts';
import type { TrainingRecord } from './record.ts';

export interface TrainingOptions {
  /** Names of the further texts of the contents. */
  readonly texts: readonly string[];
  /** Records that the registry is expected to hold; default as many as are given. */
  readonly size?: number;
  /** Records all of whose candidates are looked at; default 20,000. */
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

/** The starter's levels weigh in each average like so many further pairs. */
const strength = { m: 20, u: 40, session: 10 };
/** A level that no random pair had is not impossible: half a pair. */
const seldom = 0.5;
const iterations = 40;
const rounds = 3;

/**
 * In the first round the starter's levels weigh like a tenth of a session's pairs: nobody knows yet how strangers agree,
 * and a session of many household pairs would take these for matches.
 */
const heldAtFirst = 0.1;

/** Records whose values tell what a blocking rule costs. */
const planned = 200_000;

const normalised = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, one) => sum + one, 0);
  return counts.map((one) => one / total);
};

/** Sums levels by comparison, each pattern by its weight. */
const countLevels = (
  patterns: readonly Pattern[],
  comparisons: readonly Comparison[],
  weightOf: (pattern: Pattern) => number,
): number[][] => {
  const counts = comparisons.map(({ levels }) => levels.map(() => 0));
  for (const pattern of patterns) {
    const weight = weightOf(pattern);
    counts.forEach((row, field) => {
      const level = pattern.levels[field] ?? -1;
      if (level >= 0) row[level] = (row[level] ?? 0) + weight;
    });
  }
  return counts;
};

/** Strangers' probabilities from random pairs, less those that are likely one person after all. */
const strangersOf = (material: Material, estimates: readonly Estimates[], prior: Evidence): number[][] => {
  const counts = countLevels(
    material.random,
    material.comparisons,
    ({ levels, count }) => count / (1 + 2 ** evidenceOf(levels, estimates, prior).strangers),
  );
  return counts.map((row, field) =>
    normalised(
      row.map((count, level) => count + seldom + strength.u * (material.comparisons[field]?.defaults.u[level] ?? 0)),
    ),
  );
};

/** Evidence at which somebody is taken to have been entered twice in one household: no pair of two people. */
const enteredTwice = 3;

const householdCounts = (material: Material, estimates: readonly Estimates[], prior: Evidence): number[][] =>
  countLevels(material.households, material.comparisons, ({ levels, count }) =>
    evidenceOf(levels, estimates, prior).household > enteredTwice ? 0 : count,
  );

interface Round extends Prevalence {
  readonly estimates: readonly Estimates[];
  readonly sessions: readonly { readonly rule: string; readonly pairs: number; readonly session: Session }[];
}

const runRound = (material: Material, before: Round, isFirst: boolean): Round => {
  const { comparisons } = material;
  const prior = priorEvidence(material.records.length, before);
  const u = strangersOf(material, before.estimates, prior);
  const known = householdCounts(material, before.estimates, prior);
  const household = householdClass(
    comparisons,
    known,
    before.estimates.map((one) => one.m),
    u,
  );
  const start = before.estimates.map(({ m }, field) => ({ m, u: u[field] ?? [], household: household[field] ?? [] }));
  const sessions = material.sessions.map((one) => ({
    ...one,
    session: runSession(one.patterns, start, {
      iterations,
      strength: isFirst ? Math.max(strength.session, heldAtFirst * one.pairs) : strength.session,
    }),
  }));
  const defaults = comparisons.map(({ defaults: { m } }) => m);
  const m = averageSessions(sessions, defaults, strength.m);
  const settled = householdClass(comparisons, known, m, u);
  const estimates = start.map((one, field) => ({ u: one.u, m: m[field] ?? one.m, household: settled[field] ?? [] }));
  return { estimates, sessions, ...prevalenceOf(material, estimates, before) };
};

const shown = (pairs: number): number => Math.round(pairs * 10) / 10;

/**
 * Trains a model on records of which nobody says who is who: one session of EM for each blocking rule, leaving out what
 * the rule fixes, the household class fixed, everything drawn from the seed. The same records in the same order give the
 * same model. Where there is little to learn from, the starter's probabilities remain.
 *
 * @param records with contents from a dictionary without rarity, sorted by record id
 */
export const trainModel = (records: readonly TrainingRecord[], options: TrainingOptions): Training => {
  const { texts, size = Math.max(2, records.length), sample = 20_000, seed = 1, cap = 200 } = options;
  const onStep = options.onStep ?? (() => undefined);
  const comparisons = comparisonsFor(texts);
  onStep('choosing blocking rules');
  const drawn = Array.from(drawSome(records.length, planned, seed), (index) => records[index]);
  const contents = drawn.flatMap((record) => (record === undefined ? [] : [record.content]));
  const { rules } = planBlocking(contents, size, cap);
  const material = gatherMaterial(records, comparisons, { rules, sample, seed, cap, onStep });
  let round: Round = {
    estimates: comparisons.map(starterEstimates),
    sessions: [],
    matchesPerRecord: 0.1,
    householdPairsPerRecord: 0.5,
  };
  for (let count = 1; count <= rounds; count += 1) {
    onStep(`expectation maximisation, round ${String(count)} of ${String(rounds)}`);
    round = runRound(material, round, count === 1);
  }
  const people = likelyPeople(material, round.estimates, priorEvidence(records.length, round));
  const values = countValues(records, people, texts);
  const model = assembleModel({
    kind: 'trained',
    texts,
    comparisons,
    estimates: round.estimates,
    size,
    matchesPerRecord: round.matchesPerRecord,
    householdPairsPerRecord: round.householdPairsPerRecord,
    rarity: rarityTables(
      values,
      comparisons,
      round.estimates.map(({ u }) => u),
    ),
    rules,
    cap,
    training: {
      records: records.length,
      seed,
      sessions: round.sessions.map(({ rule, pairs, session }) => ({
        rule,
        pairs,
        matches: shown(session.matches),
        household: shown(session.household),
      })),
    },
  });
  return { model, implausible: implausibilities(model) };
};
