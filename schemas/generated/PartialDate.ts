// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** A date as precise as it is known. */
export interface PartialDate {
  readonly precision: DatePrecision;
  readonly value: string;
  /** True for a day that registries write when they do not know it, such as 1 January. */
  readonly imprecise: boolean;
}

/** day: YYYY-MM-DD; month: YYYY-MM; year: YYYY; unknown: the text as it came. */
export type DatePrecision = 'day' | 'month' | 'year' | 'unknown';
