/**
 * Whether two texts are equal or one edit apart: a letter put in, left out, replaced, or exchanged with its neighbour.
 * Written out because a table of distances costs twenty times as much and almost every pair differs by more.
 *
 * @see Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964
 */
export const withinOneEdit = (a: string, b: string): boolean => {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const spare = long.length - short.length;
  if (spare > 1) return false;
  let start = 0;
  while (start < short.length && short.charCodeAt(start) === long.charCodeAt(start)) start += 1;
  let end = short.length;
  let longEnd = long.length;
  while (end > start && short.charCodeAt(end - 1) === long.charCodeAt(longEnd - 1)) {
    end -= 1;
    longEnd -= 1;
  }
  if (spare === 1) return end === start;
  if (end - start === 1) return true;
  return (
    end - start === 2 &&
    short.charCodeAt(start) === long.charCodeAt(start + 1) &&
    short.charCodeAt(start + 1) === long.charCodeAt(start)
  );
};

/** Longer words are cut: names of this length differ at their beginning or not at all. */
const longest = 64;
const taken = new Uint8Array(longest);
const matchedInA = new Uint8Array(longest);

const countMatches = (a: string, b: string, reach: number): number => {
  let matches = 0;
  for (let i = 0; i < a.length; i += 1) {
    const end = Math.min(b.length, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < end; j += 1) {
      if (taken[j] === 1 || a.charCodeAt(i) !== b.charCodeAt(j)) continue;
      taken[j] = 1;
      matchedInA[i] = 1;
      matches += 1;
      break;
    }
  }
  return matches;
};

const countTranspositions = (a: string, b: string): number => {
  let out = 0;
  let j = 0;
  for (let i = 0; i < a.length; i += 1) {
    if (matchedInA[i] !== 1) continue;
    while (taken[j] !== 1) j += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) out += 1;
    j += 1;
  }
  return out / 2;
};

/**
 * The Jaro–Winkler similarity of two words, 0 (nothing in common) to 1 (equal), with the usual prefix scale of .1 for up
 * to four letters. Symmetric.
 *
 * @see Winkler, "String comparator metrics and enhanced decision rules in the Fellegi–Sunter model of record linkage", 1990
 */
export const jaroWinkler = (left: string, right: string): number => {
  if (left === right) return 1;
  // The greedy matching of letters depends on the side it starts from; a fixed side makes the measure symmetric.
  const [a, b] =
    left.length < right.length || (left.length === right.length && left < right)
      ? [left.slice(0, longest), right.slice(0, longest)]
      : [right.slice(0, longest), left.slice(0, longest)];
  if (a.length === 0) return 0;
  taken.fill(0, 0, b.length);
  matchedInA.fill(0, 0, a.length);
  const matches = countMatches(a, b, Math.max(0, (b.length >> 1) - 1));
  if (matches === 0) return 0;
  const transposed = countTranspositions(a, b);
  const jaro = (matches / a.length + matches / b.length + (matches - transposed) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
};
