import type { Comparer } from '../comparisons/compare.ts';
import { Patterns, type Pattern } from './patterns.ts';
import { seededRandom } from './random.ts';
import { ofOneHousehold, type TrainingRecord } from './record.ts';

/**
 * Levels of pairs taken at random: nearly all of them strangers.
 *
 * @param width number of comparisons
 * @param want how many; every pair when there are no more
 */
export const randomPairs = (
  records: readonly TrainingRecord[],
  width: number,
  comparer: Comparer,
  want: number,
  seed: number,
): readonly Pattern[] => {
  const levels = new Int8Array(width);
  const patterns = new Patterns();
  const use = (a: TrainingRecord, b: TrainingRecord): void => {
    if (ofOneHousehold(a, b)) return;
    comparer.compare(a.content, b.content, levels);
    patterns.add(levels);
  };
  const count = records.length;
  if ((count * (count - 1)) / 2 <= want) {
    records.forEach((a, at) => {
      for (let other = at + 1; other < count; other += 1) use(a, records[other] as TrainingRecord);
    });
    return patterns.all();
  }
  const random = seededRandom(seed);
  for (let drawn = 0; drawn < want; drawn += 1) {
    const [a, b] = [Math.floor(random() * count), Math.floor(random() * count)];
    if (a !== b) use(records[a] as TrainingRecord, records[b] as TrainingRecord);
  }
  return patterns.all();
};
