import { allMigrations } from '../../runtime/cli/program.ts';
import { configSchema } from '../../runtime/config/schema.ts';
import type { Config } from '../../runtime/config/schema.ts';
import { openDeployment } from '../../runtime/deployment/deployment.ts';
import type { Deployment } from '../../runtime/deployment/deployment.ts';
import { topicSpecifications } from '../../runtime/deployment/topics.ts';
import { recordViews, viewTopics } from '../../runtime/deployment/views.ts';
import { deleteTopics, ensureTopics } from '../../runtime/kafka/index.ts';
import { migrate } from '../../runtime/postgres/index.ts';
import { createTestDatabase, uniqueName, useStack } from './stack.ts';

/**
 * Makes a deployment of a test's own as `migrate` does, without sources; uses it, and removes all of it.
 *
 * @param more keys of the configuration
 */
export const withConfig = async (
  use: (config: Config, deployment: Deployment) => Promise<void>,
  more: object = {},
): Promise<void> => {
  const { brokers, schemaRegistryUrl } = await useStack();
  const database = await createTestDatabase();
  const name = uniqueName('deployment');
  const config = configSchema.parse({
    deployment: name,
    secret: 'a secret of this test alone, long enough',
    kafka: { brokers, topicPrefix: `${name}.`, partitions: 2 },
    schemaRegistry: { url: schemaRegistryUrl },
    postgres: { url: database.url },
    log: { level: 'error' },
    ...more,
  });
  const deployment = openDeployment(config, () => undefined);
  const topics = [...topicSpecifications(config.kafka), ...viewTopics(config)];
  try {
    await ensureTopics(deployment.kafka, topics);
    await deployment.codec.register();
    await migrate(deployment.postgres, allMigrations);
    await recordViews(config.views, deployment.query);
    await use(config, deployment);
  } finally {
    await deployment.close();
    await deleteTopics(
      deployment.kafka,
      topics.map((topic) => topic.name),
    );
    await database.drop();
  }
};
