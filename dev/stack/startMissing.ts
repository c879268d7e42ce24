import { oneAtATime } from './claim.ts';
import { ensureLibraries } from './libraries.mjs';
import type { OwnAddresses } from './ownAddresses.ts';
import { placesOf } from './places.ts';
import type { ServiceName } from './places.ts';
import { kafkaService } from './services/kafka.ts';
import { createDatabases, postgresService, postgresUrl, schemaStorageIn } from './services/postgres.ts';
import { schemaRegistryService, schemaRegistryUrl } from './services/schemaRegistry.ts';
import type { SchemaRegistryStorage } from './services/schemaRegistry.ts';
import type { JavaContext, Service, StartContext } from './services/service.ts';
import { asStackError, stackError } from './stackError.ts';
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
export interface CompleteStatus {
  readonly kafka: NonNullable<StackStatus['kafka']>;
  readonly schemaRegistry: NonNullable<StackStatus['schemaRegistry']>;
  readonly postgres: NonNullable<StackStatus['postgres']>;
}

type JavaSide = Pick<JavaContext, 'java' | 'libraries'>;

/** One bringing up: what it is asked for, and what it knows and records on the way. */
interface Session {
  readonly directory: string;
  readonly addresses: OwnAddresses;
  readonly wants: (service: ServiceName) => boolean;
  readonly status: () => StackStatus;
  readonly record: (change: StackStatus) => void;
  /** Starts a service unless it is up. */
  readonly bring: <Context extends StartContext>(
    service: Service<Context>,
    context: Context,
    toStatus: (process: ServiceProcess) => StackStatus,
  ) => Promise<ServiceProcess>;
  readonly anyStarted: () => boolean;
  readonly tell: (what: StackProgress['what'], text: string) => void;
}

const openSession = ({ directory, addresses, only, onProgress }: StartMissing): Session => {
  const begun = performance.now();
  let status = readStatus(directory);
  let anyStarted = false;
  const record = (change: StackStatus): void => {
    status = { ...status, ...change };
    writeStatus(directory, status);
  };
  const tell: Session['tell'] = (what, text) =>
    onProgress?.({ what, text, seconds: (performance.now() - begun) / 1_000 });
  return {
    directory,
    addresses,
    wants: (service) => only === undefined || only === service,
    status: () => status,
    record,
    tell,
    anyStarted: () => anyStarted,
    bring: async (service, context, toStatus) => {
      const { process, started } = await startService(service, context, (begunProcess) => {
        record(toStatus(begunProcess));
      });
      anyStarted ||= started;
      tell(service.name, started ? 'ready' : 'was up already');
      return process;
    },
  };
};

const baseOf = ({ directory, status }: Session, service: ServiceName): StartContext => ({
  directory,
  previous: status()[service]?.process,
});

const bringKafka = async (session: Session, java: () => Promise<JavaSide>): Promise<void> => {
  const { brokers } = session.addresses;
  if (brokers !== undefined) session.record({ kafka: { brokers: [...brokers] } });
  else if (session.wants('kafka')) {
    await session.bring(kafkaService, { ...baseOf(session, 'kafka'), ...(await java()) }, (process) => ({
      kafka: { brokers: [`127.0.0.1:${String(process.port)}`], process },
    }));
  }
};

const bringPostgres = async (session: Session): Promise<void> => {
  const url = session.addresses.postgresUrl;
  if (url !== undefined) session.record({ postgres: { url } });
  else if (session.wants('postgres')) {
    const { port } = await session.bring(postgresService, baseOf(session, 'postgres'), (process) => ({
      postgres: { url: postgresUrl(process.port), process },
    }));
    await createDatabases(port);
  }
};

/** In a file when the Postgres is the user's own: nobody asked for another database in there. */
const schemaStorageOf = ({ directory, status }: Session): SchemaRegistryStorage => {
  const port = status().postgres?.process?.port;
  if (port !== undefined) return schemaStorageIn(port);
  const file = `${placesOf(directory).data}/schema-registry`;
  return { kind: 'h2', url: `jdbc:h2:file:${file};DB_CLOSE_ON_EXIT=FALSE`, user: 'sa', password: 'sa' };
};

const bringSchemaRegistry = async (session: Session, java: () => Promise<JavaSide>): Promise<void> => {
  const url = session.addresses.schemaRegistryUrl;
  if (url !== undefined) session.record({ schemaRegistry: { url } });
  else if (session.wants('schemaRegistry')) {
    const base = { ...baseOf(session, 'schemaRegistry'), storage: schemaStorageOf(session) };
    await session.bring(schemaRegistryService, { ...base, ...(await java()) }, (process) => ({
      schemaRegistry: { url: schemaRegistryUrl(process.port), process },
    }));
  }
};

/** Before anything starts, so that a machine without Java is not left with half a stack. */
const findJavaIfNeeded = ({ addresses, wants }: Session): string => {
  const kafkaIsOurs = addresses.brokers === undefined && wants('kafka');
  const schemaRegistryIsOurs = addresses.schemaRegistryUrl === undefined && wants('schemaRegistry');
  try {
    return kafkaIsOurs || schemaRegistryIsOurs ? findJava() : '';
  } catch (thrown) {
    throw asStackError(thrown);
  }
};

const fetchJavaSide = async (session: Session, java: string): Promise<JavaSide> => {
  try {
    const libraries = await ensureLibraries((line) => {
      session.tell('libraries', line);
    });
    return { java, libraries };
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

const complete = ({ kafka, schemaRegistry, postgres }: StackStatus, directory: string): CompleteStatus => {
  if (kafka && schemaRegistry && postgres) return { kafka, schemaRegistry, postgres };
  throw stackError('STACK_NOT_READY', `the stack in ${directory} is not complete; run npm run stack -- up`);
};

/**
 * Starts the services of a stack that are not up: Kafka beside Postgres, the schema registry as soon as the Postgres
 * that it stores in answers; what has to be downloaded, beside Postgres too. Each is recorded in the stack's status
 * the moment its process exists.
 *
 * @returns the complete status, and whether anything had to be started
 */
export const startMissing = (
  request: StartMissing,
): Promise<{ readonly status: CompleteStatus; readonly started: boolean }> =>
  oneAtATime(request.directory, async () => {
    const session = openSession(request);
    const command = findJavaIfNeeded(session);
    let javaSide: Promise<JavaSide> | undefined;
    const java = (): Promise<JavaSide> => (javaSide ??= fetchJavaSide(session, command));
    await allOf([bringKafka(session, java), bringPostgres(session).then(() => bringSchemaRegistry(session, java))]);
    return { status: complete(session.status(), request.directory), started: session.anyStarted() };
  });
