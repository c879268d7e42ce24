import { EtlError } from '../../../../core/errors.ts';
import { crossWalkSummary, type CrossWalkSummary, type RunSummary as RegistryRun } from '../../../../sinks/index.ts';
import { openAdoption, type Adoption, type Finding } from '../../../adoption/index.ts';
import type { MappingConfig, Table } from '../../../../connectors/index.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { ensureReady } from '../../../deployment/ready.ts';
import { startWorkers } from '../../../deployment/workers.ts';
import { statePolicy } from '../../../holds/index.ts';
import type { RunSummary as SourceRun, SourceObserver } from '../../../source/index.ts';
import { describeError } from '../../../telemetry/log.ts';
import type { Output } from '../../output.ts';
import { createProgress, type Progress } from '../../progress.ts';
import { summariseSample, type SampleSummary } from '../../sampleSummary.ts';
import { untilArrived } from '../importOnce.ts';

/** What `adopt` is asked to do. */
export interface AdoptRequest {
  readonly source: string;
  readonly target: 'individual' | 'group';
  readonly table: Table;
  readonly mapping?: MappingConfig;
  /** False: the resolver and the sink run elsewhere (`registry-stream run`). */
  readonly ownStages: boolean;
}

/** What was read, and what was wrong with it. */
interface Read {
  readonly rows: number;
  readonly run: SourceRun;
  readonly rejected: readonly Finding[];
  readonly doubtful: readonly Finding[];
}

/** What came of an adoption. */
export interface AdoptReport extends Read {
  readonly registry: RegistryRun;
  readonly crossWalk: CrossWalkSummary;
  readonly milliseconds: number;
}

/** What an adoption would do. */
export interface AdoptForecast extends Read {
  /** Of the first rows, values by their shape only. */
  readonly sample: SampleSummary;
}

const SAMPLE = 20;

/** Registrants with several own ids that a report names. */
const NAMED = 20;

/** The message of the guard speaks of imports that are polled. */
const asAdoption = (thrown: unknown, { findings }: Adoption): unknown => {
  if (!(thrown instanceof EtlError) || thrown.code !== 'IMPORT_MOSTLY_REJECTED') return thrown;
  const rejected = findings.rejected.reduce((sum, { rows }) => sum + rows, 0);
  const [first] = [...findings.rejected].sort((left, right) => right.rows - left.rows);
  const text =
    `${rejected.toLocaleString('en')} of the first ${findings.rows.toLocaleString('en')} rows were refused, most of them ` +
    `for ${first?.code ?? ''} in ${first?.field ?? ''}, so that the mapping must be wrong and not the rows; look with --dry-run`;
  return new EtlError('ADOPT_MOSTLY_REJECTED', 'config', text, thrown.context);
};

const observed = (deployment: Deployment, progress: Progress, share: () => number | undefined): SourceObserver => ({
  onPage: ({ total }) => {
    const read = share();
    const percent = read === undefined ? '' : ` (${String(Math.floor(100 * read))} % read)`;
    const refused = total.deadLettered === 0 ? '' : `, ${total.deadLettered.toLocaleString('en')} refused`;
    const { published, skippedUnchanged } = total;
    progress.show(
      `${published.toLocaleString('en')} published, ${skippedUnchanged.toLocaleString('en')} unchanged${refused}${percent}`,
    );
  },
  onRetry: ({ error, wait }) => {
    deployment.log('warn', 'tried again', { wait, ...describeError(error) });
  },
  onRunEnded: (run) => {
    deployment.log('info', 'an adoption has been read', { ...run });
  },
});

const opened = (deployment: Deployment, request: AdoptRequest, progress: Progress, showsAll: boolean): Adoption => {
  const adoption: Adoption = openAdoption(
    deployment,
    { ...request, showsAll },
    observed(deployment, progress, () => adoption.progress()),
  );
  return adoption;
};

const readOf = ({ findings }: Adoption, run: SourceRun): Read => ({
  rows: findings.rows,
  run,
  rejected: findings.rejected,
  doubtful: findings.doubtful,
});

const theRun = ([run]: readonly SourceRun[]): SourceRun => {
  if (run !== undefined) return run;
  throw new TypeError('an adoption has one import, and so one run');
};

/**
 * Adopts a registry: publishes its rows, and waits until all of them are in the registry and in the cross-walk. What was
 * adopted before and has not changed is passed over, so that it goes on where it was ended, and twice is as good as once.
 *
 * @throws EtlError what the table, Kafka or a stage could not go on with
 */
export const adopt = async (
  deployment: Deployment,
  request: AdoptRequest,
  output: Output,
  signal: AbortSignal,
): Promise<AdoptReport> => {
  const since = Date.now();
  const progress = createProgress(output);
  const adoption = opened(deployment, request, progress, false);
  try {
    await ensureReady(deployment);
    // A table that is not there, or has no ids, is told before anything is started.
    await adoption.sample(1, signal);
    if (request.ownStages) await statePolicy(deployment);
    const workers = startWorkers(deployment, {
      stages: request.ownStages ? ['identity', 'registry'] : [],
      sources: [],
    });
    try {
      const run = theRun(await adoption.worker.runOnce({}, signal));
      const [registry] = await untilArrived(deployment, [run], workers, progress, signal);
      if (registry === undefined) throw new TypeError('the run was waited for');
      const crossWalk = await crossWalkSummary(deployment.query, request.source, request.target, NAMED);
      return { ...readOf(adoption, run), registry, crossWalk, milliseconds: Date.now() - since };
    } finally {
      await workers.stop();
    }
  } catch (thrown) {
    throw asAdoption(thrown, adoption);
  } finally {
    progress.end();
    await adoption.worker.stop();
  }
};

/**
 * Reads all of a registry and publishes nothing: how many rows would be taken, as whom the first ones are read, and what
 * is wrong where.
 *
 * @throws EtlError what the table could not go on with
 */
export const adoptDryRun = async (
  deployment: Deployment,
  request: AdoptRequest,
  output: Output,
  signal: AbortSignal,
): Promise<AdoptForecast> => {
  const progress = createProgress(output);
  const adoption = opened(deployment, request, progress, true);
  try {
    await ensureReady(deployment);
    const sample = summariseSample((await adoption.sample(SAMPLE, signal)).entries);
    const run = theRun(await adoption.worker.dryRun({}, () => undefined, signal));
    return { ...readOf(adoption, run), sample };
  } finally {
    progress.end();
    await adoption.worker.stop();
  }
};
