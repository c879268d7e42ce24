import type { EntryMapper, SourceEntry } from '../../core/source.ts';
import type { RecordTarget } from '../../schemas/generated/types.ts';
import { decidePage } from '../source/decidePage.ts';
import type { PageContext, PageDecision } from '../source/decidePage.ts';
import { recordName } from '../source/records.ts';
import { takeApart } from '../source/takeApart.ts';
import type { StoredLetter } from './letterLog.ts';
import type { LetterOutcome } from './outcome.ts';
import type { SeenSince } from './seenSince.ts';

/** How an import maps the entries of its letters again. */
export interface ImportMapping {
  readonly map: EntryMapper;
  /** What each entry of the import's answer is: letters of older releases do not say it of themselves. */
  readonly target: RecordTarget;
}

/** What was decided about an entry, and what a page that held it alone would publish. */
export interface EntryDecision {
  readonly outcome: LetterOutcome;
  readonly page: PageDecision | undefined;
}

const read = (stored: StoredLetter, { map, target }: ImportMapping): readonly SourceEntry[] | string => {
  const { letter } = stored;
  const { originalValue, truncated } = letter;
  if (originalValue === null) return 'the letter has no entry';
  if (truncated) return 'the letter keeps only a part of the entry: the next complete scan reads it again';
  const what = letter.target ?? target;
  if (letter.code === 'RECORD_TOO_LARGE' && what === 'group')
    return 'the letter has the group without its members: the next complete scan reads it again';
  try {
    return map(originalValue.toString(), what);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return 'the entry is no JSON';
    throw thrown;
  }
};

/** Why the entry is older than what is known; undefined when nothing newer has passed. */
const newerThan = (
  { letter }: StoredLetter,
  entries: readonly SourceEntry[],
  context: PageContext,
  { observed, scanned }: SeenSince,
): string | undefined => {
  const { import: options, index, hash, run, source } = context;
  const scan = scanned.get(options.name);
  if (scan !== undefined && letter.time < scan)
    return `a complete scan has read the registry since (${new Date(scan).toISOString()}) and did not meet it like this`;
  const known = letter.recordKey === null ? undefined : index.get(letter.recordKey, options.name);
  if (known !== undefined && known.version > letter.version)
    return `its record had version ${String(letter.version)} then and has version ${String(known.version)} now`;
  const day = new Date(context.observedAt).toISOString().slice(0, 10);
  const keys = entries
    .flatMap((entry) => takeApart({ hash, source, import: options.name, run, day, index }, entry))
    .flatMap((part) => (part.kind === 'record' ? [part.draft.recordKey] : []));
  // A page that rejects a group publishes its other members as persons: those belong to the letter's own moment.
  const isNewer = (at: number): boolean => (letter.target === 'group' ? at > letter.time : at >= letter.time);
  const newer = keys.find((key) => {
    const at = observed.get(recordName(key, options.name));
    return at !== undefined && isNewer(at);
  });
  return newer === undefined ? undefined : `a state of record ${newer} that was observed later has passed`;
};

const isRejection = (stored: StoredLetter, page: PageDecision): boolean => {
  const own = stored.key.slice(0, stored.key.indexOf('/'));
  return page.deadLetters.some(({ key, value }) => key.startsWith(`${own}/`) || value.target === stored.letter.target);
};

/**
 * Maps the entry of a source's letter again and decides what is published of it: what the page would have published in
 * which it was met, had it been right then. Observed then, in the run that met it, as its content says; first seen now.
 *
 * The decision is noted in the context's index, so that later letters see it.
 *
 * @param stored with its value
 * @param context of the run and the moment at which the entry was met
 */
export const decideEntry = (
  stored: StoredLetter,
  mapping: ImportMapping,
  context: PageContext,
  seen: SeenSince,
): EntryDecision => {
  const { key } = stored;
  const entries = read(stored, mapping);
  if (typeof entries === 'string') return { outcome: { key, outcome: 'impossible', detail: entries }, page: undefined };
  const newer = newerThan(stored, entries, context, seen);
  if (newer !== undefined) return { outcome: { key, outcome: 'superseded', detail: newer }, page: undefined };
  const page = decidePage(entries, context);
  const [rejected] = page.deadLetters;
  if (rejected !== undefined && isRejection(stored, page)) {
    const { code, field } = rejected.value;
    return { outcome: { key, outcome: 'rejected', detail: `${code}${field === null ? '' : ` in ${field}`}` }, page };
  }
  const { published, skippedWithoutIdentifier } = page.counts;
  if (published > 0)
    return { outcome: { key, outcome: 'redriven', detail: `${String(published)} source records published` }, page };
  const why = skippedWithoutIdentifier > 0 ? 'it has no identifier to find it by again' : 'it says what is known';
  return { outcome: { key, outcome: 'skipped', detail: why }, page };
};
