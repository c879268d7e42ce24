import { randomUUID } from 'node:crypto';
import type { FaultHook } from '../faultPoint.ts';
import { sharedPurposes } from './aliases.ts';
import type { SourceEnvironment } from './environment.ts';
import { keyedHash, remembering } from './keyedHash.ts';
import { sourceMessages } from './messages.ts';
import type { SourceWorkerOptions } from './workerContract.ts';

/** What all runs of a worker share. */
export const environmentOf = (options: SourceWorkerOptions, point: FaultHook): SourceEnvironment => ({
  options: options.source,
  kafka: options.kafka,
  hash: remembering(keyedHash(options.secret), sharedPurposes),
  messages: sourceMessages(options.deployment, options.source.name, options.kafka.topicPrefix, options.kafka.codec),
  clock: options.clock ?? Date.now,
  newRunId: randomUUID,
  observer: options.observer ?? {},
  point: async (name) => {
    await point(name);
  },
  retry: { attempts: 3, pause: 1000, longestPause: 60_000, ...options.retry },
});
