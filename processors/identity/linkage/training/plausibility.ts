import type { LinkageModel } from '../model/model.ts';
import { comparisonsFor } from '../comparisons/catalogue.ts';

/** One weight that cannot be right. */
export interface Implausibility {
  readonly comparison: string;
  readonly level: string;
  readonly reason: string;
}

/**
 * Two records of one person differ in these no more often than one in five; 16 % is true of the given names of the third
 * FEBRL data set, and 70 % is what EM says of households that it takes for matches.
 */
const steady = ['givenName', 'birthDate'];
const mostDifferent = 0.2;

/** A worse agreement is often one in a rarer value; it may weigh four bits more, 1/256 bit. */
const scatter = 1024;

/**
 * What is wrong with a model, if anything: two records of one person that often differ in given name or birth date, or a
 * worse agreement that weighs more than a better one. Both are signs that EM has taken households or chance for matches.
 */
export const implausibilities = (model: LinkageModel): Implausibility[] => {
  const found: Implausibility[] = [];
  for (const [index, { name, levels, falling }] of comparisonsFor(model.texts).entries()) {
    const comparison = model.comparisons[index];
    if (comparison === undefined) continue;
    const different = comparison.m[levels.indexOf('different')] ?? 0;
    if (steady.includes(name) && different > mostDifferent) {
      const percent = (100 * different).toFixed(1);
      found.push({
        comparison: name,
        level: 'different',
        reason: `${percent} % of the records of one person are said to differ (at most ${String(100 * mostDifferent)} %)`,
      });
    }
    const weights = falling.map((level) => comparison.weights.strangers[levels.indexOf(level)] ?? 0);
    falling.forEach((level, at) => {
      const better = weights[at - 1];
      if (better === undefined || (weights[at] ?? 0) <= better + scatter) return;
      found.push({
        comparison: name,
        level,
        reason: `weighs more than ${falling[at - 1] ?? ''}, which is the better agreement`,
      });
    });
  }
  return found;
};
