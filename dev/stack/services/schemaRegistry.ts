import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { logFileOf } from '../places.ts';
import { reservePorts } from '../ports.ts';
import { markOf, startProgram } from '../processes.ts';
import { stackError } from '../stackError.ts';
import type { JavaContext, Service } from './service.ts';

/** What the schema registry needs to know to start. */
export interface SchemaRegistryContext extends JavaContext {
  /** Where it stores: a database of its own in Postgres, or a file when the Postgres is the user's. */
  readonly storage: SchemaRegistryStorage;
}

/** Where the schemas are stored, as the registry's own settings name it. */
export interface SchemaRegistryStorage {
  readonly kind: 'postgresql' | 'h2';
  /** A JDBC address. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** The base of its Confluent-compatible interface. */
export const schemaRegistryUrl = (port: number): string => `http://127.0.0.1:${String(port)}/apis/ccompat/v7`;

const findRunner = (libraries: string): string => {
  const folder = join(libraries, 'registry');
  const name = existsSync(folder) ? readdirSync(folder).find((file) => file.endsWith('-runner.jar')) : undefined;
  if (name !== undefined) return join(folder, name);
  throw stackError('STACK_SET_UP_FAILED', `${folder} lacks the schema registry; delete ${libraries} and start again`);
};

/**
 * Apicurio Registry with its Confluent-compatible interface. It stores in a database, never in memory as it does by
 * itself: schema ids lost at a restart would make every message that was written before unreadable.
 */
export const schemaRegistryService: Service<SchemaRegistryContext> = {
  name: 'schemaRegistry',

  start: async ({ directory, previous, java, libraries, storage }) => {
    const {
      ports: [port = 0],
      release,
    } = await reservePorts([previous?.port]);
    const log = logFileOf(directory, 'schemaRegistry');
    const options = [
      `-D${markOf(directory, 'schemaRegistry')}`,
      '-Xms64m',
      '-Xmx256m',
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Xshare:auto',
      `-Dquarkus.http.port=${String(port)}`,
      '-Dquarkus.http.host=127.0.0.1',
    ];
    await release();
    const pid = startProgram({
      command: java,
      args: [...options, '-jar', findRunner(libraries)],
      workingDirectory: directory,
      log,
      environment: {
        APICURIO_STORAGE_KIND: 'sql',
        APICURIO_STORAGE_SQL_KIND: storage.kind,
        APICURIO_DATASOURCE_URL: storage.url,
        APICURIO_DATASOURCE_USERNAME: storage.user,
        APICURIO_DATASOURCE_PASSWORD: storage.password,
      },
    });
    return { pid, port, log };
  },

  isReady: async ({ port }) => {
    const response = await fetch(`${schemaRegistryUrl(port)}/subjects`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  },
};
