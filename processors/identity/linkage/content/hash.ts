/**
 * A 53-bit hash of a text: large enough that a million records with twenty keys each meet by accident in one pair of
 * keys of forty thousand millions, small enough to be a number.
 *
 * @returns a whole number from 0 to 2^53 − 1, the same on every machine
 * @see cyrb53, public domain, https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js
 */
export const hash53 = (text: string, seed = 0): number => {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
};
