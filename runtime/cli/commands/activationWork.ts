import type { Deployment } from '../../deployment/deployment.ts';
import type { StageName } from '../../deployment/stages.ts';
import { startWorkers, type Workers } from '../../deployment/workers.ts';
import { groupMembers } from '../../kafka/index.ts';
import type { ResolverPosition } from '../../deployment/resolverPosition.ts';
import { untilPassed } from '../../models/untilPassed.ts';
import { stageGroup } from '../../stage/index.ts';
import { untilProcessed } from './deadLetters/settled.ts';

/** Waiting for the resolver to have clustered everybody anew. */
export interface ActivationWork {
  /** Offset in `source.records` from which on the activation and its steps stand. */
  readonly since: number;
  readonly slices: number;
  /** Hears, in words, how far the work is. */
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Milliseconds without a move after which somebody should look whether a resolver is at work. */
const STILL = 10_000;
/** For how long the sink that this command runs is waited for at most, milliseconds. */
const SINK = 600_000;

const count = (number: number): string => number.toLocaleString('en');

/** Stages that no process of the deployment is at work on. */
const idleStages = async ({ config, kafka }: Deployment): Promise<StageName[]> => {
  const idle: StageName[] = [];
  for (const stage of ['identity', 'registry'] as const) {
    if ((await groupMembers(kafka, stageGroup(config.deployment, stage))) === 0) idle.push(stage);
  }
  return idle;
};

const inWords = ({ next }: ResolverPosition, still: number, { since, slices }: ActivationWork): string => {
  const waiting = still < STILL ? '' : `; no move for ${count(Math.round(still / 1000))} s`;
  if (next < since) return `the resolver has ${count(since - next)} records to go before the activation${waiting}`;
  // The end of a transaction may take an offset of its own before the activation.
  if (next <= since + 1) return `the resolver reads everybody anew and weighs by the model${waiting}`;
  return `clustering anew: ${count(Math.min(slices, next - since - 1))} of ${count(slices)} slices${waiting}`;
};

/**
 * Waits until the resolver has passed everything that `source.records` holds by now. Where no process of the deployment
 * runs a resolver, or a sink, this one does meanwhile, as `import --once` does.
 *
 * @throws EtlError what a stage of this process could not go on with
 */
export const workOnActivation = async (deployment: Deployment, work: ActivationWork): Promise<void> => {
  const { onProgress, signal } = work;
  const until = (await deployment.watermarks('source.records')).get(0)?.high ?? 0;
  let workers: Workers | undefined;
  let own: readonly StageName[] = [];
  let looked = Number.NEGATIVE_INFINITY;
  const onLook = async (position: ResolverPosition, still: number): Promise<void> => {
    workers?.throwIfFailed();
    onProgress(inWords(position, still, work));
    // A process that was killed counts as a member until its session has run out, so it is looked at again.
    if (workers !== undefined || Date.now() - looked < STILL) return;
    looked = Date.now();
    own = await idleStages(deployment);
    if (own.includes('identity')) workers = startWorkers(deployment, { stages: own, sources: [] });
  };
  try {
    await untilPassed({ query: deployment.query, until, onLook, signal });
    if (workers === undefined || !own.includes('registry')) return;
    onProgress('writing to the registry');
    for (const topic of ['registrants', 'groups']) await untilProcessed(deployment, topic, SINK, signal);
  } finally {
    await workers?.stop();
  }
};
