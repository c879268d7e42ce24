import { ownAddresses } from './ownAddresses.ts';
import type { OwnAddresses } from './ownAddresses.ts';
import { SERVICES } from './places.ts';
import type { ServiceName } from './places.ts';
import { kafkaService } from './services/kafka.ts';
import { postgresService } from './services/postgres.ts';
import { schemaRegistryService } from './services/schemaRegistry.ts';
import type { Service } from './services/service.ts';
import { isUp } from './startService.ts';
import { readStatus } from './status.ts';
import type { ServiceProcess, StackStatus } from './status.ts';

/** One service as `stack status` shows it. */
export interface ServiceReport {
  /** Whether it answers; undefined for a service of the user's own, which is not asked. */
  readonly running: boolean | undefined;
  readonly pid?: number;
  /** The file of its output. */
  readonly log?: string;
}

/** What `stack status --json` prints. */
export interface StackReport {
  readonly directory: string;
  /** Whether every service that the stack runs answers. */
  readonly running: boolean;
  readonly kafka?: ServiceReport & { readonly brokers: readonly string[] };
  readonly schemaRegistry?: ServiceReport & { readonly url: string };
  readonly postgres?: ServiceReport & { readonly url: string };
}

const PROBES: Readonly<Record<ServiceName, Pick<Service, 'name' | 'isReady'>>> = {
  kafka: kafkaService,
  schemaRegistry: schemaRegistryService,
  postgres: postgresService,
};

const reportOf = async (
  directory: string,
  name: ServiceName,
  process: ServiceProcess | undefined,
): Promise<ServiceReport> =>
  process === undefined
    ? { running: undefined }
    : { running: await isUp(directory, PROBES[name], process), pid: process.pid, log: process.log };

/** Own addresses take the place of what is recorded. */
const withOwn = (recorded: StackStatus, { brokers, schemaRegistryUrl, postgresUrl }: OwnAddresses): StackStatus => ({
  ...recorded,
  ...(brokers && { kafka: { brokers: [...brokers] } }),
  ...(schemaRegistryUrl && { schemaRegistry: { url: schemaRegistryUrl } }),
  ...(postgresUrl && { postgres: { url: postgresUrl } }),
});

/** Looks at the stack of a directory: what is recorded, and whether it lives and answers now. */
export const reportStatus = async (
  directory: string,
  addresses: OwnAddresses = ownAddresses(process.env),
): Promise<StackReport> => {
  const status = withOwn(readStatus(directory), addresses);
  const [ofKafka, ofSchemaRegistry, ofPostgres] = await Promise.all([
    reportOf(directory, 'kafka', status.kafka?.process),
    reportOf(directory, 'schemaRegistry', status.schemaRegistry?.process),
    reportOf(directory, 'postgres', status.postgres?.process),
  ]);
  return {
    directory,
    running:
      SERVICES.every((name) => status[name] !== undefined) &&
      [ofKafka, ofSchemaRegistry, ofPostgres].every(({ running }) => running !== false),
    ...(status.kafka && { kafka: { brokers: status.kafka.brokers, ...ofKafka } }),
    ...(status.schemaRegistry && { schemaRegistry: { url: status.schemaRegistry.url, ...ofSchemaRegistry } }),
    ...(status.postgres && { postgres: { url: status.postgres.url, ...ofPostgres } }),
  };
};

const word = ({ running, pid }: ServiceReport): string => {
  if (running === undefined) return 'your own';
  return running ? `up (process ${String(pid)})` : 'DOWN';
};

/** The report as lines for a person. */
export const describeReport = (report: StackReport): string => {
  const { kafka, schemaRegistry, postgres } = report;
  if (kafka === undefined && schemaRegistry === undefined && postgres === undefined) {
    return `No stack in ${report.directory}. Start one: npm run stack -- up`;
  }
  const line = (name: string, address: string | undefined, service: ServiceReport | undefined): string =>
    `${name.padEnd(16)} ${(address ?? '-').padEnd(72)} ${service === undefined ? 'not started' : word(service)}`;
  return [
    line('Kafka', kafka?.brokers.join(','), kafka),
    line('schema registry', schemaRegistry?.url, schemaRegistry),
    line('Postgres', postgres?.url, postgres),
  ].join('\n');
};

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/** The addresses as shell commands, for `eval "$(npm run -s stack -- status --env)"`. */
export const describeEnvironment = ({ kafka, schemaRegistry, postgres }: StackReport): string =>
  [
    kafka && `export REGISTRY_STREAM_KAFKA_BROKERS=${quoted(kafka.brokers.join(','))}`,
    schemaRegistry && `export REGISTRY_STREAM_SCHEMA_REGISTRY_URL=${quoted(schemaRegistry.url)}`,
    postgres && `export REGISTRY_STREAM_POSTGRES_URL=${quoted(postgres.url)}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
