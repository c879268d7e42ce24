import type { SinceConfig } from './config.ts';

const dayMs = 86_400_000;

/** Milliseconds since 1970 of a text; undefined when it is no time. A time without a zone is taken for UTC. */
const timeOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text.trim().replace(' ', 'T')}Z`;
  const time = Date.parse(zoned);
  return Number.isNaN(time) ? undefined : time;
};

/**
 * The watermark of a scan: when it began, by the registry's clock or by ours, whichever is behind. A clock that is
 * ahead must not keep the next scan from looking at what was written until then.
 *
 * @param began milliseconds since 1970, by our clock
 * @param registryTime `message_ts` of the scan's first answer
 * @returns ISO 8601, UTC
 */
export const watermarkOf = (began: number, registryTime: string | undefined): string =>
  new Date(Math.min(began, timeOf(registryTime) ?? began)).toISOString();

const formats: Readonly<Record<NonNullable<SinceConfig['format']>, (iso: string) => string>> = {
  'date-time': (iso) => `${iso.slice(0, 19)}Z`,
  date: (iso) => iso.slice(0, 10),
  odoo: (iso) => iso.slice(0, 19).replace('T', ' '),
};

/**
 * From when on an incremental scan asks for changes: the watermark less the overlap, which makes up for clocks that
 * differ and transactions that commit late.
 *
 * @param watermark as {@link watermarkOf} wrote it; anything else means that everything is new
 * @returns in the registry's own way of writing dates; undefined: everything is asked for
 */
export const sinceValue = (
  watermark: string | undefined,
  overlapDays: number,
  format: NonNullable<SinceConfig['format']>,
): string | undefined => {
  const time = timeOf(watermark);
  return time === undefined ? undefined : formats[format](new Date(time - overlapDays * dayMs).toISOString());
};
