import type { Comparer } from '../comparisons/compare.ts';
import type { Content } from '../content/values.ts';
import { Patterns, type Pattern } from './patterns.ts';
import { seededRandom } from './random.ts';

/** Whether two contents are members of one submission or household. */
export const knownTogether = (a: Content, b: Content): boolean =>
  (a.household !== null && a.household === b.household) ||
  a.submissions.some((submission) => b.submissions.includes(submission));

/**
 * Levels of pairs taken at random: nearly all of them strangers.
 *
 * @param want how many; every pair when there are no more
 */
export const randomPairs = (
  contents: readonly Content[],
  comparer: Comparer,
  want: number,
  seed: number,
): readonly Pattern[] => {
  const levels = new Int8Array(64);
  const patterns = new Patterns();
  const use = (a: Content, b: Content, width: number): void => {
    if (knownTogether(a, b)) return;
    comparer.compare(a, b, levels);
    patterns.add(levels.subarray(0, width));
  };
  const width = 12 + (contents[0]?.texts.length ?? 0);
  const count = contents.length;
  if ((count * (count - 1)) / 2 <= want) {
    contents.forEach((a, at) => {
      for (let other = at + 1; other < count; other += 1) use(a, contents[other] as Content, width);
    });
    return patterns.all();
  }
  const random = seededRandom(seed);
  for (let drawn = 0; drawn < want; drawn += 1) {
    const [a, b] = [Math.floor(random() * count), Math.floor(random() * count)];
    if (a !== b) use(contents[a] as Content, contents[b] as Content, width);
  }
  return patterns.all();
};
