import type { Asked, Ranges } from './rangeScan.ts';

/** Fewest records a page with which neighbouring pages of a million records can always be made to overlap. */
export const smallestNumberedPage = 40;

/** Records that neighbouring pages have in common at least. */
export const numberedPageOverlap = 5;

/**
 * The numbered page around an offset, of at most `limit` records, that reaches farthest behind it; of several, the
 * smallest, for it repeats least.
 *
 * @param mostBefore records before the offset that the page may begin with
 */
export const numberedPageAround = (offset: number, limit: number, mostBefore = Infinity): Asked => {
  let best: Asked = { offset, limit: 1 };
  for (let size = 1; size <= limit; size += 1) {
    const before = offset % size;
    const start = offset - before;
    if (before <= mostBefore && start + size > best.offset + best.limit) best = { offset: start, limit: size };
  }
  return best;
};

/**
 * Ranges for a registry that is asked for page `n` of size `s`: those from `n · s` to `n · s + s`. Pages of one size
 * never overlap, so a record that moves across their border would be skipped without a trace. Pages of different sizes
 * do: around a position, that size is taken, up to the one wished for, whose page reaches farthest behind it.
 */
export const numberedPages: Ranges = {
  around: (offset, limit) => numberedPageAround(offset, limit),
  from: (offset, limit) => {
    for (let size = limit; size > 1; size -= 1) if (offset % size === 0) return { offset, limit: size };
    return { offset, limit: 1 };
  },
};
