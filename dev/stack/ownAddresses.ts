import { stackError } from './stackError.ts';

/** The addresses of services that somebody else runs; what is left out, the stack starts itself. */
export interface OwnAddresses {
  /** `host:port`, at least one. */
  readonly brokers?: readonly string[];
  /** The base of the Confluent-compatible interface, for example `http://127.0.0.1:8080/apis/ccompat/v7`. */
  readonly schemaRegistryUrl?: string;
  /** A user who may create databases, for example `postgres://user:password@host:5432/registry`. */
  readonly postgresUrl?: string;
}

const isUrl = (value: string, protocols: readonly string[]): boolean =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol);

const readUrl = (environment: NodeJS.ProcessEnv, name: string, protocols: readonly string[]): string | undefined => {
  const value = environment[name]?.trim();
  if (value === undefined || value === '') return undefined;
  if (isUrl(value, protocols)) return value;
  throw stackError('STACK_ADDRESS_WRONG', `${name} must be a URL that begins with ${protocols.join(' or ')}//`);
};

const readBrokers = (environment: NodeJS.ProcessEnv): readonly string[] | undefined => {
  const name = 'REGISTRY_STREAM_KAFKA_BROKERS';
  const brokers = (environment[name] ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (brokers.length === 0) return undefined;
  const wrong = brokers.find((broker) => !/^[^\s:/]+:\d{1,5}$|^\[[^\]]+\]:\d{1,5}$/.test(broker));
  if (wrong === undefined) return brokers;
  throw stackError('STACK_ADDRESS_WRONG', `${name} must be host:port, with commas between several; "${wrong}" is not`);
};

/**
 * Reads the addresses that win over the embedded services.
 *
 * @param environment REGISTRY_STREAM_KAFKA_BROKERS, REGISTRY_STREAM_SCHEMA_REGISTRY_URL, REGISTRY_STREAM_POSTGRES_URL
 * @throws EtlError STACK_ADDRESS_WRONG that names the variable
 */
export const ownAddresses = (environment: NodeJS.ProcessEnv): OwnAddresses => {
  const brokers = readBrokers(environment);
  const schemaRegistryUrl = readUrl(environment, 'REGISTRY_STREAM_SCHEMA_REGISTRY_URL', ['http:', 'https:']);
  const postgresUrl = readUrl(environment, 'REGISTRY_STREAM_POSTGRES_URL', ['postgres:', 'postgresql:']);
  return {
    ...(brokers === undefined ? {} : { brokers }),
    ...(schemaRegistryUrl === undefined ? {} : { schemaRegistryUrl }),
    ...(postgresUrl === undefined ? {} : { postgresUrl }),
  };
};
