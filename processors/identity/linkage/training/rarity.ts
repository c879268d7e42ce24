import type { Comparison } from '../comparisons/catalogue.ts';
import type { TrainingRecord } from './record.ts';
import { inUnits, type LinkageModel } from '../model/model.ts';
import { rarityKey } from '../scoring/scorer.ts';

/** A rare value adds no more than this, and a common one takes no more: bits. */
const most = 7;

/** Values seen less often are as rare as each other: nobody can tell from so few, and their names stay out of the model. */
const fewest = 3;

/** Values kept of one field. */
const kept = 20_000;

type Values = ReadonlyMap<string, number>;

/**
 * Counts values by field, each once for each person that the sample is thought to hold: in a file of four records a
 * person a name would otherwise seem four times as common as it is.
 *
 * @param person by content, which of the people it is thought to be
 */
export const countValues = (
  records: readonly TrainingRecord[],
  person: Int32Array,
  texts: readonly string[],
): ReadonlyMap<string, Values> => {
  const counts = new Map<string, Map<string, number>>();
  const seen = new Set<string>();
  const count = (field: string, value: string | undefined, who: number): void => {
    if (value === undefined || value === '') return;
    const once = `${field}\t${value}\t${String(who)}`;
    if (seen.has(once)) return;
    seen.add(once);
    const values = counts.get(field) ?? new Map<string, number>();
    counts.set(field, values.set(value, (values.get(value) ?? 0) + 1));
  };
  records.forEach(({ content }, index) => {
    const who = person[index] ?? index;
    count('givenName', content.given?.key, who);
    count('familyName', content.family?.key, who);
    for (const { native } of content.full?.tokens ?? []) count('fullName', native, who);
    count('birthDate', content.birth?.key, who);
    count('locality', content.place?.locality, who);
    count('postcode', content.place?.postcode ?? undefined, who);
    count('birthPlace', content.birthPlace?.key, who);
    texts.forEach((name, at) => {
      count(name, content.texts[at]?.key, who);
    });
  });
  return counts;
};

const clamp = (bits: number): number => inUnits(Math.max(-most, Math.min(most, bits)));

/**
 * Rarity of one field against the average that the weight of agreement holds already. What the values not listed have
 * on average follows from what the listed ones leave of that average.
 *
 * @param average probability that two strangers have the same value
 */
const fieldRarity = (values: Values, average: number): LinkageModel['rarity'][string] => {
  const total = [...values.values()].reduce((sum, one) => sum + one, 0);
  // One of the count is the value's own: without it the value would not be here.
  const listed = [...values]
    .filter(([, count]) => count >= fewest)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, kept)
    .map(([value, count]): [string, number] => [value, (count - 1) / total]);
  const share = listed.reduce((sum, [, probability]) => sum + probability, 0);
  const agree = listed.reduce((sum, [, probability]) => sum + probability * probability, 0);
  const rest = Math.max(average - agree, average / 16) / Math.max(1 - share, 0.02);
  return {
    unknown: clamp(Math.log2(average / Math.min(rest, average))),
    values: Object.fromEntries(
      listed
        .map(([value, probability]): [string, number] => [
          rarityKey(value),
          clamp(Math.log2(average / Math.max(probability, rest / 2))),
        ])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
};

/** For all names together: the bits of each word, of which the average of the level is taken off once. */
const fullNameRarity = (values: Values, average: number): LinkageModel['rarity'] => {
  const total = [...values.values()].reduce((sum, one) => sum + one, 0);
  const bits = (count: number): number => inUnits(Math.log2(total / count));
  const frequent = [...values].filter(([, count]) => count >= fewest).slice(0, kept);
  return {
    fullName: {
      unknown: bits(Math.max(1.5, 2e-6 * total)),
      values: Object.fromEntries(
        frequent
          .map(([value, count]): [string, number] => [rarityKey(value), bits(count)])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    },
    'fullName.base': { unknown: inUnits(Math.log2(average)), values: {} },
  };
};

/** Which levels of which comparison say that a value is the same, where it is not the level `same` of its own. */
const levelsOf: Readonly<Record<string, readonly [comparison: string, ...levels: string[]]>> = {
  locality: ['place', 'same', 'same-locality'],
  postcode: ['place', 'same', 'same-postcode'],
};

/**
 * What each value says more, or less, than an average one, by field.
 *
 * @param u of strangers, by comparison
 */
export const rarityTables = (
  counts: ReadonlyMap<string, Values>,
  comparisons: readonly Comparison[],
  u: readonly (readonly number[])[],
): LinkageModel['rarity'] => {
  const average = (field: string): number => {
    const [name, ...levels] = levelsOf[field] ?? [field, 'same'];
    const at = comparisons.findIndex((comparison) => comparison.name === name);
    return levels.reduce((sum, level) => sum + (u[at]?.[comparisons[at]?.levels.indexOf(level) ?? 0] ?? 0), 0);
  };
  const tables: LinkageModel['rarity'] = {};
  for (const [field, values] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (field === 'fullName') Object.assign(tables, fullNameRarity(values, average('fullName')));
    else tables[field] = fieldRarity(values, average(field));
  }
  return tables;
};
