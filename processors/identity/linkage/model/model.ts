import { z } from 'zod';

const probabilities = z.array(z.number().min(0).max(1)).readonly();
const weights = z.array(z.int()).readonly();

const comparisonSchema = z.object({
  name: z.string(),
  levels: z.array(z.string()).readonly(),
  m: probabilities,
  u: probabilities,
  household: probabilities,
  weights: z.object({ strangers: weights, household: weights }),
});

/** Shape of {@link LinkageModel}. */
export const modelSchema = z.object({
  format: z.literal(1),
  kind: z.enum(['starter', 'trained']),
  versions: z.object({ normaliser: z.int(), comparators: z.int(), blocking: z.int() }),
  texts: z.array(z.string()).readonly(),
  comparisons: z.array(comparisonSchema).readonly(),
  prior: z.object({
    size: z.int().positive(),
    matchesPerRecord: z.number().positive(),
    householdPairsPerRecord: z.number().positive(),
    strangers: z.int(),
    household: z.int(),
  }),
  rarity: z.record(z.string(), z.object({ unknown: z.int(), values: z.record(z.string(), z.int()) })),
  blocking: z.object({ rules: z.array(z.string()).readonly(), cap: z.int().positive() }),
  lines: z.object({ link: z.int(), review: z.int() }),
  training: z
    .object({
      records: z.int(),
      seed: z.int(),
      sessions: z
        .array(z.object({ rule: z.string(), pairs: z.int(), matches: z.number(), household: z.number() }))
        .readonly(),
    })
    .nullable(),
  hash: z.string(),
});

/**
 * A frozen Fellegi–Sunter model of three classes: two records of one person, two members of one household, two
 * strangers. All that scoring needs is whole numbers, so that a model gives the same weights on every machine.
 *
 * - `comparisons`: for every level m, u and household (the probability of the level in each class), and the weights in
 *   1/256 bit that follow from them: against strangers log2(m/u), against the household log2(m/household).
 * - `prior`: for a registry of `size` records in which a record has `matchesPerRecord` others of its person; the two
 *   priors in 1/256 bit.
 * - `rarity`: by field, what a value adds to the weight of agreeing in it (1/256 bit), by a hash of the value; `unknown`
 *   for values that the sample did not hold often enough to tell.
 * - `blocking`: names of rules, and how many distinct contents a block may hold before it falls silent.
 * - `lines`: at or above `link` two records are one person, at or above `review` a person decides; 1/256 bit.
 * - `hash`: SHA-256 over the canonical JSON of everything else.
 *
 * @see Fellegi and Sunter, "A theory for record linkage", JASA 64 (1969)
 */
export type LinkageModel = z.infer<typeof modelSchema>;

/** A model before it is frozen. */
export type ModelDraft = Omit<LinkageModel, 'hash'>;

/** Bits in 1/256. */
export const inUnits = (bits: number): number => Math.round(bits * 256);
