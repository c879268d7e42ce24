/** Places in a list of what has stood before in it. */
export const duplicates = (names: readonly string[]): readonly number[] =>
  names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
