import { EtlError } from '../../core/errors.ts';
import type { StreamProcessor } from '../../core/streamProcessor.ts';
import { createIdentityProcessor, createViewProcessor, viewStage } from '../../processors/index.ts';
import { createRegistryProcessor } from '../../sinks/index.ts';
import type { Config } from '../config/schema.ts';
import { createStage, kafkaForStage, transactionalIdOf, type Stage, type StageObserver } from '../stage/index.ts';
import type { Deployment } from './deployment.ts';

/** Names of the stages that a process can run. */
export type StageName = 'identity' | 'registry' | `view.${string}`;

/** Transactional id under which the resolver publishes: it reads one partition. */
export const resolverTransactionalId = (deployment: string): string =>
  transactionalIdOf(deployment, { stage: 'identity', topic: 'source.records', partition: 0 });

const viewProcessor = (name: StageName, config: Config) => {
  const view = config.views.find((one) => viewStage(one.name) === name);
  if (view !== undefined) return createViewProcessor(view, config.secret);
  throw new EtlError('STAGE_UNKNOWN', 'bug', `the configuration has no stage ${name}`, {
    component: 'runtime/deployment',
  });
};

const processorOf = (name: StageName, config: Config): StreamProcessor<never> => {
  const processor =
    name === 'identity'
      ? createIdentityProcessor({ deployment: config.deployment, cap: config.identity.identifierHolders })
      : name !== 'registry'
        ? viewProcessor(name, config)
        : createRegistryProcessor({
            deployment: config.deployment,
            auditValues: config.audit.values,
            auditSecret: config.secret,
            uniqueKinds: config.uniqueMembershipKinds,
          });
  // The stage hands a processor only the facts that the same processor has read.
  return processor as unknown as StreamProcessor<never>;
};

/** Makes a stage of a deployment by its name; it connects when it runs. */
export const namedStage = (name: StageName, deployment: Deployment, observer: Partial<StageObserver>): Stage => {
  const { sessionTimeout, heartbeatInterval, rebalanceTimeout, transactionTimeout } = deployment.config.kafka;
  return createStage({
    processor: processorOf(name, deployment.config),
    deployment: deployment.config.deployment,
    topicPrefix: deployment.config.kafka.topicPrefix,
    kafka: kafkaForStage(deployment.kafka, { transactionTimeout }),
    codec: deployment.codec,
    pool: deployment.pool,
    settings: {
      assign: name === 'identity' ? 'longest-standing' : 'balanced',
      sessionTimeout,
      heartbeatInterval,
      rebalanceTimeout,
    },
    observer,
    log: deployment.log,
  });
};
