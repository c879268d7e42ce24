import type { Estimates } from '../model/assemble.ts';
import type { Pattern } from './patterns.ts';

/** Probabilities by comparison and level. */
export type Table = readonly (readonly number[])[];

/** What one session of EM came to. */
export interface Session {
  /** Expected numbers of pairs of one person at each level; the weight of the session in the average. */
  readonly counts: Table;
  /** Expected numbers of pairs of one person, and of members of one household. */
  readonly matches: number;
  readonly household: number;
}

const normalised = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, one) => sum + one, 0);
  return counts.map((one) => one / total);
};

const logs = (table: Table): Float64Array[] => table.map((row) => Float64Array.from(row, (one) => Math.log(one)));

const zeros = (table: Table): number[][] => table.map((row) => row.map(() => 0));

/** Adds what each level is thought to have, from before the session, to what was counted. */
const withPrior = (counts: Table, prior: Table, strength: number): number[][] =>
  counts.map((row, field) => normalised(row.map((count, level) => count + strength * (prior[field]?.[level] ?? 0))));

interface Shares {
  readonly match: number;
  readonly household: number;
}

interface Expectation extends Shares {
  readonly matchCounts: number[][];
  readonly strangerCounts: number[][];
}

/** The shares of the classes move less than this: nothing more will change. */
const settled = 1e-5;
const fewestIterations = 4;

/** One E step: how far each pattern belongs to each class. */
const expect = (
  patterns: readonly Pattern[],
  tables: { readonly m: Table; readonly u: Table; readonly household: Table },
  shares: Shares,
): Expectation => {
  const [m, u, h] = [logs(tables.m), logs(tables.u), logs(tables.household)];
  const [matchCounts, strangerCounts] = [zeros(tables.m), zeros(tables.m)];
  let [matches, households] = [0, 0];
  const [logMatch, logHousehold] = [Math.log(shares.match), Math.log(shares.household)];
  const logStranger = Math.log(Math.max(1e-9, 1 - shares.match - shares.household));
  for (const { levels, count } of patterns) {
    let [a, b, c] = [logMatch, logHousehold, logStranger];
    for (let field = 0; field < levels.length; field += 1) {
      const level = levels[field] as number;
      if (level < 0) continue;
      a += m[field]?.[level] ?? 0;
      b += h[field]?.[level] ?? 0;
      c += u[field]?.[level] ?? 0;
    }
    const top = Math.max(a, b, c);
    const [ea, eb, ec] = [Math.exp(a - top), Math.exp(b - top), Math.exp(c - top)];
    const total = ea + eb + ec;
    const [match, stranger] = [(ea / total) * count, (ec / total) * count];
    matches += match;
    households += (eb / total) * count;
    for (let field = 0; field < levels.length; field += 1) {
      const level = levels[field] as number;
      if (level < 0) continue;
      const [mine, theirs] = [matchCounts[field] as number[], strangerCounts[field] as number[]];
      mine[level] = (mine[level] as number) + match;
      theirs[level] = (theirs[level] as number) + stranger;
    }
  }
  return { match: matches, household: households, matchCounts, strangerCounts };
};

/**
 * Expectation maximisation over the patterns of one blocking rule, with three classes. The household class is fixed: left
 * free, it and the class of matches change places. The strangers of a block are allowed to differ from strangers at
 * large, as far as there are pairs enough to tell.
 *
 * @param patterns with the fields that the rule fixes at null
 * @param start what to begin with, and what weighs like `strength` pairs
 * @see Winkler, "Using the EM algorithm for weight computation in the Fellegi–Sunter model of record linkage", 1988
 */
export const runSession = (
  patterns: readonly Pattern[],
  start: readonly Estimates[],
  options: { readonly iterations: number; readonly strength: number },
): Session => {
  const pairs = patterns.reduce((sum, { count }) => sum + count, 0);
  const prior = {
    m: start.map(({ m }) => m),
    u: start.map(({ u }) => u),
    household: start.map((one) => one.household),
  };
  let tables = prior;
  let shares: Shares = { match: 0.2, household: 0.2 };
  let found = expect(patterns, tables, shares);
  for (let iteration = 0; iteration < options.iterations; iteration += 1) {
    tables = {
      m: withPrior(found.matchCounts, prior.m, options.strength),
      u: withPrior(found.strangerCounts, prior.u, Math.max(options.strength, pairs / 4)),
      household: prior.household,
    };
    const next = { match: Math.max(1e-6, found.match / pairs), household: Math.max(1e-6, found.household / pairs) };
    const still = Math.abs(next.match - shares.match) + Math.abs(next.household - shares.household);
    shares = next;
    found = expect(patterns, tables, shares);
    if (iteration >= fewestIterations && still < settled) break;
  }
  return { counts: found.matchCounts, matches: found.match, household: found.household };
};

/**
 * Averages the sessions, each by its expected matches, with the starter's probabilities as `strength` further pairs.
 *
 * @param fixes comparisons that a session leaves out, by session
 */
export const averageSessions = (
  sessions: readonly { readonly session: Session; readonly fixes: ReadonlySet<number> }[],
  prior: Table,
  strength: number,
): number[][] =>
  prior.map((row, field) =>
    normalised(
      row.map((probability, level) => {
        const learned = sessions
          .filter(({ fixes }) => !fixes.has(field))
          .reduce((sum, { session }) => sum + (session.counts[field]?.[level] ?? 0), 0);
        return learned + strength * probability;
      }),
    ),
  );
