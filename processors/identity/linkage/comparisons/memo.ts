/** Answers of a comparison by the ids of two values, as many as fit: most pairs of values come again and again. */
export type Memo<V extends { readonly id: number }> = (a: V, b: V) => number;

/**
 * Remembers what a comparison answered.
 *
 * @param compare symmetric; answers −1 to 126
 * @param bits the memory holds 2^bits answers, 17 bytes each; an older answer gives way to a newer one
 */
export const memoised = <V extends { readonly id: number }>(compare: (a: V, b: V) => number, bits = 17): Memo<V> => {
  const mask = 2 ** bits - 1;
  // Values that are made anew get new ids: in a long life more than 32 bits can count.
  const lows = new Float64Array(mask + 1).fill(-1);
  const highs = new Float64Array(mask + 1);
  const answers = new Int8Array(mask + 1);
  return (a, b) => {
    const low = a.id < b.id ? a.id : b.id;
    const high = a.id < b.id ? b.id : a.id;
    const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    const slot = (mixed ^ (mixed >>> 15)) & mask;
    if (lows[slot] === low && highs[slot] === high) return answers[slot] as number;
    const answer = compare(a, b);
    lows[slot] = low;
    highs[slot] = high;
    answers[slot] = answer;
    return answer;
  };
};
