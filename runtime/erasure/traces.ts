import type { AuditEvent, IdentityDecision, SourceIndexEntry } from '../../schemas/generated/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readLetters } from '../letters/index.ts';
import type { StoredLetter } from '../letters/index.ts';
import { fieldOf, firstPart, newest, traceOf } from './newest.ts';
import type { OnReading, Reading, Trace } from './newest.ts';
import type { Scope } from './scope.ts';
import { readViewTraces } from './views.ts';
import type { ViewTraces } from './views.ts';

/** What `source.records` holds under the keys of some records: newest states that no tombstone follows. */
interface RecordTraces {
  /** States of records, by `<record key>/<import>`, each with its source; empty where it cannot be read. */
  readonly records: ReadonlyMap<string, string>;
  /** Keys of verdicts on them, and of enrolments. */
  readonly others: readonly string[];
}

/** What the log and its index hold about some records. */
export interface LogTraces extends RecordTraces {
  /** Entries of `source.index`, by the same names as the records. */
  readonly index: ReadonlyMap<string, SourceIndexEntry>;
}

/** Dead letters about some records. */
export interface LetterTraces {
  readonly letters: readonly StoredLetter[];
  /** Where the topic ended, by partition. */
  readonly ends: ReadonlyMap<number, number>;
}

/** What was told of some records on the way. */
interface HistoryTraces {
  /** Decisions about them, less those that tell of the erasure itself. */
  readonly decisions: readonly Trace[];
  /** Entries of `audit` about whom {@link told} names, less those that tell of the erasure itself. */
  readonly audit: readonly Trace[];
  /** Ids of registrants and groups to which one of the records ever belonged: what it told is in their audit log. */
  readonly told: ReadonlySet<string>;
}

/** All that the topics hold about some records. */
export interface Traces extends LogTraces, LetterTraces, HistoryTraces {
  /** Newest states of registrants and groups that are to be gone, by topic. */
  readonly states: Readonly<Record<'registrants' | 'groups', readonly Trace[]>>;
  /** What the topics of the views show of registrants that are to be gone. */
  readonly views: readonly ViewTraces[];
}

const isAbout = ({ recordKeys, gone }: Scope, key: string): boolean => {
  const [first = '', second = '', third = ''] = key.split('/');
  if (first === 'verdict') return recordKeys.has(second) || recordKeys.has(third);
  if (first === 'enrolment') return gone.has(second);
  return recordKeys.has(first);
};

const isRecord = (key: string): boolean => !['verdict', 'enrolment'].includes(firstPart(key));

/** What `source.records` holds about some records. Throws as {@link readTraces} does. */
export const readRecordTraces = async (reading: Reading, scope: Scope, onReading: OnReading): Promise<RecordTraces> => {
  onReading('source.records');
  const log = await newest(
    reading,
    'source.records',
    (key) => isAbout(scope, key),
    ({ value }) => {
      const source = fieldOf(reading.codec, value, 'source');
      return typeof source === 'string' ? source : '';
    },
  );
  return {
    records: new Map([...log].filter(([key]) => isRecord(key))),
    others: [...log.keys()].filter((key) => !isRecord(key)),
  };
};

/** What `source.records` and `source.index` hold about some records. Throws as {@link readTraces} does. */
export const readLogTraces = async (reading: Reading, scope: Scope, onReading: OnReading): Promise<LogTraces> => {
  const records = await readRecordTraces(reading, scope, onReading);
  onReading('source.index');
  const index = await newest(
    reading,
    'source.index',
    (key) => scope.recordKeys.has(firstPart(key)),
    ({ value }) => ({ ...(reading.codec.decode(value).value as SourceIndexEntry) }),
  );
  return { ...records, index };
};

/** Whether a letter holds what somebody in scope told: her own, and those of a group that lists her. */
const isLetterOf = ({ recordKeys, gone, groups }: Scope, { key, letter }: StoredLetter): boolean => {
  const original = letter.originalKey?.toString() ?? '';
  const keys = [letter.recordKey ?? '', firstPart(key), original, firstPart(original)];
  return keys.some((one) => recordKeys.has(one) || gone.has(one) || groups.has(one));
};

/** The dead letters about some records. Throws as {@link readTraces} does. */
export const readLetterTraces = async (
  { codec, config, kafka }: Pick<Deployment, 'codec' | 'config' | 'kafka'>,
  scope: Scope,
  onReading: OnReading,
): Promise<LetterTraces> => {
  onReading('dead-letters');
  const reading = { connection: kafka, codec, topicPrefix: config.kafka.topicPrefix };
  const { letters, ends } = await readLetters(reading, {});
  return { letters: [...letters.values()].filter((letter) => isLetterOf(scope, letter)), ends };
};

/** What decisions and audit hold about some records. Throws as {@link readTraces} does. */
export const readHistoryTraces = async (
  reading: Reading,
  { recordKeys, gone, ids }: Scope,
  onReading: OnReading,
): Promise<HistoryTraces> => {
  const told = new Set([...ids, ...gone]);
  onReading('identity.decisions');
  const decisions = await newest(
    reading,
    'identity.decisions',
    () => true,
    (message, partition) => {
      const decision = reading.codec.decode(message.value).value as IdentityDecision;
      const ofRecord = recordKeys.has(decision.recordKey);
      if (!ofRecord && !gone.has(decision.entityId)) return undefined;
      if (ofRecord) told.add(decision.entityId);
      return decision.kind === 'erased' ? undefined : traceOf(message, partition);
    },
  );
  onReading('audit');
  const audit = await newest(
    reading,
    'audit',
    (key) => told.has(firstPart(key)),
    (message, partition) =>
      (reading.codec.decode(message.value).value as AuditEvent).action === 'erased'
        ? undefined
        : traceOf(message, partition),
  );
  return { decisions: [...decisions.values()], audit: [...audit.values()], told };
};

/**
 * Finds all that the topics hold about some records, by their keys: each topic is read once.
 *
 * @throws EtlError `transient` when Kafka, the schema registry or PostgreSQL cannot be reached
 */
export const readTraces = async (
  deployment: Pick<Deployment, 'codec' | 'config' | 'kafka' | 'query' | 'topic'>,
  scope: Scope,
  onReading: OnReading,
): Promise<Traces> => {
  const { gone } = scope;
  const log = await readLogTraces(deployment, scope, onReading);
  const letters = await readLetterTraces(deployment, scope, onReading);
  const history = await readHistoryTraces(deployment, scope, onReading);
  const statesOf = async (topic: string): Promise<readonly Trace[]> => {
    onReading(topic);
    return [...(await newest(deployment, topic, (key) => gone.has(key), traceOf)).values()];
  };
  const states = { registrants: await statesOf('registrants'), groups: await statesOf('groups') };
  const views = await readViewTraces(deployment, gone, onReading);
  return { ...log, ...letters, ...history, states, views };
};
