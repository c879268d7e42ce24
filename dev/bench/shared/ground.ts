import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { stringify } from 'yaml';
import { connectors } from '../../../connectors/index.ts';
import { migrate } from '../../../runtime/cli/commands/migrate.ts';
import { allMigrations } from '../../../runtime/cli/program.ts';
import { loadConfig } from '../../../runtime/config/load.ts';
import { openDeployment, type Deployment } from '../../../runtime/deployment/deployment.ts';
import { identifierTypesOf } from '../../../runtime/deployment/sources.ts';
import { topicSpecifications } from '../../../runtime/deployment/topics.ts';
import { deleteTopics } from '../../../runtime/kafka/index.ts';
import { createLog } from '../../../runtime/telemetry/log.ts';
import type { Stack } from '../../stack/startStack.ts';

/** A deployment of the benchmark's own, with topics and a database that nobody else knows. */
export interface BenchGround {
  /** Its configuration, as an operator writes it. */
  readonly file: string;
  readonly deployment: Deployment;
}

const silent = { json: false, interactive: false, write: () => undefined, remark: () => undefined };

const inServer = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/**
 * Makes a deployment, uses it, and takes everything of it away.
 *
 * @param sources as `sources` of the configuration has them
 */
export const onBenchGround = async <T>(
  stack: Stack,
  sources: readonly object[],
  use: (ground: BenchGround) => Promise<T>,
): Promise<T> => {
  const name = `bench-${randomBytes(5).toString('hex')}`;
  const directory = mkdtempSync(join(tmpdir(), 'registry-stream-bench-'));
  const url = new URL(stack.postgres.url);
  url.pathname = `/${name}`;
  const file = join(directory, 'registry-stream.yaml');
  const configuration = {
    deployment: name,
    secret: 'a secret of the benchmark alone, long enough',
    kafka: { brokers: stack.kafka.brokers, topicPrefix: `${name}.` },
    schemaRegistry: { url: stack.schemaRegistry.url },
    postgres: { url: url.href },
    log: { level: 'info' },
    sources,
  };
  writeFileSync(file, stringify(configuration));
  const config = loadConfig({ file, connectors });
  await inServer(stack.postgres.url, `create database "${name}"`);
  const deployment = openDeployment(config, createLog('error'));
  try {
    await migrate(deployment, allMigrations, identifierTypesOf(config), silent);
    return await use({ file, deployment });
  } finally {
    const topics = topicSpecifications(config.kafka).map((topic) => topic.name);
    await deleteTopics(deployment.kafka, topics);
    await deployment.close();
    await inServer(stack.postgres.url, `drop database "${name}" with (force)`);
    rmSync(directory, { recursive: true });
  }
};
