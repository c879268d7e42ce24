import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { connectors } from '../../connectors/index.ts';
import { identityActivate } from '../../runtime/cli/commands/identityActivate.ts';
import { identityDiff } from '../../runtime/cli/commands/identityDiff.ts';
import { identityTrain } from '../../runtime/cli/commands/identityTrain.ts';
import { migrate } from '../../runtime/cli/commands/migrate.ts';
import { processOutput } from '../../runtime/cli/output.ts';
import { allMigrations } from '../../runtime/cli/program.ts';
import { learnableOfRegistry } from '../../runtime/cli/records/loadLearnable.ts';
import { wholeNumber } from '../../runtime/cli/wholeNumber.ts';
import { loadConfig } from '../../runtime/config/load.ts';
import { openDeployment } from '../../runtime/deployment/deployment.ts';
import { identifierTypesOf } from '../../runtime/deployment/sources.ts';
import { logMessages, publishToLog } from '../../runtime/models/logPublisher.ts';
import { createLog } from '../../runtime/telemetry/log.ts';
import { defaultStackDirectory } from '../stack/places.ts';
import { startStack, type Stack } from '../stack/startStack.ts';
import { registryRecords } from './models/registry.ts';

const options = new Command('bench:models')
  .description('Measures identity train --from-registry, diff and activate on an invented registry and a real stack.')
  .option('--records <number>', "about so many people's records", wholeNumber(1000), 17_000)
  .option('--seed <number>', 'seed of the invented registry', wholeNumber(1), 1)
  .parse()
  .opts<{ readonly records: number; readonly seed: number }>();

const output = processOutput(false);
const { signal } = new AbortController();

const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
  const [since, used] = [performance.now(), process.cpuUsage()];
  await work();
  const cpu = process.cpuUsage(used);
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  const busy = ((cpu.user + cpu.system) / 1_000_000).toFixed(1);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  output.write(
    `\n## ${what}: ${seconds} s, ${busy} s of this process's processors, at most ${String(memory)} MB so far\n`,
  );
};

const configurationOf = (stack: Stack): object => ({
  deployment: 'bench-models',
  secret: 'a secret of the benchmark alone, long enough',
  kafka: { brokers: stack.kafka.brokers, topicPrefix: 'bench-models.' },
  schemaRegistry: { url: stack.schemaRegistry.url },
  postgres: { url: stack.postgres.url },
  log: { level: 'error' },
  sources: [],
});

const directory = mkdtempSync(join(tmpdir(), 'registry-stream-bench-'));
const stack = await startStack({ directory: join(defaultStackDirectory, 'bench'), lifetime: 'starter', fresh: true });
try {
  const file = join(directory, 'registry-stream.yaml');
  const model = join(directory, 'model.json');
  writeFileSync(file, stringify(configurationOf(stack)));
  const config = loadConfig({ file, connectors });
  const deployment = openDeployment(config, createLog(config.log.level));
  try {
    await migrate(deployment, allMigrations, identifierTypesOf(config), output);
    const records = registryRecords(options.records, options.seed);
    const request = { by: 'benchmark', wait: true };
    await publishToLog(deployment, 'bench', logMessages(deployment, 'bench', records), () => undefined);
    await timed(`resolving ${records.length.toLocaleString('en')} records under the starter, and writing them`, () =>
      identityActivate(deployment, { ...request, model: 'starter' }, output, signal),
    );
    await timed('train', () => identityTrain(learnableOfRegistry(deployment), { output: model }, output, signal));
    await timed('diff', () => identityDiff(deployment, { model, sample: 2 }, output, signal));
    await timed('activate', () => identityActivate(deployment, { ...request, model }, output, signal));
    await timed('diff afterwards', () => identityDiff(deployment, { model, sample: 2 }, output, signal));
    await timed('activate again', () => identityActivate(deployment, { ...request, model }, output, signal));
  } finally {
    await deployment.close();
  }
} finally {
  rmSync(directory, { recursive: true });
  await stack.stop();
}
