import { randomUUID } from 'node:crypto';
import { EtlError } from '../../core/errors.ts';
import type { FaultHook } from '../faultPoint.ts';
import { sharedPurposes } from './aliases.ts';
import type { SourceEnvironment } from './environment.ts';
import { keyedHash, remembering } from './keyedHash.ts';
import { sourceMessages } from './messages.ts';
import type { ImportOptions, SourceOptions } from './options.ts';
import type { SourceWorkerOptions } from './workerContract.ts';

/**
 * The imports that are meant, in the order of the configuration.
 *
 * @param names all when absent
 * @throws EtlError `config` `SOURCE_IMPORT_UNKNOWN`
 */
export const chosenImports = (
  source: SourceOptions,
  names: readonly string[] | undefined,
): readonly ImportOptions[] => {
  const unknown = names?.find((name) => !source.imports.some((one) => one.name === name));
  if (unknown === undefined) return source.imports.filter(({ name }) => names?.includes(name) ?? true);
  const text = `the source ${source.name} has no import ${unknown}; it has: ${source.imports.map(({ name }) => name).join(', ')}`;
  throw new EtlError('SOURCE_IMPORT_UNKNOWN', 'config', text, { component: 'runtime/source', field: 'imports' });
};

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
