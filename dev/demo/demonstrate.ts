import { join } from 'node:path';
import { connectors } from '../../connectors/index.ts';
import { importOnce, type ImportReport } from '../../runtime/cli/commands/importOnce.ts';
import { migrate } from '../../runtime/cli/commands/migrate.ts';
import type { Output } from '../../runtime/cli/output.ts';
import { allMigrations } from '../../runtime/cli/program.ts';
import { untilAborted } from '../../runtime/cli/untilAborted.ts';
import { loadConfig } from '../../runtime/config/load.ts';
import { openDeployment, type Deployment } from '../../runtime/deployment/deployment.ts';
import { identifierTypesOf } from '../../runtime/deployment/sources.ts';
import { startWorkers, type Workers } from '../../runtime/deployment/workers.ts';
import { createLog } from '../../runtime/telemetry/log.ts';
import { expectedDifference, expectedOutcome, startSimulator, type Simulator } from '../simulator/index.ts';
import type { ChangeCounts } from '../simulator/changes.ts';
import { defaultStackDirectory } from '../stack/places.ts';
import { startStack, type Stack } from '../stack/startStack.ts';
import { describeAudit } from './audit.ts';
import { writeConfiguration } from './configuration.ts';
import { countEvents, newEvents } from './eventCount.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { observe } from './observed.ts';

/** What to show. */
export interface DemonstrationOptions {
  readonly households: number;
  readonly seed: number;
  /** Leave everything running until the signal. */
  readonly keep: boolean;
}

const doors = { households: true, individuals: true };

/** Everything that can happen to a registry, about one person in fifty of a registry of 2,000 households. */
const changesFor = (households: number): ChangeCounts => {
  const some = Math.max(1, Math.round(households / 200));
  return {
    update: 4 * some,
    updateHousehold: some,
    correctName: some,
    addIdentifier: Math.min(some, 2),
    addHousehold: some,
    addPerson: some,
    addMember: some,
    removePerson: some,
    removeHousehold: Math.max(1, Math.round(some / 2)),
    move: some,
    marry: Math.min(some, 3),
    die: Math.min(some, 2),
  };
};

interface Scene {
  readonly deployment: Deployment;
  readonly simulator: Simulator;
  /** The resolver and the sink, which run all the time, as they do with `registry-stream run`. */
  readonly stages: Workers;
  readonly ledger: Ledger;
  readonly output: Output;
  readonly signal: AbortSignal;
}

const scan = (scene: Scene): Promise<ImportReport> =>
  Promise.race([
    importOnce(
      scene.deployment,
      { mode: 'complete', acceptWithdrawals: false, ownStages: false },
      scene.output,
      scene.signal,
    ),
    scene.stages.failed,
  ]);

const runsOf = (report: ImportReport): readonly string[] => report.runs.map(({ source }) => source.run);
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
const sum = (
  report: ImportReport,
  field: 'published' | 'skippedWithoutIdentifier' | 'withdrawalsPending' | 'withdrawalsExcused',
): number => report.runs.reduce((total, { source }) => total + source[field], 0);

const firstImport = async (scene: Scene): Promise<void> => {
  const { ledger, output, simulator } = scene;
  const expected = expectedOutcome(simulator.registry.snapshot(), doors);
  output.write('\n1. The first import: everybody is new');
  const report = await scan(scene);
  const found = await observe(scene.deployment.query, runsOf(report));
  ledger.compare('individuals created', expected.individuals, found.createdIndividuals);
  ledger.compare('groups created', expected.groups, found.createdGroups);
  ledger.compare('memberships', expected.memberships, found.memberships);
  ledger.compare('heads of household', expected.heads, found.heads);
  ledger.compare('enrolments proposed', expected.individuals + expected.groups, found.drafts);
  ledger.compare(
    'without identifier, skipped',
    expected.skippedWithoutIdentifier,
    sum(report, 'skippedWithoutIdentifier'),
  );
  ledger.write();
  output.write(`  in ${seconds(report.milliseconds)}, ${sum(report, 'published').toLocaleString('en')} source records`);
};

