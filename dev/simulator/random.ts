/** A stream of pseudo-random numbers that is a pure function of its seed. */
export interface Random {
  /** The next number, 0 inclusive to 1 exclusive. */
  next(): number;
  /** A whole number between both ends, both inclusive. */
  integer(min: number, max: number): number;
  /** True with this probability (0 to 1). */
  chance(probability: number): boolean;
  /** One element of a list that is not empty. Throws a RangeError on an empty one. */
  pick<T>(list: readonly T[]): T;
  /** An independent stream of its own; the same label gives the same stream, however much was drawn before. */
  fork(label: string): Random;
}

/** FNV-1a, 32 bits: spreads a label over the seeds. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
const hash = (text: string, seed: number): number => {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
};

/**
 * Makes a seeded stream of numbers (mulberry32: 32 bits of state, enough for invented people, not for secrets).
 *
 * @param seed any whole number; the same seed gives the same stream on every machine
 */
export const createRandom = (seed: number): Random => {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new RangeError('cannot pick from an empty list');
      return list[integer(0, list.length - 1)] as T;
    },
    fork: (label) => createRandom(hash(label, seed)),
  };
};
