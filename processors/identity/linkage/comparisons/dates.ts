import type { DateValue } from '../content/values.ts';

/** Levels of a birth date, best first. */
export const dateLevels = [
  'same',
  'same-imprecise',
  'day-month-swapped',
  'one-digit',
  'same-year-imprecise',
  'same-month-day',
  'same-year',
  'near-year',
  'different',
] as const;

const digitsOf = (date: DateValue): string =>
  `${String(date.year).padStart(4, '0')}${String(date.month ?? 0).padStart(2, '0')}${String(date.day ?? 0).padStart(2, '0')}`;

/** One digit replaced, or two neighbours exchanged. */
const oneDigitApart = (a: string, b: string): boolean => {
  const wrong: number[] = [];
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) wrong.push(index);
  const [first = 0, second = 0] = wrong;
  if (wrong.length === 1) return true;
  return wrong.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first];
};

const compareImprecise = (a: DateValue, b: DateValue): number => {
  const apart = Math.abs(a.year - b.year);
  // 1 January stands for an unknown day in many registries and is a birthday in others: the data tell what it is worth.
  if (a.key === b.key && a.day !== null) return dateLevels.indexOf('same-imprecise');
  if (apart === 0) {
    // A month that both know and that differs speaks against it, unless 1 January stands for "unknown".
    const differs = a.month !== null && b.month !== null && a.month !== b.month && a.month !== 1 && b.month !== 1;
    return dateLevels.indexOf(differs ? 'same-year' : 'same-year-imprecise');
  }
  return dateLevels.indexOf(apart <= 2 ? 'near-year' : 'different');
};

/**
 * Compares two birth dates by what is known of both.
 *
 * @returns an index of {@link dateLevels}; symmetric
 */
export const compareDates = (a: DateValue, b: DateValue): number => {
  if (a.imprecise || b.imprecise) return compareImprecise(a, b);
  if (a.key === b.key) return dateLevels.indexOf('same');
  if (a.year === b.year && a.month === b.day && a.day === b.month) return dateLevels.indexOf('day-month-swapped');
  if (oneDigitApart(digitsOf(a), digitsOf(b))) return dateLevels.indexOf('one-digit');
  if (a.month === b.month && a.day === b.day) return dateLevels.indexOf('same-month-day');
  if (a.year === b.year) return dateLevels.indexOf('same-year');
  return dateLevels.indexOf(Math.abs(a.year - b.year) <= 1 ? 'near-year' : 'different');
};
