import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import type { EtlError } from '../../core/errors.ts';
import { failure } from './errors.ts';
import type { Details } from './errors.ts';

/** How to reach the schema registry. */
export interface SchemaRegistryConfig {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM text of a certificate authority that the system does not know. */
  readonly ca?: string;
  /** Milliseconds for one request; 5000 when absent. */
  readonly timeout?: number;
}

/** The compatibility that every subject is given: a new reader reads all that was ever written. */
const COMPATIBILITY = 'BACKWARD_TRANSITIVE' as never;

interface Answer {
  readonly status: number;
  readonly message: string;
}

const answerOf = (thrown: unknown): Answer => {
  const message = thrown instanceof Error ? thrown.message : '';
  const status = thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : 0;
  return { status, message };
};

const registryError = (thrown: unknown, doing: string, details: Details): EtlError => {
  const { status, message } = answerOf(thrown);
  const all = { doing, status, ...details };
  if (status === 401 || status === 403) {
    return failure(
      'SCHEMA_REGISTRY_REFUSED',
      'config',
      `${doing}: the schema registry refuses the login or the right; check its user and password`,
      all,
      thrown,
    );
  }
  if (message.startsWith('Compatibility does not match')) {
    return failure(
      'SCHEMA_COMPATIBILITY_DIFFERS',
      'config',
      `${doing}: the subject's compatibility is not BACKWARD_TRANSITIVE; set it so in the schema registry`,
      all,
      thrown,
    );
  }
  if (status === 409) {
    return failure(
      'SCHEMA_INCOMPATIBLE',
      'config',
      `${doing}: the schema cannot read what the topic already holds; change it in a compatible way (new fields need defaults)`,
      all,
      thrown,
    );
  }
  if (status === 422) {
    return failure('SCHEMA_INVALID', 'config', `${doing}: the schema registry refuses the schema`, all, thrown);
  }
  return failure(
    'SCHEMA_REGISTRY_UNAVAILABLE',
    'transient',
    `${doing}: the schema registry did not answer`,
    all,
    thrown,
  );
};

/** Schema ids of the registry; the registry's client stays behind this. Ids never change, so callers may keep them. */
export interface SchemaIds {
  /**
   * Registers a schema under a subject, or finds it registered; idempotent.
   *
   * @returns its id
   * @throws EtlError `config` when the registry refuses it (`SCHEMA_INCOMPATIBLE`, `SCHEMA_COMPATIBILITY_DIFFERS`,
   *   `SCHEMA_INVALID`, `SCHEMA_REGISTRY_REFUSED`), `transient` when it cannot be reached
   */
  register(subject: string, schema: object): Promise<number>;
  /** The id of a schema under a subject, or undefined when it is not registered. Throws as `register` does. */
  find(subject: string, schema: object): Promise<number | undefined>;
  /** The Avro schema with this id, as JSON; undefined when the registry does not know it. Throws as `register` does. */
  schema(id: number): Promise<object | undefined>;
}

const clientFor = (config: SchemaRegistryConfig): SchemaRegistry => {
  const timeout = config.timeout ?? 5000;
  const agent = config.url.startsWith('https:')
    ? new HttpsAgent({ keepAlive: true, ...(config.ca === undefined ? {} : { ca: config.ca }) })
    : new HttpAgent({ keepAlive: true });
  return new SchemaRegistry({
    host: config.url.replace(/\/$/, ''),
    clientId: 'registry-stream',
    agent,
    ...(config.username === undefined ? {} : { auth: { username: config.username, password: config.password ?? '' } }),
    retry: { retries: 2, initialRetryTimeInSecs: 0.1, maxRetryTimeInSecs: 1 },
    // The client has no timeout of its own: a registry that accepts and never answers would hold a stage for ever.
    middlewares: [() => ({ prepareRequest: async (next) => (await next()).enhance({ timeout }) })],
  });
};

const confluent = (schema: object): { type: SchemaType.AVRO; schema: string } => ({
  type: SchemaType.AVRO,
  schema: JSON.stringify(schema),
});

/** Opens the schema registry; nothing is requested yet. */
export const schemaIds = (config: SchemaRegistryConfig): SchemaIds => {
  const client = clientFor(config);
  const missing = (thrown: unknown): boolean =>
    answerOf(thrown).status === 404 || answerOf((thrown as Error).cause).status === 404 || isUnregistered(thrown);
  return {
    async register(subject, schema) {
      try {
        return (await client.register(confluent(schema), { subject, compatibility: COMPATIBILITY })).id;
      } catch (thrown) {
        throw registryError(thrown, `registering ${subject}`, { subject });
      }
    },
    async find(subject, schema) {
      try {
        return await client.getRegistryIdBySchema(subject, confluent(schema));
      } catch (thrown) {
        if (missing(thrown)) return undefined;
        throw registryError(thrown, `looking up ${subject}`, { subject });
      }
    },
    async schema(id) {
      try {
        const type: unknown = await client.getSchema(id);
        return JSON.parse(JSON.stringify(type)) as object;
      } catch (thrown) {
        if (missing(thrown)) return undefined;
        throw registryError(thrown, `reading schema ${String(id)}`, { schemaId: id });
      }
    },
  };
};

// getRegistryIdBySchema wraps the answer 404 in an error without its status.
const isUnregistered = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'ConfluentSchemaRegistryError';
