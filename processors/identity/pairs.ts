/** Two record keys in the order in which a verdict names them. */
export const orderedPair = (one: string, other: string): readonly [lower: string, higher: string] =>
  one < other ? [one, other] : [other, one];

/** Names two records, or two sources, whichever is named first. */
export const pairKey = (one: string, other: string): string => (one < other ? `${one}\t${other}` : `${other}\t${one}`);

/** Every pair of a record of the one list with one of the other. */
export const pairsAcross = (some: readonly string[], others: readonly string[]): [string, string][] =>
  some.flatMap((a) => others.map((b): [string, string] => [a, b]));
