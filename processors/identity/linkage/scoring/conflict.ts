import { createComparer, fieldIndex } from '../comparisons/compare.ts';
import { dateLevels } from '../comparisons/dates.ts';
import { nameLevels } from '../comparisons/names.ts';
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

/**
 * What weight alone may never overcome: valid identifiers of a unique type that contradict each other; sexes that differ
 * where the given names are not the same; whole birth dates that have nothing in common where sexes or given names differ
 * too. Such pairs go to a person.
 */
export const createConflict = (): ((a: Content, b: Content) => boolean) => {
  const { compare } = createComparer();
  const levels = new Int8Array(64);
  return (a, b) => {
    if (identifiersContradict(a, b)) return true;
    compare(a, b, levels);
    const sameGiven = levels[fieldIndex.givenName] === nameLevels.indexOf('same') || levels[fieldIndex.fullName] === 0;
    const sexes = levels[fieldIndex.sex] === 1;
    const dates = levels[fieldIndex.birthDate] === dateLevels.indexOf('different');
    return (sexes || dates) && !sameGiven;
  };
};
