import { entityIdsOf } from '../../processors/index.ts';
import type { Erasure } from '../../schemas/generated/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { RESOLVED_BELOW } from '../letters/index.ts';
import type { Publish, StoredLetter } from '../letters/index.ts';
import { aliasKinds } from '../source/aliases.ts';
import { erasedAlias } from '../source/erased.ts';
import { keyedHash } from '../source/keyedHash.ts';
import { nameOf, proofMessage } from './proofs.ts';
import type { ErasureReason } from './proofs.ts';
import { isAnchor } from './scope.ts';
import type { Scope } from './scope.ts';
import type { LetterTraces, LogTraces } from './traces.ts';

/** Messages after which a transaction is full. */
const CHUNK = 1000;

/** Who erases, why and when. */
export interface Authority {
  readonly by: string;
  readonly reason: ErasureReason;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** What is told of a record in one import. */
export interface ImportState {
  readonly recordKey: string;
  readonly source: string;
  readonly import: string;
  /** False: it was erased before, and nothing of it came again. */
  readonly isThere: boolean;
}

const partsOf = (name: string): readonly [recordKey: string, importName: string] => {
  const slash = name.indexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
};

/**
 * All states of the records in scope: what the log has, what the index has, what the resolver knows although the log has
 * forgotten it, and what an earlier erasure or a dead letter names.
 */
export const statesOf = (
  { places, proofs, recordKeys }: Scope,
  { index, records }: LogTraces,
  { letters }: LetterTraces,
): readonly ImportState[] => {
  const states = new Map<string, ImportState>();
  const add = (name: string, source: string, isThere: boolean): void => {
    const [recordKey, importName] = partsOf(name);
    const before = states.get(name);
    // The log may hold what cannot be read: then the index says whose it is.
    const known = before === undefined || before.source === '' ? source : before.source;
    states.set(name, { recordKey, import: importName, source: known, isThere: isThere || before?.isThere === true });
  };
  for (const [name, source] of records) add(name, source, true);
  for (const [name, { source }] of index) add(name, source, true);
  for (const { recordKey, imports } of places.values())
    for (const one of imports) add(`${recordKey}/${one.import}`, one.source, true);
  for (const [name, { source }] of proofs) add(name, source, false);
  for (const { letter } of letters)
    if (letter.recordKey !== null && recordKeys.has(letter.recordKey) && letter.import !== null)
      add(`${letter.recordKey}/${letter.import}`, letter.source ?? '', false);
  return [...states.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
};

/** The tombstone of a letter. It takes later ones of the same key, too: none of hers is to stay. */
export const letterTombstone = ({ topic }: Pick<Deployment, 'topic'>, { key }: StoredLetter): OutgoingMessage => ({
  topic: topic('dead-letters'),
  key,
  value: null,
  headers: { resolution: 'erased', [RESOLVED_BELOW]: String(Number.MAX_SAFE_INTEGER) },
});

/** What is known of the records of a source when they are erased. */
export interface Found {
  readonly log: LogTraces;
  readonly letters: LetterTraces;
  /** What was erased so far, by name. */
  readonly proofs: ReadonlyMap<string, Erasure>;
}

/** Makes proofs: keyed hashes, who, why and when. What is applied again keeps the proof that it has. */
const proving = ({ config }: Pick<Deployment, 'config'>, authority: Authority, scope: Scope, found: Found) => {
  const hash = keyedHash(config.secret);
  const idOf = entityIdsOf(config.deployment);
  const targetOf = (recordKey: string): Erasure['target'] =>
    scope.places.get(recordKey)?.kind === 'group' ? 'group' : 'person';
  return ({ recordKey, source, import: importName }: ImportState): Erasure => {
    const name = `${recordKey}/${importName}`;
    const again = scope.proofs.get(name);
    const entry = found.log.index.get(name);
    const known = (entry?.aliases ?? []).map(({ kind, hash: of }) => erasedAlias(hash, `${aliasKinds[kind]}:${of}`));
    const before = again ?? found.proofs.get(name);
    const aliases = [...new Set([...(before?.aliases ?? []), ...known])].sort();
    if (again !== undefined) return { ...again, aliases };
    return {
      recordKey,
      source,
      import: importName,
      target: entry?.target ?? targetOf(recordKey),
      entityId: idOf(recordKey),
      aliases,
      reason: authority.reason,
      erasedBy: authority.by,
      // A source that reads much at once stamps ahead of the clock: what was erased was seen before it was erased.
      erasedAt: Math.max(authority.at, entry?.firstSeen.time ?? 0),
      mayReturn: false,
    };
  };
};

/** Record keys, the anchors of registrants and groups last. */
const anchorsLast = (states: readonly ImportState[], scope: Scope): readonly string[] => {
  const keys = [...new Set(states.map(({ recordKey }) => recordKey))];
  return [...keys.filter((key) => !isAnchor(scope, key)), ...keys.filter((key) => isAnchor(scope, key))];
};

/**
 * Erases the records of one source: a tombstone for what each import told of them in `source.records`, in whose order the
 * resolver and all others follow; in `source.index`, so that the source forgets them; the proofs by which it knows them
 * again; and tombstones for verdicts on them and for their dead letters. What belongs to one record is one transaction.
 *
 * @param states of that source alone
 * @param publish under the source's fence
 * @returns the proofs that stand for what was erased
 */
export const publishErasure = async (
  deployment: Pick<Deployment, 'codec' | 'config' | 'topic'>,
  scope: Scope,
  states: readonly ImportState[],
  found: Found,
  authority: Authority,
  publish: Publish,
): Promise<readonly Erasure[]> => {
  const { topic } = deployment;
  const prove = proving(deployment, authority, scope, found);
  const tombstone = (name: string, key: string): OutgoingMessage => ({
    topic: topic(name),
    key,
    value: null,
    headers: {},
  });
  const proofs: Erasure[] = [];
  let batch: OutgoingMessage[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await publish(batch);
    batch = [];
  };
  for (const recordKey of anchorsLast(states, scope)) {
    for (const state of states.filter((one) => one.recordKey === recordKey)) {
      const name = nameOf(state);
      if (state.isThere) batch.push(tombstone('source.records', name));
      if (found.log.index.has(name)) batch.push(tombstone('source.index', name));
      const proof = prove(state);
      proofs.push(proof);
      if (state.isThere || !found.proofs.has(name)) batch.push(proofMessage(deployment, proof));
    }
    for (const key of found.log.others.filter((one) => one.startsWith('verdict/') && one.includes(recordKey)))
      batch.push(tombstone('source.records', key));
    for (const letter of found.letters.letters.filter(({ letter: one }) => one.recordKey === recordKey))
      batch.push(letterTombstone(deployment, letter));
    if (batch.length >= CHUNK) await flush();
  }
  await flush();
  return proofs;
};
