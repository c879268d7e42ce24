/**
 * Pairs of records that share a blocking key, each once, as a resolver compares them: records that came first first.
 *
 * @param keys of each record
 * @param most how many pairs at most
 * @returns places of the two in `keys`
 */
export const candidatePairs = (
  keys: readonly (readonly number[])[],
  most: number,
): readonly (readonly [number, number])[] => {
  const blocks = new Map<number, number[]>();
  const pairs: (readonly [number, number])[] = [];
  for (const [record, own] of keys.entries()) {
    const met = new Set<number>();
    for (const key of new Set(own)) {
      const block = blocks.get(key) ?? [];
      for (const other of block) met.add(other);
      block.push(record);
      blocks.set(key, block);
    }
    for (const other of met) {
      if (pairs.length === most) return pairs;
      pairs.push([other, record]);
    }
  }
  return pairs;
};
