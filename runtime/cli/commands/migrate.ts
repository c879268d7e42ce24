import type { IdentifierType } from '../../../core/identifierType.ts';
import type { MigrationSet } from '../../../core/migration.ts';
import { upsertIdentifierTypes, upsertMembershipKinds, upsertPrograms } from '../../../sinks/index.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import { topicSpecifications } from '../../deployment/topics.ts';
import { checkViews, recordViews, viewTopics } from '../../deployment/views.ts';
import { ensureTopics } from '../../kafka/index.ts';
import { migrate as migrateTables } from '../../postgres/index.ts';
import type { Output } from '../output.ts';

/**
 * `registry-stream migrate`: makes what is missing of topics, schemas and tables, and leaves the rest alone. Safe to
 * repeat, also beside running workers of the same release.
 *
 * @param identifierTypes of the connectors in use and of the configuration
 * @throws EtlError `config` naming what an administrator has to do: a right, a password, an address
 */
export const migrate = async (
  deployment: Deployment,
  migrations: readonly MigrationSet[],
  identifierTypes: readonly IdentifierType[],
  output: Output,
): Promise<void> => {
  const { config, query } = deployment;
  await checkViews(config.views, query);
  const specifications = [...topicSpecifications(config.kafka), ...viewTopics(config)];
  const differences = await ensureTopics(deployment.kafka, specifications);
  await deployment.codec.register();
  const applied = await migrateTables(deployment.postgres, migrations);
  await recordViews(config.views, query);
  await upsertPrograms(query, config.programs);
  await upsertIdentifierTypes(query, identifierTypes);
  await upsertMembershipKinds(query, config.uniqueMembershipKinds);
  if (output.json) {
    output.write(JSON.stringify({ topics: specifications.map((topic) => topic.name), differences, applied }));
    return;
  }
  output.write(`topics    ${String(specifications.length)} there`);
  for (const difference of differences)
    output.remark(
      `  ${difference.topic}: ${difference.setting} is ${difference.found}, not ${difference.wanted}; it was left as it is`,
    );
  output.write('schemas   registered, BACKWARD_TRANSITIVE');
  output.write(
    applied.length === 0
      ? 'tables    up to date'
      : `tables    ${String(applied.length)} migrations applied: ${applied.map((one) => one.name).join(', ')}`,
  );
};
