import type { PersonLinkage } from '../linkage/index.ts';
import type { ContradictedVerdicts } from './difference.ts';
import type { Population } from './population.ts';

/** How many verdicts on two persons a model's evidence contradicts. */
export const contradictedVerdicts = (
  { verdicts, judged }: Pick<Population, 'verdicts' | 'judged'>,
  linkage: PersonLinkage,
): ContradictedVerdicts => {
  const { lines, kind } = linkage.model;
  let [same, different] = [0, 0];
  for (const { lower, higher, judgement } of verdicts) {
    const [a, b] = [judged.get(lower), judged.get(higher)];
    if (a === undefined || b === undefined) continue;
    const weight = linkage.weight(linkage.contentOf(a), linkage.contentOf(b));
    if (judgement === 'same' && weight < lines.review) same += 1;
    // The starter never links by what it weighs.
    if (judgement === 'different' && kind === 'trained' && weight >= lines.link) different += 1;
  }
  return { same, different };
};
