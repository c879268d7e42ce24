import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { stringify } from 'yaml';
import { observe } from '../../dev/demo/observed.ts';
import {
  createClock,
  expectedDifference,
  expectedOutcome,
  registryId,
  spdciPaths,
  startSimulator,
  type Simulator,
} from '../../dev/simulator/index.ts';
import { topicSpecifications } from '../../runtime/deployment/topics.ts';
import { deleteTopics, kafkaConnection } from '../../runtime/kafka/index.ts';
import { createTestDatabase, uniqueName, useStack, type TestDatabase } from '../support/stack.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const doors = { households: true, individuals: true };

/** Without the addresses that would win over the configuration. */
const ownEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([variable]) => !variable.startsWith('REGISTRY_STREAM_')),
);

interface Report {
  readonly runs: readonly { readonly id: string; readonly source: Readonly<Record<string, number>> }[];
}

describe('an SPDCI registry, from its search to PostgreSQL', () => {
  const name = uniqueName('spdci');
  const prefix = `${name}.`;
  let directory = '';
  let simulator: Simulator;
  let database: TestDatabase;
  let brokers: readonly string[] = [];
  let said = '';
  let privateKey = '';

  const run = (args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        ['--import=tsx', 'runtime/cli/main.ts', ...args, '--config', join(directory, 'registry-stream.yaml')],
        { cwd: root, maxBuffer: 16 * 1_048_576, env: ownEnvironment },
        (error, stdout, stderr) => {
          said += stdout + stderr;
          if (error === null) resolve(stdout);
          else reject(new Error(`${args.join(' ')} failed: ${stdout}${stderr}`));
        },
      );
    });

  const importAll = async (): Promise<Report> =>
    JSON.parse(await run(['import', '--once', '--complete', '--json'])) as Report;

  const observed = async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return await observe(async (sql, values) => (await client.query(sql, [...values])).rows as never, []);
    } finally {
      await client.end();
    }
  };

  before(async function () {
    this.timeout(120_000);
    directory = mkdtempSync(join(tmpdir(), 'registry-stream-spdci-'));
    const stack = await useStack();
    brokers = stack.brokers;
    database = await createTestDatabase();
    const keys = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    privateKey = keys.privateKey;
    writeFileSync(join(directory, 'key.pem'), privateKey, { mode: 0o600 });
    const clock = createClock('2026-03-01T08:00:00Z');
    simulator = await startSimulator({
      households: 40,
      seed: 11,
      clock,
      spdci: { mixed: true, sign: true, clientKey: keys.publicKey },
    });
    const query = { pageSize: 25, since: { attribute: 'last_updated' } };
    const configuration = {
      deployment: name,
      secret: 'a secret of this test alone, long enough',
      kafka: { brokers, topicPrefix: prefix, partitions: 2 },
      schemaRegistry: { url: stack.schemaRegistryUrl },
      postgres: { url: database.url },
      log: { level: 'debug' },
      sources: [
        {
          name: 'social',
          type: 'spdci',
          country: 'PH',
          connection: {
            baseUrl: simulator.url,
            searchPath: spdciPaths.search,
            senderId: 'registry-stream.example.org',
            receiverId: registryId,
            signature: {
              sign: { keyId: 'own', privateKey: `\${file:${join(directory, 'key.pem')}}` },
              verify: 'required',
              jwksUrl: `${simulator.url}${spdciPaths.keys}`,
            },
            auth: {
              type: 'oauth2-client-credentials',
              tokenUrl: simulator.tokenUrl,
              clientId: simulator.credentials.clientId,
              clientSecret: simulator.credentials.clientSecret,
            },
          },
          imports: [
            { name: 'households', target: 'group', complete: true, query },
            { name: 'individuals', target: 'individual', complete: true, query },
          ],
        },
      ],
    };
    writeFileSync(join(directory, 'registry-stream.yaml'), stringify(configuration));
  });

  after(async function () {
    this.timeout(60_000);
    const connection = kafkaConnection({ brokers, clientId: name }, () => undefined);
    const topics = topicSpecifications({ topicPrefix: prefix, partitions: 1, replicationFactor: 1 });
    await deleteTopics(
      connection,
      topics.map((topic) => topic.name),
    );
    await simulator.close();
    await database.drop();
    rmSync(directory, { recursive: true });
  });

  it('brings everybody, then what has changed, and sees who is gone', async function () {
    this.timeout(240_000);
    await run(['migrate']);
    await run(['check']);
    const before = simulator.registry.snapshot();
    const expected = expectedOutcome(before, doors);
    const [households, individuals] = (await importAll()).runs;
    expect(households?.source).to.include({
      published: expected.records.householdPersons + expected.records.householdGroups,
      deadLettered: 0,
    });
    expect(individuals?.source).to.include({ published: expected.records.individuals, deadLettered: 0 });
    const { individuals: people, groups, memberships, heads } = expected;
    expect(await observed()).to.include({ individuals: people, groups, memberships, heads });

    for (const { source } of (await importAll()).runs) expect(source).to.include({ published: 0 });

    simulator.clock.advanceDays(1);
    simulator.registry.change({ update: 5, addHousehold: 1, removeHousehold: 1 });
    const { records } = expectedDifference(before, simulator.registry.snapshot(), doors);
    const [changed] = (await importAll()).runs;
    const { householdPersons, householdGroups } = records;
    expect(householdGroups.missing).to.equal(1);
    expect(changed?.source).to.include({
      published:
        householdPersons.created + householdPersons.updated + householdGroups.created + householdGroups.updated,
      withdrawalsPending: householdPersons.missing + householdGroups.missing,
    });
  });

  it('says nothing that nobody may know, not even when the registry refuses', async function () {
    this.timeout(120_000);
    simulator.faults.next({ kind: 'rejected', count: 100 });
    const refused: unknown = await run(['import', '--once', '--json']).catch((thrown: unknown) => thrown);
    simulator.faults.clear();
    expect(String(refused)).to.include('SEARCH_REJECTED');
    for (const line of privateKey.split('\n').filter((one) => one !== '')) expect(said).not.to.include(line);
    expect(said).to.include('households');
    expect(said).not.to.include(simulator.credentials.clientSecret);
    for (const row of simulator.registry.store.all()) {
      for (const { value } of row.regIds) if (value.length > 6) expect(said).not.to.include(value);
    }
  });
});
