import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { freePort } from '../../dev/stack/ports.ts';
import { registryId, simulatorAuth, spdciPaths, startSimulator, type Simulator } from '../../dev/simulator/index.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import { startCommand, type Started } from '../support/program.ts';
import { subscribePaths } from '../support/spdciCallback.ts';
import { waitFor } from '../support/stack.ts';

describe('notices of an SPDCI registry, to PostgreSQL', () => {
  let simulator: Simulator;
  let line: CommandLine;
  let running: Started | undefined;
  let callback: { listen: string; url: string };
  let privateKey = '';
  let said = '';

  const configuration = (every: string): Record<string, unknown> => ({
    ...line.configuration,
    sources: [
      {
        name: 'social',
        type: 'spdci',
        country: 'PH',
        connection: {
          baseUrl: simulator.url,
          searchPath: spdciPaths.search,
          asynchronous: { searchPath: spdciPaths.asynchronousSearch, statusPath: spdciPaths.status },
          callback,
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
          {
            name: 'individuals',
            target: 'individual',
            complete: true,
            every,
            query: {
              pageSize: 50,
              since: { attribute: 'last_updated' },
              subscribe: { events: ['REGISTER', 'UPDATE', 'DELETE'], ...subscribePaths },
            },
          },
        ],
      },
    ],
  });

  const run = async (args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await line.run(args, configuration('1h'));
    said += stdout + stderr;
    if (code !== 0) throw new Error(`${args.join(' ')} failed: ${stdout}${stderr}`);
    return stdout;
  };

  const start = async (every: string, environment: Readonly<Record<string, string>> = {}): Promise<void> => {
    const before = simulator.spdci.subscriptions.rows.length;
    running = await startCommand(['run', '--config', line.write(configuration(every))], { environment });
    await waitFor(
      'the subscriptions',
      () => Promise.resolve(simulator.spdci.subscriptions.rows.length >= before + 3),
      60_000,
    );
    await waitFor(
      'the former ones to be ended',
      () => Promise.resolve(simulator.spdci.subscriptions.rows.slice(0, before).every(({ active }) => !active)),
      60_000,
    );
  };

  const stop = async (): Promise<void> => {
    running?.end('SIGTERM');
    said += (await running?.ended)?.output ?? '';
    running = undefined;
  };

  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: line.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  const counted = async (): Promise<{ people: number; updated: number }> => {
    const [row] = await query(
      `select (select count(*)::int from registry.registrant where kind = 'individual') as people,
        (select count(*)::int from registry.audit_log where action = 'updated') as updated`,
    );
    return row as { people: number; updated: number };
  };

  const change = async (counts: Parameters<Simulator['registry']['change']>[0]): Promise<readonly number[]> => {
    const before = simulator.registry.snapshot();
    simulator.registry.change(counts);
    const deliveries = await simulator.spdci.subscriptions.tell(before, simulator.registry.snapshot());
    return deliveries.map(({ status }) => status);
  };

  before(async function () {
    this.timeout(180_000);
    line = await openCommandLine('notices', 'debug');
    const keys = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    privateKey = keys.privateKey;
    writeFileSync(join(line.directory, 'key.pem'), privateKey, { mode: 0o600 });
    const listen = `127.0.0.1:${String(await freePort())}`;
    callback = { listen, url: `http://${listen}/social` };
    simulator = await startSimulator({ households: 12, seed: 5, spdci: { sign: true, clientKey: keys.publicKey } });
    await run(['migrate']);
    await run(['import', '--once', '--complete', '--json']);
  });

  after(async function () {
    this.timeout(60_000);
    running?.end('SIGKILL');
    await running?.ended;
    await simulator.close();
    await line.close();
  });

  it('bring a new person and a change within seconds, while the next poll is an hour away', async function () {
    this.timeout(180_000);
    await start('1h');
    const before = await counted();
    simulator.requests.clear();
    expect(await change({ addPerson: 1, update: 1 })).to.deep.equal([200, 200]);
    await waitFor(
      'both in the registry',
      async () => {
        const now = await counted();
        return now.people === before.people + 1 && now.updated === before.updated + 1;
      },
      60_000,
    );
    expect(simulator.requests.all().filter(({ path }) => path.endsWith('/search'))).to.deep.equal([]);
    expect(await query(`select mode from registry.import_run where mode = 'notice'`)).not.to.deep.equal([]);
    await stop();
  });

  it('lose nothing when the worker is killed between a notice and its publication', async function () {
    this.timeout(240_000);
    // The first passage publishes what is kept of the subscriptions.
    await start('1h', { REGISTRY_STREAM_FAULT_POINT: 'source.before-notices:2' });
    const before = await counted();
    expect(await change({ update: 1, addPerson: 1 })).to.include(0);
    expect((await running?.ended)?.signal).to.equal('SIGKILL');
    running = undefined;
    expect(await counted()).to.deep.equal(before);
    await start('2s');
    await waitFor(
      'what the notices said',
      async () => {
        const now = await counted();
        return now.people === before.people + 1 && now.updated === before.updated + 1;
      },
      60_000,
    );
    await stop();
    const report = JSON.parse(await run(['import', '--once', '--complete', '--json'])) as {
      runs: readonly { source: Readonly<Record<string, number>> }[];
    };
    expect(report.runs[0]?.source).to.include({ published: 0, deadLettered: 0 });
    const { people } = simulator.registry.counts();
    expect((await counted()).people).to.be.at.most(people);
  });

  it('come no more once they are unsubscribed from', async function () {
    this.timeout(60_000);
    const { ended } = JSON.parse(await run(['unsubscribe', '--json'])) as { ended: unknown };
    expect(ended).to.deep.equal([{ source: 'social', import: 'individuals', ended: 3 }]);
    expect(simulator.spdci.subscriptions.rows.some(({ active }) => active)).to.equal(false);
  });

  it('show neither keys nor credentials nor people in what the program says', () => {
    for (const part of privateKey.split('\n').filter((one) => one !== '')) expect(said).not.to.include(part);
    expect(said).not.to.include(simulator.credentials.clientSecret);
    for (const row of simulator.registry.store.all())
      for (const { value } of row.regIds) if (value.length > 6) expect(said).not.to.include(value);
  });
});
