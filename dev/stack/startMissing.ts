import { ensureLibraries } from './libraries.mjs';
import type { OwnAddresses } from './ownAddresses.ts';
import type { ServiceName } from './places.ts';
import { placesOf } from './places.ts';
import { kafkaService } from './services/kafka.ts';
import { createDatabases, postgresService, postgresUrl, schemaStorageIn } from './services/postgres.ts';
import { schemaRegistryService, schemaRegistryUrl } from './services/schemaRegistry.ts';
import type { SchemaRegistryStorage } from './services/schemaRegistry.ts';
import type { Service, StartContext } from './services/service.ts';
import { asStackError } from './stackError.ts';
import { startService } from './startService.ts';
import { readStatus, writeStatus } from './status.ts';
import type { ServiceProcess, StackStatus } from './status.ts';
import { findJava } from './tools.mjs';

/** One step of bringing a stack up. */
export interface StackProgress {
  readonly what: ServiceName | 'libraries';
  /** What happened, for a person. */
  readonly text: string;
  /** Since the start, in seconds. */
  readonly seconds: number;
}

/** What to bring up. */
export interface StartMissing {
  readonly directory: string;
  readonly addresses: OwnAddresses;
  /** Only this service; left out, all. */
  readonly only?: ServiceName;
  readonly onProgress?: (progress: StackProgress) => void;
}

/** A status that names all three services. */
export type CompleteStatus = { readonly [Name in ServiceName]: NonNullable<StackStatus[Name]> };

/** In a file, when the Postgres is the user's own: nobody asked for another database in there. */
const schemaStorageBeside = (directory: string): SchemaRegistryStorage => ({
  kind: 'h2',
  url: `jdbc:h2:file:${placesOf(directory).data}/schema-registry;DB_CLOSE_ON_EXIT=FALSE`,
  user: 'sa',
  password: 'sa',
});

const javaSide = async (onLine: (line: string) => void): Promise<{ java: string; libraries: string }> => {
  try {
    return { java: findJava(), libraries: await ensureLibraries(onLine) };
  } catch (thrown) {
    throw asStackError(thrown);
  }
};

/** Waits for all, so that nothing is still starting when the first failure is reported. */
const allOf = async (tasks: readonly Promise<unknown>[]): Promise<void> => {
  const results = await Promise.allSettled(tasks);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
};

/**
 * Starts the services of a stack that are not up: Kafka beside Postgres, the schema registry as soon as the Postgres
 * that it stores in answers. Records each in the stack's status the moment its process exists.
 *
 * @returns the complete status, and whether anything had to be started
 */
export const startMissing = async (
  request: StartMissing,
): Promise<{ readonly status: CompleteStatus; readonly started: boolean }> => {
  const { directory, addresses, only, onProgress } = request;
  const begun = performance.now();
  const tell = (what: StackProgress['what'], text: string): void =>
    onProgress?.({ what, text, seconds: (performance.now() - begun) / 1_000 });
  const before = readStatus(directory);
  let status: StackStatus = before;
  let anyStarted = false;
  const record = (change: StackStatus): void => {
    status = { ...status, ...change };
    writeStatus(directory, status);
  };
  const bring = async <Context extends StartContext>(
    service: Service<Context>,
    context: Omit<Context, keyof StartContext>,
    toStatus: (process: ServiceProcess) => StackStatus,
  ): Promise<ServiceProcess> => {
    const whole = { ...context, directory, previous: before[service.name]?.process } as Context;
    const { process, started } = await startService(service, whole, (begunProcess) => {
      record(toStatus(begunProcess));
    });
    anyStarted ||= started;
    tell(service.name, started ? 'ready' : 'was up already');
    return process;
  };
  const wanted = (service: ServiceName): boolean => only === undefined || only === service;
  const java =
    addresses.brokers === undefined || addresses.schemaRegistryUrl === undefined
      ? javaSide((line) => {
          tell('libraries', line);
        })
      : undefined;

  const bringKafka = async (): Promise<void> => {
    if (addresses.brokers !== undefined) record({ kafka: { brokers: [...addresses.brokers] } });
    else if (java !== undefined && wanted('kafka')) {
      await bring(kafkaService, await java, (process) => ({
        kafka: { brokers: [`127.0.0.1:${String(process.port)}`], process },
      }));
    }
  };
  const bringPostgres = async (): Promise<SchemaRegistryStorage> => {
    if (addresses.postgresUrl !== undefined) {
      record({ postgres: { url: addresses.postgresUrl } });
      return schemaStorageBeside(directory);
    }
    if (!wanted('postgres')) return schemaStorageIn(before.postgres?.process?.port ?? 0);
    const { port } = await bring(postgresService, {}, (process) => ({
      postgres: { url: postgresUrl(process.port), process },
    }));
    await createDatabases(port);
    return schemaStorageIn(port);
  };
  const bringSchemaRegistry = async (storage: SchemaRegistryStorage): Promise<void> => {
    if (addresses.schemaRegistryUrl !== undefined) record({ schemaRegistry: { url: addresses.schemaRegistryUrl } });
    else if (java !== undefined && wanted('schemaRegistry')) {
      await bring(schemaRegistryService, { ...(await java), storage }, (process) => ({
        schemaRegistry: { url: schemaRegistryUrl(process.port), process },
      }));
    }
  };

  // The failure of the Java side reaches the caller through whoever awaits it; nobody may do so in time.
  java?.catch(() => undefined);
  await allOf([bringKafka(), bringPostgres().then(bringSchemaRegistry)]);
  return { status: status as CompleteStatus, started: anyStarted };
};
