import type { ScanRequest } from '../../core/source.ts';
import type { QueryKeys } from './queryKeys.ts';

type Since = NonNullable<QueryKeys['since']>;

const minuteMs = 60_000;
const defaultOverlap = { date: 2_880, 'date-time': 60 } as const satisfies Record<Since['format'], number>;

const write = (ms: number, format: Since['format']): string => {
  const text = new Date(ms).toISOString();
  return format === 'date' ? text.slice(0, 10) : text;
};

/**
 * The value of the variable for changes: the watermark less the overlap, for an incremental scan that has one. Else
 * nothing, or 1970 where the document requires a value.
 *
 * @param required whether the document requires the variable
 * @returns undefined to leave the variable out
 */
export const sinceValue = (since: Since, required: boolean, request: Pick<ScanRequest, 'mode' | 'watermark'>) => {
  const { format, overlapMinutes } = since;
  const watermark = request.mode === 'incremental' ? Date.parse(request.watermark ?? '') : Number.NaN;
  if (Number.isNaN(watermark)) return required ? write(0, format) : undefined;
  const overlap = overlapMinutes ?? defaultOverlap[format];
  return write(Math.max(0, watermark - overlap * minuteMs), format);
};

/** The watermark that a finished scan leaves: when it began, by our clock, as ISO 8601. */
export const watermarkOf = (startedAt: number): string => new Date(startedAt).toISOString();
