/** Matches that prove a page to go on where the last one ended; fewer may be twins (records with equal content). */
const sufficient = 3;

/** How a page follows on from what was read before it. */
export interface Join {
  /** Records at the beginning of the page that are exactly the end of the history; undefined when something moved. */
  readonly repeated: number | undefined;
}

const repeatsTail = (history: readonly string[], page: readonly string[], overlap: number): boolean => {
  const start = history.length - overlap;
  return start >= 0 && page.length >= overlap && page.slice(0, overlap).every((one, i) => one === history[start + i]);
};

/** Index by fingerprint, of those that occur once. */
const indexOfSingles = (fingerprints: readonly string[]): ReadonlyMap<string, number> => {
  const seen = new Set<string>();
  const singles = new Map<string, number>();
  fingerprints.forEach((one, index) => {
    if (seen.has(one)) singles.delete(one);
    else singles.set(one, index);
    seen.add(one);
  });
  return singles;
};

/**
 * Decides whether a page follows on from what was read before, without a gap.
 *
 * If a record of the page is one that was read before, then every record that was there throughout and stands, in the
 * registry's order, before the end of the page has been read: what stands before the common record was read before it
 * (that is the invariant of the scan), what stands after it is in the page, which is contiguous. So one true match is
 * enough; because records may be twins, several are asked for, in the same order on both sides.
 *
 * @param history fingerprints of what was read before
 * @param page fingerprints of the page
 * @param overlap how many records of the history the page repeats if nothing moved
 * @returns undefined when the page may have skipped somebody
 */
export const findJoin = (history: readonly string[], page: readonly string[], overlap: number): Join | undefined => {
  if (repeatsTail(history, page, overlap)) return { repeated: overlap };
  const inHistory = indexOfSingles(history);
  let matches = 0;
  let last = -1;
  for (const one of indexOfSingles(page).keys()) {
    const found = inHistory.get(one);
    if (found === undefined || found <= last) continue;
    matches += 1;
    last = found;
  }
  return matches >= Math.min(sufficient, overlap) ? { repeated: undefined } : undefined;
};
