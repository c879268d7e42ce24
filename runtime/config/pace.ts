import { Cron } from 'croner';
import { z } from 'zod';

/** Milliseconds between the end of a scan and the next one, or a cron expression for the moments at which one begins. */
export type ConfiguredPace = number | { readonly cron: string };

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a text such as `15m`; undefined for any other text. */
export const durationOf = (text: string): number | undefined => {
  const [, amount, unit = 'ms'] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (units[unit] ?? 1);
};

/** Why a text is no cron expression; undefined when it is one. */
const cronProblem = (text: string): string | undefined => {
  try {
    return new Cron(text, { paused: true, timezone: 'UTC' }).nextRun() === null
      ? 'is a cron expression of a moment that never comes'
      : undefined;
  } catch (thrown) {
    return `is no cron expression: ${thrown instanceof Error ? thrown.message.replace(/^CronPattern: /, '') : 'it cannot be read'}`;
  }
};

/** Reads a duration, or a cron expression of five fields (six with seconds, or a nickname such as `@daily`). */
export const pace = z.string().transform((text, context): ConfiguredPace => {
  const duration = durationOf(text);
  if (duration !== undefined) return duration;
  const isCron = text.startsWith('@') || /\s/.test(text);
  const message = isCron
    ? cronProblem(text)
    : "must be a number and a unit, such as 30s, 15m, 6h or 1d, or a cron expression such as '0 2 * * *'";
  if (message === undefined) return { cron: text };
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Reads the name of a time zone in the IANA database. */
export const timeZone = z.string().refine(
  (name) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
    } catch {
      return false;
    }
  },
  { error: 'must be a time zone such as Asia/Manila' },
);

/**
 * A pace as a source worker wants it.
 *
 * @param zone name of the time zone by which a cron expression is read; a moment that a change of clocks skips comes when
 *   the clocks have changed, one that it repeats comes once
 */
export const scheduled = (configured: ConfiguredPace, zone: string): number | ((after: number) => number) => {
  if (typeof configured === 'number') return configured;
  const cron = new Cron(configured.cron, { paused: true, timezone: zone });
  // An expression with years has an end.
  return (after) => cron.nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY;
};
