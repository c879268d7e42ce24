import { problemsIn } from './checker/check.ts';
import { experiment } from './experiment.ts';
import type { SabotageTrial } from './sabotage.ts';
import type { Ground } from './world/ground.ts';

/** What the checker said of a program whose guarantee was broken on purpose. */
export interface Verdict {
  readonly name: string;
  readonly breaks: string;
  /** Faults that were brought about. */
  readonly faults: number;
  readonly problems: number;
  /** The checks that failed, each with its first problem. */
  readonly noticed: readonly string[];
}

const SEED = 11;

/**
 * Runs a program with a broken guarantee under the faults that make the break show.
 *
 * @param sound runs the program as it is under the same faults instead: the checker must find nothing then
 */
export const trySabotage = async (
  ground: Ground,
  { faults, kinds, sabotage }: SabotageTrial,
  tell: (text: string) => void,
  sound = false,
): Promise<Verdict> => {
  const result = await experiment({
    ground,
    seed: SEED,
    kinds,
    faults,
    households: 20,
    lasts: 120_000,
    atOnce: 1,
    gap: [500, 1_000],
    restWithin: sound ? 120_000 : 40_000,
    recoverWithin: sound ? 120_000 : 20_000,
    tell,
    ...(sound ? {} : { sabotage }),
  });
  const failed = result.findings.filter(({ problems }) => problems.length > 0);
  return {
    name: sabotage.name,
    breaks: sabotage.breaks,
    faults: result.faults.filter(({ failure }) => failure === undefined).length,
    problems: problemsIn(result.findings),
    noticed: failed.map(({ check, problems }) => `not so: ${check} (${String(problems.length)}): ${problems[0] ?? ''}`),
  };
};
