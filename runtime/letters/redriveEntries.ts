import { randomUUID } from 'node:crypto';
import type { SourceCheckpoint } from '../../schemas/generated/types.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { newCheckpoint } from '../source/checkpoint.ts';
import { volatilePaths } from '../source/contentHash.ts';
import type { PageContext, Stamps } from '../source/decidePage.ts';
import type { KeyedHash } from '../source/keyedHash.ts';
import type { SourceMessages } from '../source/messages.ts';
import type { SourceOptions } from '../source/options.ts';
import type { SourceIndex } from '../source/sourceIndex.ts';
import { decideEntry } from './entryDecision.ts';
import type { EntryDecision, ImportMapping } from './entryDecision.ts';
import type { Publish } from './heldSource.ts';
import type { StoredLetter } from './letterLog.ts';
import type { LetterOutcome } from './outcome.ts';
import type { Resolve } from './resolution.ts';
import type { SeenSince } from './seenSince.ts';

/** Messages after which a transaction is full: a household of the size of a village is still one. */
const CHUNK = 1000;

/** A source as the configuration has it today, and what it has published: read under its fence. */
export interface EntryRedrive {
  readonly source: SourceOptions;
  /** By import. */
  readonly mappings: ReadonlyMap<string, ImportMapping>;
  readonly hash: KeyedHash;
  readonly messages: SourceMessages;
  readonly index: SourceIndex;
  /** By import. */
  readonly checkpoints: Map<string, SourceCheckpoint>;
  readonly seen: SeenSince;
  readonly resolve: Resolve;
}

/** Oldest first, and of one moment the groups first: their members come with them. */
export const inOrder = (letters: readonly StoredLetter[]): readonly StoredLetter[] =>
  [...letters].sort(
    ({ letter: left }, { letter: right }) =>
      left.time - right.time || Number(right.target === 'group') - Number(left.target === 'group'),
  );

const stampsOf = (checkpoints: ReadonlyMap<string, SourceCheckpoint>): Stamps => ({
  sequence: Math.max(0, ...[...checkpoints.values()].map(({ sequence }) => sequence)),
  highestTime: Math.max(0, ...[...checkpoints.values()].map(({ highestTime }) => highestTime)),
});

const contextOf = (work: EntryRedrive, { letter }: StoredLetter): PageContext | undefined => {
  const options = work.source.imports.find(({ name }) => name === letter.import);
  if (options === undefined) return undefined;
  return {
    source: work.source.name,
    country: work.source.country,
    import: options,
    run: letter.importRun ?? randomUUID(),
    observedAt: letter.time,
    hash: work.hash,
    volatile: volatilePaths(options.volatileFields),
    index: work.index,
    unnamed: { broken: false, namings: new Set(), groups: new Set() },
    stamps: stampsOf(work.checkpoints),
  };
};

const messagesOf = (work: EntryRedrive, stored: StoredLetter, { outcome, page }: EntryDecision): OutgoingMessage[] => {
  const { messages, resolve } = work;
  if (outcome.outcome === 'impossible') return [];
  const letters = (page?.deadLetters ?? []).map(({ key, value }) =>
    messages.deadLetter({ key, value: { ...value, attempt: stored.letter.attempt + 1 } }),
  );
  const stays = letters.some(({ key }) => key === stored.key);
  const how = outcome.outcome === 'superseded' ? 'superseded' : 'redriven';
  const resolution = stays ? [] : [resolve(stored.key, { how, reason: outcome.detail })];
  return [
    ...(page?.records ?? []).map((record) => messages.record(record)),
    ...(page?.index ?? []).map((entry) => messages.index(entry)),
    ...letters,
    ...resolution,
  ];
};

/** Moves the import's stamps on; where its scan goes on stays as it is. */
const stamped = (work: EntryRedrive, importName: string, { page }: EntryDecision): OutgoingMessage[] => {
  if (page === undefined || page.records.length === 0) return [];
  const before = work.checkpoints.get(importName) ?? newCheckpoint(work.source.name, importName);
  const checkpoint = { ...before, ...page.stamps };
  work.checkpoints.set(importName, checkpoint);
  return [work.messages.checkpoint(checkpoint)];
};

/**
 * Maps the entries of a source's letters again and publishes what follows, some letters a transaction: records, index
 * entries, stamps and the letters' resolutions together, or nothing of them.
 *
 * @param letters with their values, in the order of {@link inOrder}
 * @param publish under the source's fence; undefined: only decides
 * @param onOutcome hears of each letter once it is done
 */
export const redriveEntries = async (
  work: EntryRedrive,
  letters: readonly StoredLetter[],
  publish: Publish | undefined,
  onOutcome: (outcome: LetterOutcome) => void,
): Promise<void> => {
  let batch: OutgoingMessage[] = [];
  let outcomes: LetterOutcome[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await publish?.(batch);
    for (const outcome of outcomes) onOutcome(outcome);
    batch = [];
    outcomes = [];
  };
  for (const stored of letters) {
    const { letter, key } = stored;
    const mapping = work.mappings.get(letter.import ?? '');
    const context = contextOf(work, stored);
    if (mapping === undefined || context === undefined) {
      const detail = `the configuration has no import ${letter.import ?? '(unknown)'} of ${work.source.name} any more`;
      outcomes.push({ key, outcome: 'impossible', detail });
      continue;
    }
    const decision = decideEntry(stored, mapping, context, work.seen);
    batch.push(...messagesOf(work, stored, decision), ...stamped(work, context.import.name, decision));
    outcomes.push(decision.outcome);
    if (batch.length >= CHUNK) await flush();
  }
  await flush();
};
