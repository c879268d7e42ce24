import type { Profile } from './profile.ts';

/** The reason given when one record matches several registrants or groups. */
export const severalRegistrants = 'several-registrants';

const swapped = (day: string): string => `${day.slice(0, 4)}-${day.slice(8, 10)}-${day.slice(5, 7)}`;

const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;

const identifierConflicts = (a: Profile, b: Profile): string[] => {
  const found = new Set<string>();
  for (const { slot, type } of a.identifiers) {
    const mine = a.slots.get(slot);
    const theirs = b.slots.get(slot);
    // A renewed passport: one of them holds the old and the new number, and they agree on one.
    if (mine !== undefined && theirs !== undefined && ![...mine].some((value) => theirs.has(value)))
      found.add(`identifier:${type}`);
  }
  return [...found];
};

/**
 * What speaks against two records being one, whatever they share: no valid identifier in common of a unique type (and
 * issuer) of which both hold one; different known sexes; birth dates known to the day that differ by more than an
 * exchange of day and month. What is not known speaks against nothing.
 *
 * @returns `identifier:<type>`, `sex`, `birth-date`; empty when nothing does
 */
export const conflictsBetween = (a: Profile, b: Profile): string[] => {
  const found = identifierConflicts(a, b);
  if (differ(a.sex, b.sex)) found.push('sex');
  if (differ(a.birthDay, b.birthDay) && a.birthDay !== swapped(b.birthDay ?? '')) found.push('birth-date');
  return found;
};

/** Whether two records came in one submission: the members of a household's entry are different people. */
export const ofOneSubmission = (a: Profile, b: Profile): boolean =>
  a.submissions.some((submission) => b.submissions.includes(submission));
