import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { observe } from '../../dev/demo/observed.ts';
import {
  createClock,
  expectedDifference,
  expectedOutcome,
  registryId,
  simulatorAuth,
  spdciPaths,
  startSimulator,
  type Simulator,
} from '../../dev/simulator/index.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';

const doors = { households: true, individuals: true };

interface Report {
  readonly runs: readonly { readonly id: string; readonly source: Readonly<Record<string, number>> }[];
}

describe('an SPDCI registry, from its search to PostgreSQL', () => {
  let simulator: Simulator;
  let line: CommandLine;
  let configuration: Record<string, unknown>;
  let said = '';
  let privateKey = '';

  const run = async (args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await line.run(args, configuration);
    said += stdout + stderr;
    if (code !== 0) throw new Error(`${args.join(' ')} failed: ${stdout}${stderr}`);
    return stdout;
  };

  const importAll = async (): Promise<Report> =>
    JSON.parse(await run(['import', '--once', '--complete', '--json'])) as Report;

  const observed = async () => {
    const client = new pg.Client({ connectionString: line.databaseUrl });
    await client.connect();
    try {
      return await observe(async (sql, values) => (await client.query(sql, [...values])).rows as never, []);
    } finally {
      await client.end();
    }
  };

  before(async function () {
    this.timeout(120_000);
    line = await openCommandLine('spdci', 'debug');
    const keys = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    privateKey = keys.privateKey;
    writeFileSync(join(line.directory, 'key.pem'), privateKey, { mode: 0o600 });
    const clock = createClock('2026-03-01T08:00:00Z');
    simulator = await startSimulator({
      households: 40,
      seed: 11,
      clock,
      spdci: { mixed: true, sign: true, clientKey: keys.publicKey },
    });
    const query = { pageSize: 25, since: { attribute: 'last_updated' } };
    configuration = {
      ...line.configuration,
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
              sign: { keyId: 'own', privateKey: `\${file:${join(line.directory, 'key.pem')}}` },
              verify: 'required',
              jwksUrl: `${simulator.url}${spdciPaths.keys}`,
            },
            auth: simulatorAuth(simulator),
          },
          imports: [
            { name: 'households', target: 'group', complete: true, query },
            { name: 'individuals', target: 'individual', complete: true, query },
          ],
        },
      ],
    };
  });

  after(async function () {
    this.timeout(60_000);
    await simulator.close();
    await line.close();
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
