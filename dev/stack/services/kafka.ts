import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { kafkaSettings, toPropertiesFile } from '../kafkaProperties.ts';
import { logFileOf, placesOf } from '../places.ts';
import { answers, reservePorts } from '../ports.ts';
import { markOf, startProgram } from '../processes.ts';
import { stackError } from '../stackError.ts';
import type { JavaContext, Service } from './service.ts';

const run = promisify(execFile);
const loggingFile = join(dirname(dirname(fileURLToPath(import.meta.url))), 'log4j2.properties');
/** Any 16 bytes in base64url; one broker that nobody else joins needs no other. */
const CLUSTER_ID = 'cmVnaXN0cnktc3RyZWFtMQ';

/** Relative to the stack's folder: Kafka takes a list here, so a comma in an absolute path would split it. */
const LOG_DIRECTORY = join('data', 'kafka');

const javaArguments = ({ libraries }: JavaContext, options: readonly string[], main: string): string[] => [
  ...options,
  `-Dlog4j2.configurationFile=${loggingFile}`,
  '-cp',
  join(libraries, 'kafka', '*'),
  main,
];

const formatOnce = async (context: JavaContext, properties: string): Promise<void> => {
  if (existsSync(join(context.directory, LOG_DIRECTORY, 'meta.properties'))) return;
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx128m'];
  const format = ['format', '--cluster-id', CLUSTER_ID, '--config', properties];
  const args = [...javaArguments(context, quick, 'kafka.tools.StorageTool'), ...format];
  await run(context.java, args, { cwd: context.directory }).catch((thrown: unknown) => {
    const output = thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : '';
    throw stackError('STACK_NOT_READY', `Kafka could not prepare its storage:\n${output.trim()}`, thrown);
  });
};

/** Apache Kafka in KRaft mode: one process that is broker and controller. */
export const kafkaService: Service<JavaContext> = {
  name: 'kafka',

  start: async (context) => {
    const { port: oldPort, controllerPort: oldControllerPort } = context.previous ?? {};
    const {
      ports: [port = 0, controllerPort = 0],
      release,
    } = await reservePorts([oldPort, oldControllerPort]);
    const { data } = placesOf(context.directory);
    const properties = join(data, 'kafka.properties');
    mkdirSync(data, { recursive: true });
    const settings = kafkaSettings({ port, controllerPort, logDirectory: LOG_DIRECTORY });
    writeFileSync(properties, toPropertiesFile(settings));
    await formatOnce(context, properties).finally(release);
    const log = logFileOf(context.directory, 'kafka');
    const heap = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-Xshare:auto'];
    const mark = `-D${markOf(context.directory, 'kafka')}`;
    const args = [...javaArguments(context, [mark, ...heap], 'kafka.Kafka'), properties];
    const pid = startProgram({ command: context.java, args, workingDirectory: context.directory, log });
    return { pid, port, controllerPort, log };
  },

  isReady: async ({ port }) => {
    if (!(await answers(port))) return false;
    const client = new Kafka({
      clientId: 'stack',
      brokers: [`127.0.0.1:${String(port)}`],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 2_000,
      requestTimeout: 2_000,
      retry: { retries: 0 },
    });
    const admin = client.admin();
    try {
      await admin.connect();
      const { brokers, controller } = await admin.describeCluster();
      return brokers.length === 1 && controller !== null;
    } finally {
      await admin.disconnect();
    }
  },
};
