/** Smallest, median and largest of some figures. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/**
 * The value below which a share of some figures lies, by linear interpolation between the two nearest (Hyndman and Fan,
 * definition 7).
 *
 * @param share 0 to 1; 0.99 for the 99th percentile
 * @returns NaN without figures
 */
export const percentile = (figures: Iterable<number>, share: number): number => {
  const sorted = Float64Array.from(figures).sort();
  const place = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
};

/** @returns undefined without figures; what is not finite does not count */
export const spread = (figures: readonly (number | undefined)[]): Spread | undefined => {
  const known = figures.filter((figure): figure is number => figure !== undefined && Number.isFinite(figure));
  if (known.length === 0) return undefined;
  return { least: Math.min(...known), median: percentile(known, 0.5), most: Math.max(...known) };
};

/** So many significant digits, as figures of a benchmark deserve. */
export const rounded = (figure: number, digits = 3): number => Number(figure.toPrecision(digits));

const inWords = (figure: number): string => rounded(figure, figure < 1000 ? 3 : 4).toLocaleString('en');

/** A spread as a person reads it: the median, and in brackets from where to where. */
export const spreadText = (one: Spread | undefined): string => {
  if (one === undefined) return '-';
  const { least, median, most } = one;
  return least === most ? inWords(median) : `${inWords(median)} (${inWords(least)}–${inWords(most)})`;
};
