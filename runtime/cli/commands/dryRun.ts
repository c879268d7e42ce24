import type { InputRecord, Query } from '../../../core/streamProcessor.ts';
import { createIdentityProcessor } from '../../../processors/index.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { ensureReady } from '../../deployment/ready.ts';
import { sourceWorkers } from '../../deployment/workers.ts';
import type { SourceRecord } from '../../source/index.ts';
import { chosenImports } from '../chosenImports.ts';
import { table, type Output } from '../output.ts';
import { createProgress } from '../progress.ts';
import type { ImportRequest } from './importOnce.ts';

/** What an import would do. */
export interface Forecast {
  /** Source records that would be published. */
  readonly records: number;
  /** Entries that would become dead letters. */
  readonly deadLetters: number;
  /** What the resolver would make of the records: new, linked, updated, withdrawn, held … */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Missing from this complete scan, and how many of them a guard would hold. */
  readonly withdrawalsPending: number;
  readonly withdrawalsHeld: number;
}

/** Records as the resolver would read them from the log, after everything that is there now. */
const asInputs = (records: readonly SourceRecord[], firstOffset: number): readonly InputRecord[] =>
  records.map((record, index) => ({
    at: { topic: 'source.records', partition: 0, offset: firstOffset + index },
    key: record.key,
    type: record.type,
    value: record.value,
    headers: {},
    timestamp: record.value.observedAt,
  }));

const resolve = async (
  deployment: Deployment,
  records: readonly SourceRecord[],
  query: Query,
): Promise<Readonly<Record<string, number>>> => {
  const { config } = deployment;
  const processor = createIdentityProcessor({ deployment: config.deployment, cap: config.identity.identifierHolders });
  const high = (await deployment.watermarks('source.records')).get(0)?.high ?? 0;
  const inputs = asInputs(records, high);
  // One batch, whatever its size: the resolver's events do not depend on how the log is cut into batches, and a second
  // batch would not see what the first would have written.
  const facts = await processor.read(inputs, query);
  const outcomes: Record<string, number> = {};
  const count = (outcome: string): void => {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  };
  for (const input of inputs) {
    const decision = processor.decide(input, facts);
    if (decision.kind === 'rejected') count('dead-lettered');
    else for (const { outcome } of decision.outcomes) count(outcome);
  }
  return outcomes;
};

/**
 * `import --once --dry-run`: polls the sources and decides everything, and publishes and writes nothing.
 *
 * @throws EtlError what a source could not go on with
 */
export const dryRun = async (
  deployment: Deployment,
  request: ImportRequest,
  output: Output,
  signal: AbortSignal,
): Promise<Forecast> => {
  const progress = createProgress(output);
  await ensureReady(deployment);
  const records: SourceRecord[] = [];
  const forecast = { deadLetters: 0, withdrawalsPending: 0, withdrawalsHeld: 0 };
  const workers = sourceWorkers(deployment, request.sources ?? 'all', {
    onPage: (page) => {
      progress.show(`${page.source}/${page.import}: ${page.total.published.toLocaleString('en')} would be published`);
    },
  });
  try {
    for (const { worker, imports } of workers) {
      const chosen = chosenImports(imports, request.imports);
      if (chosen === undefined) continue;
      const { mode, since } = request;
      const options = { mode, ...(since === undefined ? {} : { since }), ...chosen };
      const runs = await worker.dryRun(options, (some) => records.push(...some), signal);
      for (const run of runs) {
        forecast.deadLetters += run.deadLettered;
        forecast.withdrawalsPending += run.withdrawalsPending;
        forecast.withdrawalsHeld += run.withdrawalsHeld;
      }
    }
    progress.show(`resolving ${records.length.toLocaleString('en')} records`);
    const outcomes = await resolve(deployment, records, deployment.query);
    return { records: records.length, outcomes, ...forecast };
  } finally {
    progress.end();
    await Promise.all(workers.map(({ worker }) => worker.stop()));
  }
};

/** Writes a forecast as a person reads it, or as JSON. */
export const writeForecast = (forecast: Forecast, output: Output): void => {
  if (output.json) {
    output.write(JSON.stringify(forecast, null, 2));
    return;
  }
  const words: Readonly<Record<string, string>> = {
    new: 'create',
    linked: 'link',
    updated: 'update',
    withdrawn: 'withdraw',
  };
  output.write('nothing was published or written; the import would');
  output.write(
    table(
      ['do', 'source records'],
      [
        ['publish', forecast.records],
        ...Object.entries(forecast.outcomes).map(([outcome, count]): [string, number] => [
          words[outcome] ?? outcome,
          count,
        ]),
        ['dead-letter', forecast.deadLetters],
        ['count as missing', forecast.withdrawalsPending],
        ['hold back from withdrawal', forecast.withdrawalsHeld],
      ],
    ),
  );
};
