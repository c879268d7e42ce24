import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { topicSpecifications } from '../../runtime/deployment/topics.ts';
import { deleteTopics, kafkaConnection } from '../../runtime/kafka/index.ts';
import type { KafkaConnection } from '../../runtime/kafka/index.ts';
import { runCommand } from './program.ts';
import type { Finished, ProgramInput } from './program.ts';
import { createTestDatabase, uniqueName, useStack } from './stack.ts';

/** A deployment of a test's own, used through the program `registry-stream` as an operator uses it. */
export interface CommandLine {
  /** A folder for files of the test, absolute; removed at the end. */
  readonly directory: string;
  readonly databaseUrl: string;
  readonly connection: KafkaConnection;
  /** Names in Kafka of the deployment's topics. */
  readonly topics: readonly string[];
  /** The configuration, less its sources. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Runs the program with a configuration file of these contents. */
  run(args: readonly string[], configuration: object, given?: ProgramInput): Promise<Finished>;
  /** Writes a configuration file of these contents, for a program that goes on; its path. */
  write(configuration: object): string;
  /** Removes topics, database and folder. */
  close(): Promise<void>;
}

/**
 * @param prefix of the deployment's name
 * @param logLevel how much the program says on standard error
 */
export const openCommandLine = async (prefix: string, logLevel: 'error' | 'debug'): Promise<CommandLine> => {
  const name = uniqueName(prefix);
  const { brokers, schemaRegistryUrl } = await useStack();
  const database = await createTestDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'registry-stream-e2e-'));
  const connection = kafkaConnection({ brokers, clientId: name }, () => undefined);
  const kafka = { brokers, topicPrefix: `${name}.`, partitions: 2 };
  const topics = topicSpecifications({ ...kafka, replicationFactor: 1 }).map((topic) => topic.name);
  const write = (configuration: object): string => {
    const file = join(directory, 'registry-stream.yaml');
    writeFileSync(file, stringify(configuration));
    return file;
  };
  return {
    directory,
    databaseUrl: database.url,
    connection,
    topics,
    configuration: {
      deployment: name,
      secret: 'a secret of this test alone, long enough',
      kafka,
      schemaRegistry: { url: schemaRegistryUrl },
      postgres: { url: database.url },
      log: { level: logLevel },
    },
    run: (args, configuration, given) => runCommand([...args, '--config', write(configuration)], given),
    write,
    close: async () => {
      await deleteTopics(connection, topics);
      await database.drop();
      rmSync(directory, { recursive: true });
    },
  };
};
