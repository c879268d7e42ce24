import { EtlError } from '../../core/errors.ts';
import { activelyEnrolled, newestAuditEntry } from '../../sinks/index.ts';
import type { Erasure } from '../../schemas/generated/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { transactionalPublisher } from '../kafka/index.ts';
import { withSourceHeld } from '../letters/index.ts';
import type { Publish } from '../letters/index.ts';
import { untilApplied } from './applied.ts';
import type { Waiting } from './applied.ts';
import { findingsOf } from './findings.ts';
import type { Finding } from './findings.ts';
import { nameOf, readProofs } from './proofs.ts';
import type { Targets } from './proofs.ts';
import { publishErasure, statesOf } from './publish.ts';
import type { Authority, ImportState } from './publish.ts';
import { withoutReturned } from './returned.ts';
import { isAnchor, scopeOf } from './scope.ts';
import type { Scope } from './scope.ts';
import { sweep } from './sweep.ts';
import type { Start } from './sweep.ts';
import { readLetterTraces, readLogTraces, readTraces } from './traces.ts';

/** What an erasure would take away. */
export interface ErasurePlan {
  readonly scope: Scope;
  /** What is to be erased, or is to be put on the list of what was erased. */
  readonly states: readonly ImportState[];
  readonly findings: readonly Finding[];
  /** Ids of registrants and groups that a programme has enrolled or paused now. */
  readonly enrolled: readonly string[];
  /** Record keys of earlier erasures that have come again since, and are left alone. */
  readonly returned: readonly string[];
}

/** Hears what is being done. */
export type OnProgress = (text: string) => void;

const unknownRecord = (recordKey: string): EtlError =>
  new EtlError(
    'ERASURE_UNKNOWN',
    'config',
    `nothing is known under the record key ${recordKey}, in the log, the index, the resolver or the dead letters; nothing was erased`,
    { component: 'runtime/erasure', recordKey },
  );

/**
 * Finds all that an erasure would take away; changes nothing.
 *
 * @throws EtlError `config` `ERASURE_UNKNOWN` for an id or record key that nothing is known of; `transient` when Kafka,
 *   the schema registry or PostgreSQL cannot be reached
 */
export const planErasure = async (
  deployment: Deployment,
  targets: Targets,
  onProgress: OnProgress,
): Promise<ErasurePlan> => {
  const proofs = await readProofs(deployment);
  const { left, returned } = await withoutReturned(deployment, targets);
  const scope = await scopeOf(deployment, left, proofs, (keys) => {
    onProgress(`looking for the ids among ${keys.toLocaleString('en')} records`);
  });
  const traces = await readTraces(deployment, scope, (topic) => {
    onProgress(`looking through ${topic}`);
  });
  const all = statesOf(scope, traces, traces);
  const known = new Set([...all, ...proofs.values()].map(({ recordKey }) => recordKey));
  for (const recordKey of left.recordKeys) if (!known.has(recordKey)) throw unknownRecord(recordKey);
  return {
    scope,
    states: all.filter((state) => state.isThere || !proofs.has(nameOf(state))),
    findings: await findingsOf(deployment, scope, traces),
    enrolled: [...(await activelyEnrolled(deployment.query, [...scope.gone]))].sort(),
    returned,
  };
};

const logEnd = async ({ watermarks }: Deployment): Promise<number> =>
  (await watermarks('source.records')).get(0)?.high ?? 0;

const startOf = async (deployment: Deployment): Promise<Omit<Start, 'until'>> => ({
  log: await logEnd(deployment),
  audit: new Map([...(await deployment.watermarks('audit'))].map(([partition, { high }]) => [partition, high])),
  auditEntry: await newestAuditEntry(deployment.query),
});

/** How each source is published for, by its name. */
type Publishers = ReadonlyMap<string, Publish>;

/**
 * Takes all sources over, one within the other, so that none brings anybody again before all of them have forgotten her.
 * For records of which nobody can say from which source they came nobody publishes: their source is the empty text.
 */
const withSourcesHeld = async <T>(
  { codec, config, kafka }: Deployment,
  sources: readonly string[],
  use: (publishers: Publishers) => Promise<T>,
): Promise<T> => {
  const reading = { connection: kafka, codec, topicPrefix: config.kafka.topicPrefix };
  const take = ([source, ...others]: readonly string[], held: Publishers): Promise<T> =>
    source === undefined
      ? use(held)
      : withSourceHeld(reading, config.deployment, source, 'erasure', (publish) =>
          take(others, new Map([...held, [source, publish]])),
        );
  const named = sources.filter((source) => source !== '').sort();
  if (named.length === sources.length) return take(named, new Map());
  const publisher = transactionalPublisher(kafka, `${config.deployment}.erasures`);
  await publisher.open();
  try {
    return await take(named, new Map([['', (messages) => publisher.publish(messages)]]));
  } finally {
    await publisher.close();
  }
};

