import { fieldIndex, type Comparer } from '../comparisons/compare.ts';
import { dateLevels } from '../comparisons/dates.ts';
import { fullNameLevels, nameLevels } from '../comparisons/names.ts';
import type { Content } from '../content/values.ts';

/** Values of one unique slot that have nothing in common. */
const identifiersContradict = (a: Content, b: Content): boolean => {
  const slots = new Set(a.identifiers.filter(({ unique }) => unique).map(({ slot }) => slot));
  for (const slot of slots) {
    const mine = new Set(a.identifiers.filter((one) => one.unique && one.slot === slot).map(({ value }) => value));
    const theirs = b.identifiers.filter((one) => one.unique && one.slot === slot);
    // A renewed passport: one of them holds the old and the new number, and they agree on one.
    if (theirs.length > 0 && !theirs.some(({ value }) => mine.has(value))) return true;
  }
  return false;
};

/** Levels of the given name at which a differing sex is rather a slip of the pen than a sister. */
const sameGiven: ReadonlySet<number> = new Set(
  (['same', 'contained', 'swapped'] as const).map((level) => nameLevels.indexOf(level)),
);

/**
 * What weight alone may never overcome: valid identifiers of a unique type that contradict each other; sexes that differ
 * where the given names are not the same, or where the birth dates have nothing in common either. Such pairs go to a
 * person.
 */
export const createConflict = ({ compare }: Comparer): ((a: Content, b: Content) => boolean) => {
  const levels = new Int8Array(64);
  return (a, b) => {
    if (identifiersContradict(a, b)) return true;
    if (a.sex === 0 || b.sex === 0 || a.sex === b.sex) return false;
    compare(a, b, levels);
    const given = levels[fieldIndex.givenName] ?? -1;
    const full = levels[fieldIndex.fullName];
    const named = sameGiven.has(given) || full === fullNameLevels.indexOf('same');
    return !named || levels[fieldIndex.birthDate] === dateLevels.indexOf('different');
  };
};
