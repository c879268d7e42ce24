import type { StreamProcessor } from '../../core/streamProcessor.ts';
import { createIdentityProcessor } from '../../processors/index.ts';
import { createRegistryProcessor } from '../../sinks/index.ts';
import type { Config } from '../config/schema.ts';
import {
  createStage,
  kafkaForStage,
  transactionalIdOf,
  type Stage,
  type StageObserver,
  type StageSettings,
} from '../stage/index.ts';
import type { Deployment } from './deployment.ts';

/** Names of the stages that a process can run. */
export type StageName = 'identity' | 'registry';

/** Transactional id under which the resolver publishes: it reads one partition. */
export const resolverTransactionalId = (deployment: string): string =>
  transactionalIdOf(deployment, { stage: 'identity', topic: 'source.records', partition: 0 });

const processorOf = (name: StageName, config: Config): StreamProcessor<never> => {
  const processor =
    name === 'identity'
      ? createIdentityProcessor({ deployment: config.deployment, cap: config.identity.identifierHolders })
      : createRegistryProcessor({
          deployment: config.deployment,
          auditValues: config.audit.enabled ? config.audit.values : 'off',
          auditSecret: config.secret,
          uniqueKinds: config.uniqueMembershipKinds,
        });
  // The stage hands a processor only the facts that the same processor has read.
  return processor as unknown as StreamProcessor<never>;
};

/**
 * The client fetches again when all of a fetch is done with, and until then the cores stand partly still: the sink, which
 * works on several partitions at once, takes much at a time.
 */
const ownSettings: Readonly<Record<StageName, Partial<StageSettings>>> = {
  identity: { assign: 'longest-standing' },
  registry: { assign: 'balanced', maxBytesPerPartition: 4 * 1024 * 1024, maxBytes: 16 * 1024 * 1024 },
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
      ...ownSettings[name],
      sessionTimeout,
      heartbeatInterval,
      rebalanceTimeout,
    },
    observer,
    log: deployment.log,
  });
};
