import { configSchema, type Config } from '../../../runtime/config/schema.ts';
import type { Stack } from '../../stack/startStack.ts';
import { partitions, prefixOf } from './fill.ts';
import type { StreamName } from './streams.ts';

/** The configuration of our sink in one run: everything as a deployment has it unless it says otherwise. */
export const sinkConfig = (
  stack: Pick<Stack, 'kafka' | 'schemaRegistry'>,
  databaseUrl: string,
  stream: StreamName,
  run: { readonly deployment: string; readonly audit: boolean },
): Config =>
  configSchema.parse({
    deployment: run.deployment,
    secret: 'a secret of the benchmark alone, long enough',
    kafka: { brokers: [...stack.kafka.brokers], topicPrefix: prefixOf(stream), partitions },
    schemaRegistry: { url: stack.schemaRegistry.url },
    postgres: { url: databaseUrl },
    audit: { enabled: run.audit },
    log: { level: 'error' },
  });
