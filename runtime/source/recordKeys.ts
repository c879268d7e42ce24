import { contradict, resembles } from './aliases.ts';
import type { Alias, Naming } from './aliases.ts';
import type { KeyedHash } from './keyedHash.ts';
import type { SourceIndex } from './sourceIndex.ts';

/** Somebody whose record key is to be found. */
export interface Unresolved {
  /** Strongest first. */
  readonly aliases: readonly Alias[];
  /** Those of them that find a record which has them, but are no ground for a new one. */
  readonly expired: readonly Alias[];
  readonly naming: Naming;
}

/** Where to look. */
export interface KeyContext {
  readonly hash: KeyedHash;
  readonly source: string;
  readonly import: string;
  readonly run: string;
  /** When the page was polled, `YYYY-MM-DD`. */
  readonly day: string;
  readonly index: SourceIndex;
  /** Only by the registry's own id: whoever else a record may be is for the resolver to find out. False when absent. */
  readonly byOwnId?: boolean;
}

const nobody: ReadonlySet<string> = new Set();

const isLive = (index: SourceIndex, key: string): boolean => index.ofKey(key).some(({ state }) => state === 'present');

/** Whether what is known of a key speaks against it: other names and other birth dates than shown. */
const speaksAgainst = ({ index, import: importName, run }: KeyContext, key: string, naming: Naming): boolean => {
  const records = index.ofKey(key);
  if (records.length === 0) return false;
  const atOnce = records.some((record) => record.import === importName && record.seenRun === run);
  return records.every((record) => contradict(record.naming, naming, atOnce && record.import === importName));
};

/** The one key that an alias identifies; undefined when it is none or several. */
const identified = (
  context: KeyContext,
  alias: Alias,
  naming: Naming,
  taken: ReadonlySet<string>,
): string | undefined => {
  const { index } = context;
  // The registry's own id stays with its record whatever the record says.
  const certain = alias.startsWith('r:');
  const open = index
    .claimants(alias)
    .filter((key) => !taken.has(key) && (certain || !speaksAgainst(context, key, naming)));
  const live = open.filter((key) => isLive(index, key));
  const claimants = live.length > 0 ? live : open;
  if (claimants.length <= 1) return claimants[0];
  const alike = claimants.filter((key) => index.ofKey(key).some((record) => resembles(record.naming, naming)));
  return alike.length === 1 ? alike[0] : undefined;
};

/** Of several keys that aliases of equal strength lead to: most aliases, then alike in naming, then first seen. */
const best = ({ index }: KeyContext, keys: readonly string[], naming: Naming): string | undefined => {
  const rank = (key: string): readonly number[] => {
    const records = index.ofKey(key);
    const alike = records.some((record) => resembles(record.naming, naming)) ? 1 : 0;
    const firstSeen = Math.min(...records.map((record) => record.firstSeenSequence));
    return [keys.filter((one) => one === key).length, alike, -firstSeen];
  };
  const better = (left: readonly number[], right: readonly number[]): boolean => {
    const at = left.findIndex((value, place) => value !== right[place]);
    return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
  };
  return [...new Set(keys)].reduce<string | undefined>(
    (chosen, key) => (chosen === undefined || better(rank(key), rank(chosen)) ? key : chosen),
    undefined,
  );
};

const newKey = (context: KeyContext, alias: Alias, naming: Naming, taken: ReadonlySet<string>): string => {
  const { hash, source, index } = context;
  for (let attempt = 0; ; attempt += 1) {
    const key = hash('record', source, alias, ...(attempt === 0 ? [] : [String(attempt)]));
    if (taken.has(key)) continue;
    if (index.ofKey(key).length === 0) return key;
    // It has this alias still, together with another key: without more to go by, it is the one who had it first.
    if (index.claimants(alias).includes(key) && !speaksAgainst(context, key, naming)) return key;
  }
};

/**
 * Finds the key of a record. The strongest alias that leads to a key decides; a key once given never changes. An alias
 * that two live keys claim identifies neither, unless only one of them has the name or the birth date that is shown;
 * and an identifier does not lead to a key that is known under another name *and* another birth date: it has moved to
 * somebody else. Whatever this gets wrong, two keys for one person are for the resolver to unite.
 *
 * A new key is the keyed hash of source and strongest alias; with a counter where that key belongs to somebody who had
 * the alias before. An expired identifier still finds the record that had it while it was valid, but is no ground for a
 * new key.
 *
 * @param taken keys that it cannot be: the other members of the same group
 * @returns undefined when there is nothing to find it by at the next scan
 */
export const resolveKey = (
  context: KeyContext,
  { aliases, expired, naming }: Unresolved,
  taken: ReadonlySet<string> = nobody,
): string | undefined => {
  for (const kind of ['r:', 'i:', 'n:']) {
    const keys = aliases
      .filter((alias) => alias.startsWith(kind))
      .map((alias) => identified(context, alias, naming, taken))
      .filter((key) => key !== undefined);
    const key = best(context, keys, naming);
    if (key !== undefined) return key;
  }
  const strongest = aliases.find((alias) => !expired.includes(alias));
  return strongest === undefined ? undefined : newKey(context, strongest, naming, taken);
};

/** The aliases that a record is to be found by from now on: an expired identifier only if it already was one of them. */
export const claimableAliases = (
  index: SourceIndex,
  key: string,
  { aliases, expired }: Unresolved,
): readonly Alias[] =>
  expired.length === 0
    ? aliases
    : aliases.filter((alias) => !expired.includes(alias) || index.claimants(alias).includes(key));
