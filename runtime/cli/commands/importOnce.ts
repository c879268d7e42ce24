import { setTimeout as pause } from 'node:timers/promises';
import { EtlError } from '../../../core/errors.ts';
import type { ScanMode } from '../../../core/source.ts';
import { runSummaries, type RunSummary as RegistryRun } from '../../../sinks/index.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { ensureReady } from '../../deployment/ready.ts';
import { startWorkers, type Workers } from '../../deployment/workers.ts';
import type { RunSummary as SourceRun } from '../../source/index.ts';
import { chosenImports } from '../chosenImports.ts';
import { statePolicy } from '../../holds/index.ts';
import { table, type Output } from '../output.ts';
import { createProgress, type Progress } from '../progress.ts';

/** What `import --once` is asked to do. */
export interface ImportRequest {
  readonly mode: ScanMode;
  /** Reads once more what has changed since, milliseconds since 1970 UTC. */
  readonly since?: number;
  /** Names of sources; all when absent. */
  readonly sources?: readonly string[];
  /** Names of imports; all when absent. */
  readonly imports?: readonly string[];
  readonly acceptWithdrawals: boolean;
  /** False: the resolver and the sink run elsewhere (`registry-stream run`). */
  readonly ownStages: boolean;
}

/** What came of an import: the source's side of each run, and the registry's. */
export interface ImportReport {
  readonly runs: readonly { readonly source: SourceRun; readonly registry: RegistryRun }[];
  readonly milliseconds: number;
}

const arrivalPoll = 200;

/** Waits until every run's end marker has passed every partition of the sink, as the registry's own rows say. */
export const untilArrived = async (
  deployment: Deployment,
  runs: readonly SourceRun[],
  workers: Workers,
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly RegistryRun[]> => {
  const ids = runs.map((run) => run.run);
  for (;;) {
    signal.throwIfAborted();
    workers.throwIfFailed();
    const found = await runSummaries(deployment.query, ids, ids.length);
    if (found.length === ids.length && found.every((run) => run.complete)) return found;
    progress.show(['arriving in the registry', workers.describe()].filter((part) => part !== '').join(': '));
    await pause(arrivalPoll, undefined, { signal });
  }
};

const runSources = async (
  deployment: Deployment,
  request: ImportRequest,
  workers: Workers,
  signal: AbortSignal,
): Promise<readonly SourceRun[]> => {
  const runs: SourceRun[] = [];
  for (const { worker, imports } of workers.sources) {
    const chosen = chosenImports(imports, request.imports);
    if (chosen === undefined) continue;
    const { mode, since, acceptWithdrawals } = request;
    const options = { mode, acceptWithdrawals, ...(since === undefined ? {} : { since }), ...chosen };
    runs.push(...(await worker.runOnce(options, signal)));
  }
  if (runs.length > 0) return runs;
  const known = deployment.config.sources.flatMap((source) =>
    source.imports.map((one) => `${source.name}/${one.name}`),
  );
  throw new EtlError(
    'NOTHING_TO_IMPORT',
    'config',
    `no import of the configuration was chosen; there are: ${known.join(', ') || 'none'}`,
    { component: 'runtime/cli' },
  );
};

/**
 * Imports once: polls the sources, and waits until everything that the runs brought is in the registry.
 *
 * @throws EtlError what a source or a stage could not go on with; the checkpoints stay, and the next import goes on
 */
export const importOnce = async (
  deployment: Deployment,
  request: ImportRequest,
  output: Output,
  signal: AbortSignal,
): Promise<ImportReport> => {
  const since = Date.now();
  const progress = createProgress(output);
  await ensureReady(deployment);
  if (request.ownStages) await statePolicy(deployment);
  const workers = startWorkers(deployment, {
    stages: request.ownStages ? ['identity', 'registry'] : [],
    sources: request.sources ?? 'all',
    onProgress: (text) => {
      progress.show(text);
    },
  });
  try {
    const runs = await runSources(deployment, request, workers, signal);
    const arrived = await untilArrived(deployment, runs, workers, progress, signal);
    const byId = new Map(arrived.map((run) => [run.runId, run]));
    return {
      milliseconds: Date.now() - since,
      runs: runs.flatMap((source) => {
        const registry = byId.get(source.run);
        return registry === undefined ? [] : [{ source, registry }];
      }),
    };
  } finally {
    progress.end();
    await workers.stop();
  }
};

/** Counts in words. */
export const tally = (counts: Readonly<Record<string, number>> | undefined): string =>
  Object.entries(counts ?? {})
    .map(([outcome, count]) => `${count.toLocaleString('en')} ${outcome}`)
    .join(', ') || 'nothing';

/** Writes a report as a person reads it, or as JSON. */
export const writeImportReport = (report: ImportReport, output: Output): void => {
  if (output.json) {
    output.write(JSON.stringify(report, null, 2));
    return;
  }
  const rows = report.runs.map(({ source }) => [
    `${source.source}/${source.import}`,
    source.mode,
    source.entries,
    source.published,
    source.skippedUnchanged,
    source.skippedWithoutIdentifier,
    source.deadLettered,
    source.refusedErased,
    source.withdrawalsPending,
    source.withdrawalsHeld,
  ]);
  output.write(
    table(
      [
        'import',
        'mode',
        'read',
        'published',
        'unchanged',
        'no identifier',
        'dead letters',
        'erased',
        'missing',
        'held',
      ],
      rows,
    ),
  );
  for (const { source, registry } of report.runs) {
    output.write(`\n${source.source}/${source.import}`);
    output.write(`  resolved  ${tally(registry.outcomes['identity'])}`);
    output.write(`  registry  ${tally(registry.outcomes['registry'])}`);
    if (source.holdReason !== null)
      output.write(`  held      ${source.holdReason}; look, then: import --once --complete --accept-withdrawals`);
  }
  output.write(`\nin ${(report.milliseconds / 1000).toFixed(1)} s`);
};
