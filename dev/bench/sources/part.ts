/**
 * One part of the benchmark in a process of its own. Arguments: the part, the configuration file, and the source's name;
 * the figures go to standard output as JSON.
 */
import { connectors } from '../../../connectors/index.ts';
import { loadConfig } from '../../../runtime/config/load.ts';
import { openSource } from '../../../runtime/deployment/sources.ts';
import { createLog } from '../../../runtime/telemetry/log.ts';
import { measureAlone } from './connectorAlone.ts';
import { scanThroughKafka } from './throughKafka.ts';

const [, , part = '', file = '', name = ''] = process.argv;
const config = loadConfig({ file, connectors });

const alone = async () => {
  const source = config.sources.find((one) => one.name === name);
  const [only] = source === undefined ? [] : openSource(config, source, createLog(config.log.level)).imports;
  if (only === undefined) throw new Error(`no source ${name}`);
  const figures = await measureAlone(only.source);
  await only.source.close();
  return figures;
};

const figures = part === 'alone' ? await alone() : await scanThroughKafka(config, name);
process.stdout.write(JSON.stringify(figures));
