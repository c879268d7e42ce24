import type { Asked, Ranges } from './rangeScan.ts';

/** Fewest records a page with which neighbouring pages of a million records can always be made to overlap. */
export const smallestNumberedPage = 40;

/** Records that neighbouring pages have in common at least. */
export const numberedPageOverlap = 5;

/**
 * Ranges for a registry that is asked for page `n` of size `s`: those from `n · s` to `n · s + s`. Pages of one size
 * never overlap, so a record that moves across their border would be skipped without a trace. Pages of different sizes
 * do: around a position, that size is taken, up to the one wished for, whose page reaches farthest behind it.
 */
export const numberedPages: Ranges = {
  around: (offset, limit) => {
    let best: Asked = { offset, limit: 1 };
    for (let size = 1; size <= limit; size += 1) {
      const start = offset - (offset % size);
      if (start + size >= best.offset + best.limit) best = { offset: start, limit: size };
    }
    return best;
  },
  from: (offset, limit) => {
    for (let size = limit; size > 1; size -= 1) if (offset % size === 0) return { offset, limit: size };
    return { offset, limit: 1 };
  },
};
