import { priorsOf, type Estimates } from '../model/assemble.ts';

/** Bits for one person, against strangers and against a household. */
export interface Evidence {
  readonly strangers: number;
  readonly household: number;
}

/** How many pairs of one person, and of members of one household, there are for each record. */
export interface Prevalence {
  readonly matchesPerRecord: number;
  readonly householdPairsPerRecord: number;
}

/** Evidence of levels, without the rarity of values. */
export const evidenceOf = (levels: Int8Array, estimates: readonly Estimates[], prior: Evidence): Evidence => {
  let { strangers, household } = prior;
  estimates.forEach(({ m, u, household: h }, field) => {
    const level = levels[field] ?? -1;
    if (level < 0) return;
    strangers += Math.log2((m[level] ?? 1) / (u[level] ?? 1));
    household += Math.log2((m[level] ?? 1) / (h[level] ?? 1));
  });
  return { strangers, household };
};

/** Evidence before anything is compared. */
export const priorEvidence = (size: number, prevalence: Prevalence): Evidence => {
  const { strangers, household } = priorsOf({ size, ...prevalence });
  return { strangers: strangers / 256, household: household / 256 };
};
