import type { StoredLetter } from './letterLog.ts';

/** Which letters; what is absent says nothing. */
export interface LetterFilter {
  readonly code?: string;
  readonly component?: string;
  /** Logical name of the topic from which a stage took the record. */
  readonly topic?: string;
  readonly recordKey?: string;
  readonly source?: string;
  readonly import?: string;
  /** Only letters about what was met since, milliseconds since 1970 UTC. */
  readonly since?: number;
}

const PUBLISHED_BY_SOURCE = /^\/[^/]+\/source\/(.+)$/;

/**
 * Name of the source that the record of a letter comes from: as the letter says, or as the record's own CloudEvents
 * header does when its value could not be read. Undefined for what no source has published.
 */
export const sourceOf = ({ letter }: Pick<StoredLetter, 'letter'>): string | undefined =>
  letter.source ?? PUBLISHED_BY_SOURCE.exec(letter.originalHeaders['ce_source']?.toString() ?? '')?.[1];

/** What a letter is compared by. */
const traits = (
  stored: StoredLetter,
): Readonly<Record<keyof Omit<LetterFilter, 'since'>, string | null | undefined>> => {
  const { letter } = stored;
  const { code, component, recordKey } = letter;
  return { code, component, topic: letter.position?.topic, recordKey, source: sourceOf(stored), import: letter.import };
};

/** True when the letter is among those that the filter names. */
const matches = ({ since, ...wanted }: LetterFilter, stored: StoredLetter): boolean => {
  const found = traits(stored);
  const names = Object.keys(wanted) as (keyof typeof found)[];
  return names.every((name) => found[name] === wanted[name]) && (since === undefined || stored.letter.time >= since);
};

const byTime = (left: StoredLetter, right: StoredLetter): number =>
  left.letter.time - right.letter.time || (left.key < right.key ? -1 : 1);

/** The letters that a filter names, oldest first. */
export const selectLetters = (letters: Iterable<StoredLetter>, filter: LetterFilter): readonly StoredLetter[] =>
  [...letters].filter((stored) => matches(filter, stored)).sort(byTime);

/** How many letters have one reason. */
export interface ReasonCount {
  readonly component: string;
  readonly code: string;
  readonly count: number;
  /** When the oldest and the newest of them were met, milliseconds since 1970 UTC. */
  readonly oldest: number;
  readonly newest: number;
}

/** Counts letters by reason, the most frequent first. */
export const countReasons = (letters: Iterable<StoredLetter>): readonly ReasonCount[] => {
  const counts = new Map<string, ReasonCount>();
  for (const { letter } of letters) {
    const { code, component, time } = letter;
    const reason = JSON.stringify([component, code]);
    const before = counts.get(reason) ?? { component, code, count: 0, oldest: time, newest: time };
    counts.set(reason, {
      ...before,
      count: before.count + 1,
      oldest: Math.min(before.oldest, time),
      newest: Math.max(before.newest, time),
    });
  }
  return [...counts.values()].sort(
    (left, right) =>
      right.count - left.count || (`${left.component}/${left.code}` < `${right.component}/${right.code}` ? -1 : 1),
  );
};
