import { EtlError } from '../../core/errors.ts';
import { missingTopics } from '../kafka/index.ts';
import type { Deployment } from './deployment.ts';
import { topicSpecifications } from './topics.ts';
import { checkViews, viewTopics } from './views.ts';

const notMigrated = (what: string): EtlError =>
  new EtlError('NOT_MIGRATED', 'config', `${what}; run registry-stream migrate`, { component: 'runtime/deployment' });

/** Names in Kafka of the topics that `migrate` has yet to make. Throws as {@link ensureReady} does. */
export const topicsToMake = (deployment: Deployment): Promise<readonly string[]> =>
  missingTopics(
    deployment.kafka,
    [...topicSpecifications(deployment.config.kafka), ...viewTopics(deployment.config)].map((topic) => topic.name),
  );

/** Whether `migrate` has made the tables. Throws as {@link ensureReady} does. */
export const tablesAreThere = async (deployment: Deployment): Promise<boolean> => {
  const [row] = await deployment.query("select to_regclass('registry.registrant') is not null as migrated", []);
  return row?.['migrated'] === true;
};

/** Makes sure that the database is reachable and migrated, for what needs no Kafka. Throws as {@link ensureReady} does. */
export const ensureTables = async (deployment: Deployment): Promise<void> => {
  if (!(await tablesAreThere(deployment))) throw notMigrated('the tables of the registry are missing');
};

/**
 * Makes sure that everything a worker needs is reachable and there, before anything is polled; afterwards the codec
 * encodes.
 *
 * @throws EtlError `config` with one clear line: an address, a password, a right, or `NOT_MIGRATED` when topics, schemas
 *   or tables are missing
 */
export const ensureReady = async (deployment: Deployment): Promise<void> => {
  await ensureTables(deployment);
  const missing = await topicsToMake(deployment);
  if (missing.length > 0) throw notMigrated(`topics are missing: ${missing.join(', ')}`);
  const unmade = await checkViews(deployment.config.views, deployment.query);
  if (unmade.length > 0) throw notMigrated(`views are not made yet: ${unmade.join(', ')}`);
  await deployment.codec.prepare();
};
