import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toPropertiesFile } from '../../stack/kafkaProperties.ts';
import { fetchLibraries } from '../../stack/libraries.mjs';
import { freePort } from '../../stack/ports.ts';
import type { Stack } from '../../stack/startStack.ts';
import { findJava } from '../../stack/tools.mjs';
import { waitUntil } from '../../stack/waitUntil.ts';
import { connectorConfig, workerConfig, type ConnectorPlace, type PeerName } from './connectors.ts';
import type { Worker } from './worker.ts';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Fetches Kafka Connect, the Debezium JDBC sink and the converter, once. @returns the folder of the jars */
export const connectLibraries = (told: (line: string) => void): Promise<string> =>
  fetchLibraries(
    {
      what: 'Kafka Connect and the Debezium JDBC sink from Maven Central (130 MB, once)',
      poms: [
        {
          file: beside('worker.pom.xml'),
          goals: ['dependency:copy-dependencies@worker', 'dependency:unpack@connector'],
        },
        { file: beside('converter.pom.xml'), goals: ['dependency:copy-dependencies@converter'] },
      ],
    },
    told,
  );

/** The options of Kafka's own start scripts. */
const heap = ['-Xms256M', '-Xmx2G', '-server', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'];
const collector = ['-XX:InitiatingHeapOccupancyPercent=35', '-XX:+ExplicitGCInvokesConcurrent'];

interface ConnectorStatus {
  readonly tasks?: readonly { readonly state: string; readonly trace?: string }[];
}

const causesOf = (trace: string): string =>
  trace
    .split('\n')
    .filter((line) => /Caused|Exception|ERROR|Detail/.test(line))
    .slice(0, 6)
    .join(' <- ')
    .slice(0, 1000);

/** The worker's REST interface, as far as it is needed. */
const rest = (port: number, name: string) => {
  const base = `http://127.0.0.1:${String(port)}/connectors`;
  return {
    isUp: async (): Promise<boolean> => (await fetch(base)).ok,
    create: async (config: Readonly<Record<string, string>>): Promise<void> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${base}/${name}/config`, { method: 'PUT', headers, body: JSON.stringify(config) });
      if (!answer.ok) throw new Error(`Connect refuses the connector: ${await answer.text()}`);
    },
    check: async (): Promise<void> => {
      const status = (await (await fetch(`${base}/${name}/status`)).json()) as ConnectorStatus;
      const failed = status.tasks?.find(({ state }) => state === 'FAILED');
      if (failed !== undefined) throw new Error(`the connector's task failed: ${causesOf(failed.trace ?? '')}`);
    },
  };
};

/**
 * Starts a standalone worker of Kafka Connect, without a connector; `begin` creates the connector, with a consumer group
 * of its own.
 *
 * @param libraries the folder that {@link connectLibraries} gave
 * @param name unique: names the connector and its group
 */
export const startConnect = async (
  stack: Stack,
  libraries: string,
  peer: PeerName,
  name: string,
  place: ConnectorPlace,
): Promise<Worker> => {
  const directory = mkdtempSync(join(tmpdir(), 'registry-stream-connect-'));
  const port = await freePort();
  const properties = join(directory, 'worker.properties');
  const plugins = join(libraries, 'plugins');
  const offsets = join(directory, 'offsets');
  const { brokers } = stack.kafka;
  const where = { brokers, schemaRegistryUrl: stack.schemaRegistry.url, port, plugins, offsets };
  writeFileSync(properties, toPropertiesFile(workerConfig(where)));
  const logs = join(stack.directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const log = openSync(join(logs, 'connect.log'), 'a');
  const logging = `-Dlog4j2.configurationFile=${beside('../../stack/log4j2.properties')}`;
  const classes = ['-cp', join(libraries, 'worker', '*'), 'org.apache.kafka.connect.cli.ConnectStandalone'];
  const child = spawn(findJava(), [...heap, ...collector, logging, ...classes, properties], {
    cwd: directory,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = once(child, 'exit');
  const killed = (): void => {
    child.kill('SIGKILL');
  };
  // However the benchmark ends: the worker would go on and hold its connections.
  process.once('exit', killed);
  const interface_ = rest(port, name);
  const up = await waitUntil(interface_.isUp, 120_000, 200);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(killed, 15_000);
    await exited;
    clearTimeout(late);
    process.off('exit', killed);
    rmSync(directory, { recursive: true, force: true });
  };
  if (!up) {
    await stop();
    throw new Error(`Kafka Connect did not come up; see ${join(logs, 'connect.log')}`);
  }
  return {
    pid: child.pid ?? 0,
    begin: () => interface_.create(connectorConfig(peer, place)),
    check: interface_.check,
    stop,
  };
};
