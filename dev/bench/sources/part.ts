/**
 * One part of the benchmark in a process of its own. Arguments: `alone` or `scan`, the configuration file and the source's
 * name; or `index` and a number of keys. The figures go to standard output as JSON.
 */
import { connectors } from '../../../connectors/index.ts';
import { loadConfig } from '../../../runtime/config/load.ts';
import { openSource } from '../../../runtime/deployment/sources.ts';
import { createLog } from '../../../runtime/telemetry/log.ts';
import { measureAlone } from './connectorAlone.ts';
import { measureIndex } from './indexAlone.ts';
import { scanThroughKafka } from './throughKafka.ts';

const [, , part = '', file = '', name = ''] = process.argv;

const alone = async () => {
  const config = loadConfig({ file, connectors });
  const source = config.sources.find((one) => one.name === name);
  const [only] = source === undefined ? [] : openSource(config, source, createLog(config.log.level)).imports;
  if (only === undefined) throw new Error(`no source ${name}`);
  const figures = await measureAlone(only.source);
  await only.source.close();
  return figures;
};

const parts: Readonly<Record<string, () => unknown>> = {
  alone,
  scan: () => scanThroughKafka(loadConfig({ file, connectors }), name),
  index: () => measureIndex(Number(file)),
};
const figures = await parts[part]?.();
process.stdout.write(JSON.stringify(figures));
