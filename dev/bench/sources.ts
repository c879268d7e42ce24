import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { connectors as known } from '../../connectors/index.ts';
import { migrate } from '../../runtime/cli/commands/migrate.ts';
import { allMigrations } from '../../runtime/cli/program.ts';
import { wholeNumber } from '../../runtime/cli/wholeNumber.ts';
import { loadConfig } from '../../runtime/config/load.ts';
import { openDeployment } from '../../runtime/deployment/deployment.ts';
import { identifierTypesOf } from '../../runtime/deployment/sources.ts';
import { createLog } from '../../runtime/telemetry/log.ts';
import { defaultStackDirectory } from '../stack/places.ts';
import { startStack } from '../stack/startStack.ts';
import { configurationOf, measuredConnectors, type MeasuredConnector } from './sources/configuration.ts';
import { measureConnector, measureMillion, type ConnectorFigures } from './sources/measure.ts';
import type { IndexFigures } from './sources/indexAlone.ts';
import { startSimulatorProcess } from './sources/simulatorProcess.ts';

interface Options {
  readonly people: number;
  readonly connectors: readonly MeasuredConnector[];
  readonly json?: boolean;
}

const connectorList = (text: string): readonly MeasuredConnector[] =>
  text.split(',').map((name) => {
    const found = measuredConnectors.find((one) => one === name.trim());
    if (found === undefined) throw new InvalidArgumentError(`There are: ${measuredConnectors.join(', ')}.`);
    return found;
  });

const table = (name: string, figures: ConnectorFigures): string =>
  [
    name,
    `  connector alone          ${String(figures.recordsPerSecond)} records/s`,
    `  the simulator's limit    ${String(figures.simulatorPerSecond)} records/s`,
    `  into Kafka               ${String(figures.importPerSecond)} records/s`,
    `  known keys               ${String(figures.knownKeys)}`,
    `  resident memory          ${String(figures.rssMb)} MB at most; in the quarters of the rescan ${figures.rescanRssMb.join(', ')}`,
    `  with a million keys      about ${String(figures.rssMbAtMillion)} MB`,
    `  rescan, nothing changed  ${String(figures.rescanEvents)} events, ${String(figures.rescanSeconds)} s`,
  ].join('\n');

const keys = ({ keys: count, bytesPerKey, keysPerSecond }: IndexFigures): string =>
  `${String(count)} known keys take ${String(bytesPerKey)} bytes each; ${String(keysPerSecond)} are read back a second`;

const program = new Command('bench:sources')
  .description(
    'Measures each connector on the simulator: alone, and by the real source worker into a real Kafka; its memory, and a\n' +
      'complete scan of a registry in which nothing has changed. Connectors, worker and simulator have processes of their own.',
  )
  .option('--people <number>', 'about so many people in the registry', wholeNumber(1000), 20_000)
  .option('--connectors <names>', 'comma-separated', connectorList, [...measuredConnectors])
  .option('--json', 'figures for a program: the last line is an object by connector')
  .action(async ({ people, connectors, json }: Options) => {
    const told = (what: string): unknown => process.stderr.isTTY && process.stderr.write(`\r\u001b[K${what}`);
    const directory = mkdtempSync(join(tmpdir(), 'registry-stream-bench-'));
    told('starting the stack');
    const stack = await startStack({
      directory: join(defaultStackDirectory, 'bench'),
      lifetime: 'starter',
      fresh: true,
    });
    told('inventing people');
    const simulator = await startSimulatorProcess(people);
    try {
      const file = join(directory, 'registry-stream.yaml');
      writeFileSync(file, stringify(configurationOf(stack, simulator.url, connectors)));
      const config = loadConfig({ file, connectors: known });
      const deployment = openDeployment(config, createLog(config.log.level));
      const silent = { json: false, interactive: false, write: () => undefined, remark: () => undefined };
      await migrate(deployment, allMigrations, identifierTypesOf(config), silent);
      await deployment.close();
      const all: Partial<Record<MeasuredConnector, ConnectorFigures>> = {};
      told('a million keys');
      const index = await measureMillion();
      if (json !== true) process.stdout.write(`${keys(index)}\n`);
      for (const name of connectors) {
        const figures = await measureConnector(name, file, index.bytesPerKey, (what) => told(`${name}: ${what}`));
        all[name] = figures;
        told('');
        if (json !== true) process.stdout.write(`${table(name, figures)}\n`);
      }
      if (json === true) process.stdout.write(`${JSON.stringify(all)}\n`);
    } finally {
      rmSync(directory, { recursive: true });
      await simulator.stop();
      await stack.stop();
    }
  });

await program.parseAsync();
