import { EtlError } from '../../core/errors.ts';
import { missingTopics } from '../kafka/index.ts';
import type { Deployment } from './deployment.ts';
import { topicSpecifications } from './topics.ts';

const notMigrated = (what: string): EtlError =>
  new EtlError('NOT_MIGRATED', 'config', `${what}; run registry-stream migrate`, { component: 'runtime/deployment' });

/**
 * Makes sure that everything a worker needs is reachable and there, before anything is polled; afterwards the codec
 * encodes.
 *
 * @throws EtlError `config` with one clear line: an address, a password, a right, or `NOT_MIGRATED` when topics, schemas
 *   or tables are missing
 */
export const ensureReady = async (deployment: Deployment): Promise<void> => {
  const [row] = await deployment.query("select to_regclass('registry.registrant') is not null as migrated", []);
  if (row?.['migrated'] !== true) throw notMigrated('the tables of the registry are missing');
  const wanted = topicSpecifications(deployment.config.kafka).map((topic) => topic.name);
  const missing = await missingTopics(deployment.kafka, wanted);
  if (missing.length > 0) throw notMigrated(`topics are missing: ${missing.join(', ')}`);
  await deployment.codec.prepare();
};
