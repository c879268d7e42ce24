import type { ChangeGuard } from '../../../schemas/generated/types.ts';

/** Into how many parts the window is cut: changes are counted by part, not each with its time. */
const PARTS = 28;

/** What the rate guard knows of an area. Times are milliseconds since 1970 UTC, as the log's records tell them. */
export interface AreaCount {
  /** Adverse changes that went through, by the beginning of their part of the window, ascending. */
  readonly changes: readonly (readonly [since: number, count: number])[];
  /** When the guard began to hold further ones; null: it does not. */
  readonly trippedAt: number | null;
}

/** An area in which nothing happened yet. */
export const quiet: AreaCount = { changes: [], trippedAt: null };

/** Adverse changes within the window that ends at a moment. */
export const recentChanges = ({ changes }: AreaCount, { window }: ChangeGuard, at: number): number =>
  changes.reduce((sum, [since, count]) => (since > at - window ? sum + count : sum), 0);

/** With some more changes; those that every later window has left behind are forgotten. */
export const counted = (area: AreaCount, { window }: ChangeGuard, at: number, count: number): AreaCount => {
  const part = Math.max(1, Math.floor(window / PARTS));
  const since = Math.floor(at / part) * part;
  const known = new Map(area.changes);
  known.set(since, (known.get(since) ?? 0) + count);
  const newest = Math.max(...known.keys());
  const changes = [...known].filter(([begin]) => begin > newest - window - part).sort(([a], [b]) => a - b);
  return { ...area, changes };
};