/** Sources that tell of an anchor come last. */
const inOrder = (states: readonly ImportState[], scope: Scope): readonly string[] => {
  const ofAnchors = new Set(states.filter(({ recordKey }) => isAnchor(scope, recordKey)).map(({ source }) => source));
  const sources = [...new Set(states.map(({ source }) => source))];
  return [...sources.filter((source) => !ofAnchors.has(source)), ...ofAnchors];
};

/** What came of an erasure. */
export interface ErasureResult {
  readonly proofs: readonly Erasure[];
  /** False: published, and not applied everywhere by the end of the wait. */
  readonly applied: boolean;
  /** What is still there; undefined when nobody waited for it to go. */
  readonly left: readonly Finding[] | undefined;
}

/**
 * Erases what a plan names: publishes the tombstones and proofs, source by source under the source's own fence, waits
 * until resolver, sink and views have applied them, and takes away what none of them does. Repeating it is safe, and goes on
 * where it was interrupted.
 *
 * @param waiting how long to wait; with a deadline that has passed the tombstones are published, and nothing more
 * @throws EtlError `transient` `SOURCE_HELD` or `ERASURE_OVERTAKEN` when somebody else publishes for a source; or when
 *   Kafka or PostgreSQL cannot be reached
 */
export const erase = async (
  deployment: Deployment,
  { scope, states }: ErasurePlan,
  authority: Authority,
  waiting: Waiting,
): Promise<ErasureResult> => {
  const start = await startOf(deployment);
  const onReading = (topic: string): void => {
    waiting.onWait(`reading ${topic}`);
  };
  const sources = inOrder(states, scope);
  const proofs = await withSourcesHeld(deployment, sources, async (publishers) => {
    // Read again: until now the sources may have told more.
    const log = await readLogTraces(deployment, scope, onReading);
    const letters = await readLetterTraces(deployment, scope, onReading);
    const found = { log, letters, proofs: await readProofs(deployment) };
    const now = statesOf(scope, log, letters);
    const made: Erasure[] = [];
    for (const source of sources) {
      waiting.signal.throwIfAborted();
      const publish = publishers.get(source);
      const ofSource = now.filter((state) => state.source === source);
      if (publish !== undefined)
        made.push(...(await publishErasure(deployment, scope, ofSource, found, authority, publish)));
    }
    return made;
  });
  const until = (await logEnd(deployment)) + 1;
  if (Date.now() >= waiting.deadline) return { proofs, applied: false, left: undefined };
  const applied =
    (await untilApplied(deployment, waiting)) &&
    (await sweep(deployment, scope, { ...start, until }, waiting, onReading));
  const left = await findingsOf(deployment, scope, await readTraces(deployment, scope, onReading));
  return { proofs, applied, left };
};

/**
 * Looks for what is left of whom was erased: by the list of erasures, or of some of them. Who has come again since is no
 * finding.
 *
 * @param targets ids and record keys, none of them for all that were erased; and proofs that were kept elsewhere
 * @throws EtlError as {@link planErasure}
 */
export const verifyErasure = async (
  deployment: Deployment,
  { ids, recordKeys, proofs: listed }: Targets,
  onProgress: OnProgress,
): Promise<Pick<ErasurePlan, 'findings' | 'returned'> & { readonly erased: number }> => {
  // After a restore the topic may have lost what the list has kept.
  const all = [
    ...new Map([...(await readProofs(deployment)), ...listed.map((one) => [nameOf(one), one] as const)]).values(),
  ];
  const isWanted = (one: Erasure): boolean =>
    ids.size + recordKeys.size === 0 || ids.has(one.entityId) || recordKeys.has(one.recordKey);
  const proofs = all.filter(isWanted);
  const unknown = [...ids, ...recordKeys].find(
    (name) => !proofs.some(({ entityId, recordKey }) => entityId === name || recordKey === name),
  );
  if (unknown !== undefined)
    throw new EtlError('ERASURE_UNKNOWN', 'config', `${unknown} is not in the list of what was erased`, {
      component: 'runtime/erasure',
    });
  const { findings, returned } = await planErasure(
    deployment,
    { ids: new Set(), recordKeys: new Set(), proofs },
    onProgress,
  );
  return { findings, returned, erased: new Set(proofs.map(({ recordKey }) => recordKey)).size };
};
