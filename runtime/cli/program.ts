import { text } from 'node:stream/consumers';
import { Argument, Command, Option } from 'commander';
import { connectors } from '../../connectors/index.ts';
import { EtlError } from '../../core/errors.ts';
import type { MigrationSet } from '../../core/migration.ts';
import { migrations as processorMigrations, viewStage } from '../../processors/index.ts';
import { registryMigrations } from '../../sinks/index.ts';
import { loadConfig } from '../config/load.ts';
import { openDeployment, type Deployment } from '../deployment/deployment.ts';
import { identifierTypesOf } from '../deployment/sources.ts';
import type { StageName } from '../deployment/stages.ts';
import { countReasons, readLetters } from '../letters/index.ts';
import { stageMigrations } from '../stage/index.ts';
import { createLog } from '../telemetry/log.ts';
import { addAdopt } from './commands/adopt/command.ts';
import { addDeadLetters } from './commands/deadLetters/command.ts';
import { letterKafka } from './commands/deadLetters/selected.ts';
import { check } from './commands/check.ts';
import { dryRun, writeForecast } from './commands/dryRun.ts';
import { addErase } from './commands/erase/command.ts';
import { addExplain } from './commands/explain/command.ts';
import { find } from './commands/find.ts';
import { addHold } from './commands/hold/command.ts';
import { importOnce, writeImportReport, type ImportRequest } from './commands/importOnce.ts';
import { init } from './commands/init.ts';
import { migrate } from './commands/migrate.ts';
import { addRebuild } from './commands/rebuild/command.ts';
import { addReview } from './commands/review/command.ts';
import { run, type RunRequest } from './commands/run.ts';
import { status } from './commands/status.ts';
import { addUnsubscribe } from './commands/unsubscribe.ts';
import { configOption, jsonOption } from './options.ts';
import { addIdentity } from './identityProgram.ts';
import { processOutput, type Output } from './output.ts';
import { readSince } from './since.ts';

/** Tables of the stage first: the views of the registry read them. */
export const allMigrations: readonly MigrationSet[] = [stageMigrations, ...processorMigrations, registryMigrations];

interface CommonOptions {
  readonly config: string;
  readonly json?: boolean;
}

interface ImportOptions extends CommonOptions {
  readonly once?: boolean;
  readonly dryRun?: boolean;
  readonly complete?: boolean;
  readonly since?: number;
  readonly acceptWithdrawals?: boolean;
  readonly sourceOnly?: boolean;
  readonly source?: readonly string[];
  readonly import?: readonly string[];
}

/** Opens the deployment of the configuration, uses it, and closes it whatever happens. */
const withDeployment = async (
  options: CommonOptions,
  use: (deployment: Deployment, output: Output) => Promise<void>,
): Promise<void> => {
  const config = loadConfig({ file: options.config, connectors });
  const deployment = openDeployment(config, createLog(config.log.level));
  try {
    await use(deployment, processOutput(options.json ?? false));
  } finally {
    await deployment.close();
  }
};

const importRequest = (options: ImportOptions): ImportRequest => ({
  mode: options.complete === true ? 'complete' : 'incremental',
  acceptWithdrawals: options.acceptWithdrawals ?? false,
  ownStages: options.sourceOnly !== true,
  ...(options.since === undefined ? {} : { since: options.since }),
  ...(options.source === undefined ? {} : { sources: options.source }),
  ...(options.import === undefined ? {} : { imports: options.import }),
});

const viewsNamed = (component: string, views: readonly string[]): readonly string[] =>
  component === 'view' ? views : views.filter((view) => component === `view:${view}`);

/**
 * What `run` was asked for: `source`, `source:<name>`, `identity` (or `processor`), `registry` (or `sink`), `view`,
 * `view:<name>`; all when empty.
 */
export const runRequest = (
  components: readonly string[],
  sources: readonly string[],
  views: readonly string[] = [],
): RunRequest => {
  if (components.length === 0) return { stages: ['identity', 'registry', ...views.map(viewStage)], sources: 'all' };
  const stages = new Set<StageName>();
  const named: string[] = [];
  for (const component of components) {
    if (component === 'identity' || component === 'processor') stages.add('identity');
    else if (component === 'registry' || component === 'sink') stages.add('registry');
    else if (component === 'source') named.push(...sources);
    else if (viewsNamed(component, views).length > 0)
      for (const view of viewsNamed(component, views)) stages.add(viewStage(view));
    else if (sources.includes(component.replace(/^source:/, ''))) named.push(component.replace(/^source:/, ''));
    else {
      const known = [
        'source',
        ...sources.map((name) => `source:${name}`),
        'processor',
        'sink',
        ...views.map((name) => `view:${name}`),
      ];
      throw new EtlError(
        'COMPONENT_UNKNOWN',
        'config',
        `there is no component ${component}; there are: ${known.join(', ')}`,
        { component: 'runtime/cli' },
      );
    }
  }
  return { stages: [...stages], sources: named };
};

