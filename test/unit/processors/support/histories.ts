import fc from 'fast-check';
import type { Verdict } from '../../../../schemas/generated/types.ts';
import { MemoryStore } from './memoryStore.ts';
import { activationOf, linkingModel, stepsOf } from './model.ts';
import type { SourceValue } from './records.ts';
import { verdict } from './records.ts';
import { Resolver } from './resolver.ts';
import type { Run } from './state.ts';

/** What meets a resolver before a batch: a crash, a commit in vain of a batch of some size, or nothing. */
export type Trouble = number | 'crash' | 'none';

/** @param most how many batches meet trouble before the list begins anew */
export const troublesOf = (most: number): fc.Arbitrary<Trouble[]> =>
  fc.array(fc.oneof(fc.constantFrom('crash' as const, 'none' as const), fc.integer({ min: 1, max: 6 })), {
    maxLength: most,
  });

/** Sizes of batches, one after the other, over and over. @param most how many sizes at most */
export const batchSizesOf = (most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: most });

/**
 * Verdicts, one a pair: of two on one pair the later counts, which no order of arrival can change.
 *
 * @param keys lists of record keys; a pair is of one list
 */
export const verdictsAmong = (keys: readonly (readonly string[])[], most: number): fc.Arbitrary<Verdict[]> =>
  fc.uniqueArray(
    fc
      .tuple(
        fc.oneof(...keys.map((some) => fc.uniqueArray(fc.constantFrom(...some), { minLength: 2, maxLength: 2 }))),
        fc.constantFrom('same', 'different'),
      )
      .map(([[a = '', b = ''], judgement]) => verdict(a, b, judgement)),
    { maxLength: most, selector: ({ lowerRecordKey, higherRecordKey }) => `${lowerRecordKey}/${higherRecordKey}` },
  );

/** All of some values, in any order. */
export const shuffled = (values: readonly SourceValue[]): fc.Arbitrary<SourceValue[]> =>
  fc.shuffledSubarray([...values], { minLength: values.length });

/** Puts some values, whole, into a log. @param at how far into it, from 0 to 1 */
export const inserted = (log: readonly SourceValue[], some: readonly SourceValue[], at: number): SourceValue[] => {
  const place = Math.round(at * log.length);
  return [...log.slice(0, place), ...some, ...log.slice(place)];
};

/** The activation of a model by which what agrees links, with its steps. @see linkingModel */
export const linkingActivation = (slices: number, cap?: number): SourceValue[] => {
  const model = linkingModel(60, cap);
  return [activationOf(model), ...stepsOf(model, slices)];
};

/** Takes a log through a new resolver, batch by batch. */
export type RunLog = (
  values: readonly SourceValue[],
  sizes: readonly number[],
  trouble?: readonly Trouble[],
) => Promise<Run>;

/** @param cap how many different contents may hold an identifier that links; the resolver's own when absent */
export const logRunner =
  (cap?: number): RunLog =>
  async (values, sizes, trouble = []) => {
    const store = new MemoryStore();
    const resolver = new Resolver(store, cap);
    for (let start = 0, turn = 0; start < values.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      const met = trouble[turn % Math.max(1, trouble.length)];
      if (met === 'crash') resolver.restart();
      else if (typeof met === 'number') await resolver.tryInVain(values.slice(start, start + met));
      await resolver.batch(values.slice(start, start + size));
      start += size;
    }
    return { resolver, store };
  };