const importAfterChanges = async (scene: Scene, households: number): Promise<void> => {
  const { ledger, output, simulator } = scene;
  const before = simulator.registry.snapshot();
  const changes = simulator.registry.change(changesFor(households));
  const after = simulator.registry.snapshot();
  const expected = expectedDifference(before, after, doors);
  output.write(`\n2. The registry changes ${String(changes.length)} times, and is imported again`);
  const report = await scan(scene);
  const found = await observe(scene.deployment.query, runsOf(report));
  const { individuals, groups, records } = expected;
  ledger.compare('individuals created', individuals.created, found.createdIndividuals);
  ledger.compare('individuals updated', individuals.updated, found.updatedIndividuals);
  ledger.compare(
    'individuals unchanged or missing',
    individuals.unchanged + individuals.missing,
    found.individuals - found.createdIndividuals - found.updatedIndividuals,
  );
  ledger.compare('groups created', groups.created, found.createdGroups);
  ledger.compare('groups updated', groups.updated, found.updatedGroups);
  const missing = records.householdPersons.missing + records.householdGroups.missing + records.individuals.missing;
  const pending = sum(report, 'withdrawalsPending');
  const excused = sum(report, 'withdrawalsExcused');
  ledger.compare('records missing', missing, pending + excused);
  ledger.write();
  output.write(`  in ${seconds(report.milliseconds)}`);
  output.write(`  ${String(pending)} withdrawals are pending: two complete scans and a day must miss a record.`);
  output.write(
    `  ${String(excused)} missing records resemble an entry without identifier and are not counted as gone.`,
  );
  output.write('\n  Some of the audit events:');
  output.write(await describeAudit(scene.deployment.query, runsOf(report)));
};

const importWithoutChanges = async (scene: Scene): Promise<void> => {
  const { ledger, output } = scene;
  output.write('\n3. Nothing changes, and the registry is imported a third time');
  const before = await countEvents(scene.deployment);
  const report = await scan(scene);
  const after = await countEvents(scene.deployment);
  const found = await observe(scene.deployment.query, runsOf(report));
  const events = Object.values(newEvents(before, after)).reduce((total, count) => total + count, 0);
  ledger.compare('events in all topics', 0, events);
  ledger.compare('audited changes', 0, found.changes);
  ledger.write();
  output.write(`  in ${seconds(report.milliseconds)}`);
};

const addresses = (stack: Stack, simulator: Simulator, config: string): string =>
  [
    `  Kafka            ${stack.kafka.brokers.join(',')}`,
    `  schema registry  ${stack.schemaRegistry.url}`,
    `  Postgres         ${stack.postgres.url}`,
    `  social registry  ${simulator.url}`,
    `  configuration    ${config}`,
  ].join('\n');

/**
 * Runs the demonstration on real parts, and ends them.
 *
 * @returns how many counts differ from what the simulator knows to be true
 * @throws EtlError when something cannot start or go on
 */
export const demonstrate = async (
  options: DemonstrationOptions,
  output: Output,
  signal: AbortSignal,
): Promise<number> => {
  const since = Date.now();
  const directory = join(defaultStackDirectory, 'demo');
  output.write('Starting Kafka, the schema registry and Postgres');
  const simulating = startSimulator({ households: options.households, seed: options.seed });
  const stack = await startStack({ directory, lifetime: 'starter', fresh: true });
  const simulator = await simulating;
  const file = writeConfiguration(directory, stack, simulator);
  output.write(`${addresses(stack, simulator, file)}\n  up after ${seconds(Date.now() - since)}\n`);
  const config = loadConfig({ file, connectors });
  const deployment = openDeployment(config, createLog(config.log.level));
  const ledger = createLedger(output);
  try {
    const { people, households } = simulator.registry.counts();
    output.write(
      `A social registry of ${people.toLocaleString('en')} people in ${households.toLocaleString('en')} households`,
    );
    await migrate(deployment, allMigrations, identifierTypesOf(config), output);
    const stages = startWorkers(deployment, { stages: ['identity', 'registry'], sources: [] });
    try {
      const scene = { deployment, simulator, stages, ledger, output, signal };
      await firstImport(scene);
      await importAfterChanges(scene, options.households);
      await importWithoutChanges(scene);
    } finally {
      await stages.stop();
    }
    output.write(
      `\n${ledger.failures() === 0 ? 'Every count is true.' : 'Counts differ.'} ${seconds(Date.now() - since)} in all.`,
    );
    if (options.keep) {
      output.write(`\nEverything keeps running; Ctrl-C ends it.\n${addresses(stack, simulator, file)}`);
      await untilAborted(signal);
    }
    return ledger.failures();
  } finally {
    await deployment.close();
    await simulator.close();
    await stack.stop();
  }
};