const addImport = (program: Command, signal: AbortSignal): void => {
  program
    .command('import')
    .description('import once: poll the sources and wait until everything is in the registry')
    .addOption(configOption())
    .addOption(jsonOption())
    .requiredOption('--once', 'one scan of each import (a schedule is what `run` is for)')
    .option('--dry-run', 'decide everything, publish and write nothing: would create / update / link / withdraw')
    .option('--complete', 'read everything, not only what has changed; only such a scan sees who is missing')
    .addOption(
      new Option(
        '--since <when>',
        'a backfill: read once more what has changed since a date (2026-01-31), a time, or so long ago (30d)',
      )
        .argParser((text: string) => readSince(text))
        .conflicts(['complete', 'acceptWithdrawals']),
    )
    .option('--accept-withdrawals', 'let the withdrawals happen that a guard holds; with --complete')
    .option('--source-only', 'only poll and publish: the resolver and the sink run elsewhere')
    .option('--source <name...>', 'only these sources')
    .option('--import <name...>', 'only these imports')
    .action(async (options: ImportOptions) => {
      await withDeployment(options, async (deployment, output) => {
        const request = importRequest(options);
        if (options.dryRun === true) writeForecast(await dryRun(deployment, request, output, signal), output);
        else writeImportReport(await importOnce(deployment, request, output, signal), output);
      });
    });
};

const addRun = (program: Command, signal: AbortSignal): void => {
  program
    .command('run')
    .description('poll, resolve and write until stopped: everything in one process, or each component in its own')
    .addArgument(
      new Argument('[components...]', 'source, source:<name>, processor, sink, view, view:<name>; all without any'),
    )
    .addOption(configOption())
    .action(async (components: readonly string[], options: CommonOptions) => {
      await withDeployment(options, (deployment, output) => {
        const names = deployment.config.sources.map(({ name }) => name);
        const views = deployment.config.views.map(({ name }) => name);
        return run(deployment, runRequest(components, names, views), output, signal);
      });
    });
};

const addReaders = (program: Command, signal: AbortSignal): void => {
  program
    .command('check')
    .description('test every address, credential and mapping; nothing is published')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options: CommonOptions) => {
      await withDeployment(options, async (deployment, output) => {
        if (!(await check(deployment, output, signal))) process.exitCode = 78;
      });
    });
  program
    .command('status')
    .description('positions and lag, last synced on, the newest runs, what the registry holds, dead letters by reason')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options: CommonOptions) => {
      await withDeployment(options, (deployment, output) => {
        const { config, query, watermarks } = deployment;
        const deadLetters = async () => countReasons((await readLetters(letterKafka(deployment), {})).letters.values());
        return status({ deployment: config.deployment, query, watermarks, deadLetters }, output);
      });
    });
  program
    .command('find')
    .description('who holds an identifier, read from standard input: record, registrant, groups, programmes')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options: CommonOptions) => {
      const identifier = await text(process.stdin);
      await withDeployment(options, ({ query }, output) => find(query, identifier, output));
    });
};

/**
 * The command line. Every command reads the configuration, checks it, and fails with one line for each problem before
 * anything is polled.
 *
 * @param signal ends long work in order
 */
export const createProgram = (signal: AbortSignal): Command => {
  const program = new Command('registry-stream')
    .description('Carries the people and households of social registries into the registries of social programmes.')
    .addHelpText(
      'after',
      '\nStart with: registry-stream init, check, migrate, import --once --dry-run, run\n' +
        'Exit codes: 0 well, 65 bad data, 70 a bug of ours, 75 try again later, 78 bad configuration',
    )
    .showHelpAfterError();
  program
    .command('init')
    .description('write a commented configuration to start from')
    .addOption(configOption())
    .addOption(jsonOption())
    .action((options: CommonOptions) => {
      init(options.config, processOutput(options.json ?? false));
    });
  program
    .command('migrate')
    .description('make what is missing of topics, schemas and tables; safe to repeat')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (options: CommonOptions) => {
      await withDeployment(options, (deployment, output) =>
        migrate(deployment, allMigrations, identifierTypesOf(deployment.config), output),
      );
    });
  addImport(program, signal);
  addRun(program, signal);
  addReaders(program, signal);
  addAdopt(program, withDeployment, signal);
  addDeadLetters(program, withDeployment, signal);
  addReview(program, withDeployment, signal);
  addHold(program, withDeployment, signal);
  addErase(program, withDeployment, signal);
  addExplain(program, withDeployment);
  addIdentity(program, withDeployment, signal);
  addUnsubscribe(program, withDeployment, signal);
  addRebuild(program, withDeployment, signal);
  return program;
};
