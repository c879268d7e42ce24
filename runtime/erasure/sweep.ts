import { sweepRegistry } from '../../sinks/index.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { OutgoingMessage } from '../kafka/index.ts';
import { publishToLog } from '../models/logPublisher.ts';
import { untilApplied, untilCarried } from './applied.ts';
import type { Waiting } from './applied.ts';
import { letterTombstone } from './publish.ts';
import type { Scope } from './scope.ts';
import type { OnReading, Trace } from './newest.ts';
import { readHistoryTraces, readLetterTraces, readRecordTraces } from './traces.ts';
import { readViewTraces, sweepViews } from './views.ts';

/** Where the logs stood when an erasure began: what came later is not what was to be erased. */
export interface Start {
  /** Where `source.records` ended. */
  readonly log: number;
  /** Where it ended once all was published: on the way there records may have been decided on that were next to go. */
  readonly until: number;
  /** Where `audit` ended, by partition. */
  readonly audit: ReadonlyMap<number, number>;
  /** The newest entry of the audit log, by its number. */
  readonly auditEntry: number;
}

/** The version in the key of a decision, `<entity id>/<version>/<ordinal>`: one more than the offset that caused it. */
const versionIn = (key: string): number => Number(key.split('/')[1] ?? 0);

/** Tombstones of topics whose keys are never used twice: whoever knows the keys may publish them. */
const publishTombstones = async (
  deployment: Pick<Deployment, 'config' | 'kafka'>,
  messages: readonly OutgoingMessage[],
): Promise<void> => {
  if (messages.length > 0) await publishToLog(deployment, 'erasures', messages, () => undefined);
};

/**
 * Takes away what neither the resolver nor the sink nor a view takes away: decisions about the records, what they told in
 * the audit of registrants to which they belonged once, letters that came meanwhile, what a restored backup has brought
 * again, and at last the enrolments' own records in the log.
 *
 * @returns false when the end of their enrolments is not in the log by the deadline
 */
export const sweep = async (
  deployment: Deployment,
  scope: Scope,
  start: Start,
  waiting: Waiting,
  onReading: OnReading,
): Promise<boolean> => {
  const { query, topic } = deployment;
  const { letters } = await readLetterTraces(deployment, scope, onReading);
  const { decisions, audit, told } = await readHistoryTraces(deployment, scope, onReading);
  const views = await readViewTraces(deployment, scope.gone, onReading);
  const gone = [...scope.gone];
  const at = (name: string, { key, partition }: Trace): OutgoingMessage => ({
    topic: topic(name),
    partition,
    key,
    value: null,
    headers: {},
  });
  await publishTombstones(deployment, [
    ...decisions.filter(({ key }) => versionIn(key) <= start.until).map((one) => at('identity.decisions', one)),
    ...audit
      .filter(({ partition, offset }) => offset < (start.audit.get(partition) ?? 0))
      .map((one) => at('audit', one)),
    ...letters.map((letter) => letterTombstone(deployment, letter)),
  ]);
  // A state that came after the erasure has an offset, and so a version, above.
  const removed = { gone, belowVersion: start.log, told: [...told], auditUpTo: start.auditEntry };
  await sweepRegistry(query, removed);
  await sweepViews(deployment, views, gone, start.log);
  if (!(await untilCarried(query, gone, waiting))) return false;
  if (!(await untilApplied(deployment, waiting))) return false;
  const { others } = await readRecordTraces(deployment, scope, onReading);
  await publishTombstones(
    deployment,
    others.map((key) => ({ topic: topic('source.records'), key, value: null, headers: {} })),
  );
  return untilApplied(deployment, waiting);
};
