import type { ProfileIdentifier } from '../profile.ts';
import { withinOneEdit } from './similarity.ts';

/** Levels of phone numbers, e-mail addresses and identifiers, best first. */
export const setLevels = ['same', 'similar', 'different'] as const;

/** Digits of a phone number that two ways of writing it (with and without the country) have in common. */
const nationalDigits = 8;

const samePhone = (a: string, b: string): boolean =>
  a === b ||
  (a.length >= nationalDigits && b.length >= nationalDigits && a.slice(-nationalDigits) === b.slice(-nationalDigits));

const similarPhone = (a: string, b: string): boolean => Math.min(a.length, b.length) >= 7 && withinOneEdit(a, b);

const some = (a: readonly string[], b: readonly string[], alike: (x: string, y: string) => boolean): boolean =>
  a.some((x) => b.some((y) => alike(x, y)));

const levelOf = (
  a: readonly string[],
  b: readonly string[],
  same: (x: string, y: string) => boolean,
  similar: (x: string, y: string) => boolean,
): number => (some(a, b, same) ? 0 : some(a, b, similar) ? 1 : 2);

/** @returns an index of {@link setLevels} for the best pair of phone numbers; symmetric */
export const comparePhones = (a: readonly string[], b: readonly string[]): number =>
  levelOf(a, b, samePhone, similarPhone);

const nameOfMail = (mail: string): string => mail.split('@')[0] ?? mail;

const similarMail = (a: string, b: string): boolean =>
  withinOneEdit(a, b) || (nameOfMail(a).length >= 5 && withinOneEdit(nameOfMail(a), nameOfMail(b)));

/** @returns an index of {@link setLevels} for the best pair of addresses; symmetric */
export const compareMails = (a: readonly string[], b: readonly string[]): number =>
  levelOf(a, b, (x, y) => x === y, similarMail);

/**
 * Compares identifiers of the same type and issuer.
 *
 * @returns an index of {@link setLevels} for the best pair, or −1 where no slot is common to both; symmetric
 */
export const compareIdentifiers = (a: readonly ProfileIdentifier[], b: readonly ProfileIdentifier[]): number => {
  let best = -1;
  for (const x of a) {
    for (const y of b) {
      if (x.slot !== y.slot) continue;
      const level = x.value === y.value ? 0 : x.value.length >= 5 && withinOneEdit(x.value, y.value) ? 1 : 2;
      best = best === -1 ? level : Math.min(best, level);
    }
  }
  return best;
};
