import { createTableSource, commonIdentifierTypes, mergeIdentifierTypes } from '../../connectors/index.ts';
import type { MappingConfig, Table } from '../../connectors/index.ts';
import { EtlError } from '../../core/errors.ts';
import type { SourceSample } from '../../core/source.ts';
import type { AdoptedConfig, Config } from '../config/schema.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { identifierTypesOf } from '../deployment/sources.ts';
import { createSourceWorker } from '../source/index.ts';
import type { SourceObserver, SourceWorker } from '../source/index.ts';
import { Findings } from './findings.ts';

/** Which registry is adopted, and from where. */
export interface AdoptionOptions {
  /** Name of one of the configuration's `adopted`. */
  readonly source: string;
  readonly target: 'individual' | 'group';
  readonly table: Table;
  readonly mapping?: MappingConfig;
  /** True: it is read to its end even if most of its rows are refused, to show all that is wrong. */
  readonly showsAll: boolean;
}

/** A registry that is being adopted. */
export interface Adoption {
  readonly worker: SourceWorker;
  /** What was wrong with the rows that have been read so far. */
  readonly findings: Findings;
  /** How much of the table has been read, 0 to 1; undefined where nobody can tell. */
  readonly progress: () => number | undefined;
  /** The first rows as they would be read; opens the table for itself. Throws as the table does. */
  sample(size: number, signal: AbortSignal): Promise<SourceSample>;
}

/**
 * After every import that is polled: what a social registry tells of a person is newer than what was known when she was
 * adopted.
 */
const PRIORITY = 1_000_000;

const registryOf = ({ adopted }: Config, name: string): AdoptedConfig => {
  const found = adopted.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = adopted.length === 0 ? '' : `; there are: ${adopted.map((one) => one.name).join(', ')}`;
  throw new EtlError(
    'ADOPTED_UNKNOWN',
    'config',
    `the configuration knows no adopted registry ${name}${known}; write "adopted: [{ name: ${name}, country: PH }]" into it, ` +
      'with its country, and the name into the lists of identity.linkedSources',
    { component: 'runtime/adoption', field: 'adopted' },
  );
};

const never = (): number => Number.MAX_SAFE_INTEGER;

/**
 * Makes ready to read a registry that was there before as a source of its own: what its rows say is published as records
 * are that were polled, exactly once, by a worker that fences every other one of the same name.
 *
 * @throws EtlError `config` for a registry that the configuration does not know, and for a mapping that cannot work
 */
export const openAdoption = (
  { config, codec, kafka: connection }: Deployment,
  { source: name, target, table, mapping, showsAll }: AdoptionOptions,
  observer: SourceObserver,
): Adoption => {
  const registry = registryOf(config, name);
  const { topicPrefix, transactionTimeout } = config.kafka;
  const findings = new Findings(table.unit);
  const options = {
    table,
    target,
    identifierTypes: mergeIdentifierTypes(commonIdentifierTypes, identifierTypesOf(config)),
    ...(mapping === undefined ? {} : { mapping }),
  };
  const source = createTableSource({ ...options, onEntry: findings.note });
  const worker = createSourceWorker({
    deployment: config.deployment,
    secret: config.secret,
    kafka: { connection, codec, topicPrefix },
    publisher: { transactionTimeout },
    observer,
    source: {
      name,
      country: registry.country,
      imports: [
        {
          name: `${target}s`,
          source,
          complete: false,
          programs: { person: [], group: [] },
          priority: PRIORITY,
          every: never,
          completeEvery: never,
          grace: 0,
          guards: {},
          ...(showsAll ? { rejections: { share: 1, minimum: 1 } } : {}),
          volatileFields: [],
          keepRaw: true,
          baseline: true,
          readmitsErased: config.erasure.onReturn === 'readmit',
        },
      ],
    },
  });
  return {
    worker,
    findings,
    progress: source.progress,
    async sample(size, signal) {
      const own = createTableSource(options);
      try {
        return await own.sample(size, signal);
      } finally {
        await own.close();
      }
    },
  };
};
