import type { Command } from 'commander';
import type { Deployment } from '../../deployment/deployment.ts';
import { openImport } from '../../deployment/sources.ts';
import type { SourceConfig } from '../../config/schema.ts';
import { readCheckpoints } from '../../source/index.ts';
import { configOption, jsonOption } from '../options.ts';
import { table, type Output } from '../output.ts';

/** What was ended of one import. */
interface Ended {
  readonly source: string;
  readonly import: string;
  readonly ended: number;
}

const endOf = async (deployment: Deployment, source: SourceConfig, signal: AbortSignal): Promise<readonly Ended[]> => {
  const { codec, config, kafka, log } = deployment;
  const places = { connection: kafka, codec, topicPrefix: config.kafka.topicPrefix };
  const found: Ended[] = [];
  for (const [name, { subscriptions }] of await readCheckpoints(places, source.name)) {
    // What an import left that is no longer configured is ended in the name of another one: the registry is the same.
    const one = source.imports.find((configured) => configured.name === name) ?? source.imports[0];
    if (subscriptions === null || one === undefined) continue;
    const opened = openImport(config, source, one, log);
    try {
      found.push({
        source: source.name,
        import: name,
        ended: (await opened.unsubscribe?.(subscriptions, signal)) ?? 0,
      });
    } finally {
      await opened.close();
    }
  }
  return found;
};

/**
 * `registry-stream unsubscribe`: ends what registries still tell by themselves, for a deployment or an import that is
 * given up. One that runs subscribes again in time.
 *
 * @throws EtlError as the registries' connectors do
 */
const unsubscribe = async (
  deployment: Deployment,
  names: readonly string[] | undefined,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  await deployment.codec.prepare();
  const ended: Ended[] = [];
  for (const source of deployment.config.sources.filter(({ name }) => names?.includes(name) ?? true))
    ended.push(...(await endOf(deployment, source, signal)));
  if (output.json) output.write(JSON.stringify({ ended }, null, 2));
  else if (ended.length === 0) output.write('there are no subscriptions');
  else
    output.write(
      table(
        ['source', 'import', 'ended'],
        ended.map((one) => [one.source, one.import, one.ended]),
      ),
    );
};

type WithDeployment = (
  options: { readonly config: string; readonly json?: boolean },
  use: (deployment: Deployment, output: Output) => Promise<void>,
) => Promise<void>;

/** Adds `unsubscribe` to the program. */
export const addUnsubscribe = (program: Command, withDeployment: WithDeployment, signal: AbortSignal): void => {
  program
    .command('unsubscribe')
    .description('end the subscriptions at registries, when a deployment or an import is given up; stop it first')
    .addOption(configOption())
    .addOption(jsonOption())
    .option('--source <name...>', 'only of these sources')
    .action(async (options: { config: string; json?: boolean; source?: readonly string[] }) => {
      await withDeployment(options, (deployment, output) => unsubscribe(deployment, options.source, output, signal));
    });
};
