/**
 * Pseudo-random numbers that are a function of their seed alone (mulberry32), so that training can be repeated.
 *
 * @returns the next number, 0 inclusive to 1 exclusive
 */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/**
 * Draws some of the numbers 0 to total − 1, each at most once, in ascending order (Vitter's method S).
 *
 * @param want how many; all when there are no more
 */
export const drawSome = (total: number, want: number, seed: number): Int32Array => {
  if (want >= total) return Int32Array.from({ length: total }, (_, index) => index);
  const random = seededRandom(seed);
  const drawn = new Int32Array(want);
  let taken = 0;
  for (let index = 0; taken < want; index += 1) {
    if (random() * (total - index) >= want - taken) continue;
    drawn[taken] = index;
    taken += 1;
  }
  return drawn;
};
