import { EtlError } from '../../core/errors.ts';
import type { SourceEntry } from '../../core/source.ts';
import type { RejectionGuard } from './options.ts';

/** Code of the error that stops an import whose mapping is broken. */
export const IMPORT_MOSTLY_REJECTED = 'IMPORT_MOSTLY_REJECTED';

const targets = ['person', 'group'] as const;
type Target = (typeof targets)[number];

/**
 * How many persons and groups of a run have been met, and how many of them broke the mapping: part of the checkpoint's
 * counts, so that a run which goes on after a crash goes on counting.
 */
export type RejectionCounts = Readonly<Record<`${'met' | 'rejected'}-${Target}`, number>>;

const names: readonly (keyof RejectionCounts)[] = ['met-person', 'rejected-person', 'met-group', 'rejected-group'];

/** The counts of the run in progress, as its checkpoint has them. */
export const rejectionCountsOf = (counts: Readonly<Record<string, number>>): RejectionCounts =>
  Object.fromEntries(names.map((name) => [name, counts[name] ?? 0])) as RejectionCounts;

/** The counts after a page. */
export const countRejections = (before: RejectionCounts, entries: readonly SourceEntry[]): RejectionCounts => {
  const counts = { ...before };
  for (const entry of entries) {
    const target = entry.kind === 'rejected' ? entry.target : entry.kind;
    counts[`met-${target}`] += 1;
    if (entry.kind === 'rejected') counts[`rejected-${target}`] += 1;
    if (entry.kind === 'group') counts['met-person'] += entry.group.members.length;
  }
  return counts;
};

/** What most of the rejected entries of a target have in common, as `field, code`. */
const mostFrequent = (entries: readonly SourceEntry[], target: Target): readonly [field: string, code: string] => {
  const frequencies = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind !== 'rejected' || entry.target !== target) continue;
    const reason = JSON.stringify([entry.error.context.field ?? '(none)', entry.error.code]);
    frequencies.set(reason, (frequencies.get(reason) ?? 0) + 1);
  }
  const [most = ['["(none)","(none)"]', 0]] = [...frequencies].sort(([, left], [, right]) => right - left);
  return JSON.parse(most[0]) as [string, string];
};

/**
 * Whether so much of a run breaks the mapping that the mapping must be wrong, and not the records: then the run stops
 * instead of filling the topic with letters. Persons and groups are judged apart, for the persons of a group that is
 * rejected still come through.
 *
 * @param counts after the page
 * @param entries the page, of which the most frequent reason is told
 * @returns an error of fault `config` `IMPORT_MOSTLY_REJECTED`; undefined when the run may go on
 */
export const tooManyRejected = (
  counts: RejectionCounts,
  entries: readonly SourceEntry[],
  guard: RejectionGuard,
  named: { readonly source: string; readonly import: string },
): EtlError | undefined => {
  for (const target of targets) {
    const met = counts[`met-${target}`];
    const rejected = counts[`rejected-${target}`];
    const hasMore = entries.some((entry) => entry.kind === 'rejected' && entry.target === target);
    if (!hasMore || met < guard.minimum || rejected <= met * guard.share) continue;
    const [field, code] = mostFrequent(entries, target);
    const share = Math.round((100 * rejected) / met);
    const text =
      `${String(rejected)} of ${String(met)} ${target}s (${String(share)} %) of ${named.source}/${named.import} break the mapping, ` +
      `most of them in the field ${field} with ${code}; correct the mapping and look with registry-stream check, ` +
      `or raise rejections.share of the import. The page was not published`;
    const details = { source: named.source, import: named.import, code, rejected, met };
    return new EtlError(IMPORT_MOSTLY_REJECTED, 'config', text, { component: 'runtime/source', field, details });
  }
  return undefined;
};
