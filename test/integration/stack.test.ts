import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { expect } from 'chai';
import { Kafka, logLevel } from 'kafkajs';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { endStack } from '../../dev/stack/endStack.ts';
import { startStack } from '../../dev/stack/startStack.ts';
import type { Stack } from '../../dev/stack/startStack.ts';
import { waitFor } from '../support/stack.ts';

const run = promisify(execFile);
const programOf = (path: string): string[] => ['--import', 'tsx', fileURLToPath(new URL(path, import.meta.url))];
/** The stack itself is under test here, so addresses of the user's own must not take its place. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('REGISTRY_STREAM_')),
);

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

const pidsOf = ({ services }: Stack): number[] =>
  [services.kafka, services.schemaRegistry, services.postgres].map((service) => {
    const pid = service.pid();
    expect(pid, 'a recorded process').to.be.a('number');
    return pid ?? 0;
  });

const allGone = (pids: readonly number[]): Promise<true> =>
  waitFor('the end of every service', () => Promise.resolve(pids.every(isGone) || undefined));

describe('the embedded stack', () => {
  // With a space and a comma: Java class paths, properties files and Kafka's lists of folders all have to bear it.
  const folder = mkdtempSync(join(tmpdir(), 'stack, of tests-'));
  const directory = join(folder, 'kept');
  const cli = (...args: string[]) =>
    run(process.execPath, [...programOf('../../dev/stack/cli.ts'), '--directory', directory, ...args], {
      env: environment,
    });
  let stack: Stack;

  before('bring it up', async () => {
    stack = await startStack({ directory, lifetime: 'detached', environment: {} });
  });

  after('leave nothing behind', async () => {
    await endStack(directory, { discard: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it('carries messages, keeps schemas and takes queries', async () => {
    const admin = new Kafka({ brokers: [...stack.kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'greeting', numPartitions: 1 }] });
    expect(await admin.listTopics()).to.include('greeting');
    await admin.disconnect();

    const registry = new SchemaRegistry({ host: stack.schemaRegistry.url });
    const schema = JSON.stringify({ type: 'record', name: 'Greeting', fields: [{ name: 'text', type: 'string' }] });
    const { id } = await registry.register({ type: SchemaType.AVRO, schema }, { subject: 'greeting-value' });
    expect(id).to.be.greaterThan(0);

    const client = new pg.Client({ connectionString: stack.postgres.url });
    await client.connect();
    const { rows } = await client.query("select upper('é') as letter, current_database() as database");
    await client.end();
    expect(rows).to.deep.equal([{ letter: 'É', database: 'registry_stream' }]);
  });

  it('starts nothing a second time', async () => {
    const again = await startStack({ directory, lifetime: 'detached', environment: {} });
    expect(again.owned).to.equal(false);
    expect(pidsOf(again)).to.deep.equal(pidsOf(stack));
  });

  it('keeps addresses and data when services are killed and started again', async () => {
    const [kafka, schemaRegistry, postgres] = pidsOf(stack);
    await Promise.all([stack.services.kafka.kill(), stack.services.postgres.kill()]);
    const report = await cli('status', '--json').catch((thrown: unknown) => thrown as { stdout: string });
    expect(JSON.parse(report.stdout)).to.deep.include({ running: false });

    const again = await startStack({ directory, lifetime: 'detached', environment: {} });
    expect(again.owned).to.equal(true);
    expect(again.kafka).to.deep.equal(stack.kafka);
    expect(again.postgres).to.deep.equal(stack.postgres);
    const pids = pidsOf(again);
    expect(pids[0]).not.to.equal(kafka);
    expect(pids[1]).to.equal(schemaRegistry);
    expect(pids[2]).not.to.equal(postgres);

    const registry = new SchemaRegistry({ host: stack.schemaRegistry.url });
    expect(await registry.getLatestSchemaId('greeting-value')).to.be.greaterThan(0);
    const admin = new Kafka({ brokers: [...stack.kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    expect(await admin.listTopics()).to.include('greeting');
    await admin.disconnect();
  });

  it('goes down by the command line', async () => {
    const pids = pidsOf(stack);
    expect((await cli('status')).stdout).to.match(/Kafka .* up \(process \d+\)/);
    await cli('down');
    await allGone(pids);
  });

  it('ends with its starter, even one that is killed', async () => {
    const own = join(folder, 'own');
    const starter = spawn(process.execPath, [...programOf('../support/stackStarter.ts'), own], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment,
    });
    const [line] = (await once(createInterface(starter.stdout), 'line')) as [string];
    const { pids } = JSON.parse(line) as { pids: number[] };
    expect(pids.filter(isGone)).to.deep.equal([]);
    starter.kill('SIGKILL');
    await allGone(pids);
    await waitFor('the end of its data', () => Promise.resolve(!existsSync(join(own, 'data')) || undefined));
  });
});
