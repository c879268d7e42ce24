import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { expectedOutcome, startSimulator, type Simulator } from '../../dev/simulator/index.ts';
import { readToEnd } from '../../runtime/kafka/index.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import { simulatorMapping, simulatorQuery } from '../support/graphqlSource.ts';
import type { Finished } from '../support/program.ts';

const doors = { households: true, individuals: true, recordIds: true };
const clientSecret = 'secret-of-the-client-7391';
const headerSecret = 'secret-in-a-header-2846';

interface Observed {
  readonly individuals: number;
  readonly groups: number;
  readonly memberships: number;
  readonly withdrawn: number;
}

const observing = `select
  (select count(*) from registry.registrant where kind = 'individual' and status = 'active')::int as individuals,
  (select count(*) from registry.registrant where kind = 'group' and status = 'active')::int as groups,
  (select count(*) from registry.group_membership where end_date is null)::int as memberships,
  (select count(*) from registry.registrant where status = 'withdrawn')::int as withdrawn`;

describe('a GraphQL registry, from a configuration to Postgres', () => {
  let simulator: Simulator;
  let line: CommandLine;
  let client: pg.Client;
  let configuration: Record<string, unknown>;
  /** All that any command has said. */
  const said: string[] = [];

  const run = async (args: readonly string[], changes: Record<string, unknown> = {}): Promise<Finished> => {
    const environment = { GRAPHQL_SECRET: clientSecret };
    const finished = await line.run(args, { ...configuration, ...changes }, { environment });
    said.push(finished.stdout, finished.stderr);
    return finished;
  };

  const importAll = async (): Promise<{ readonly published: number }> => {
    const finished = await run(['import', '--once', '--complete', '--json']);
    expect(finished.code, finished.stderr).to.equal(0);
    const { runs } = JSON.parse(finished.stdout) as { runs: { source: { published: number } }[] };
    return { published: runs.reduce((sum, { source }) => sum + source.published, 0) };
  };

  const observe = async (): Promise<Observed> => {
    const { rows } = await client.query<Observed>(observing);
    const [row] = rows;
    if (row === undefined) throw new Error('nothing was counted');
    return row;
  };

  const truth = () => {
    const { individuals, groups, memberships } = expectedOutcome(simulator.registry.snapshot(), doors);
    return { individuals, groups, memberships };
  };

  let files = 0;
  const fileWith = (text: unknown): string => {
    files += 1;
    const path = join(line.directory, `${String(files)}.graphql`);
    writeFileSync(path, String(text));
    return `\${file:${path}}`;
  };

  const sourceWith = (change: (document: string) => string): unknown => {
    const households = simulatorQuery('group');
    const people = simulatorQuery('individual');
    const shared = { complete: true, grace: '0s', volatileFields: ['updatedAt'] };
    return {
      name: 'civil',
      type: 'graphql',
      country: 'PH',
      connection: {
        baseUrl: simulator.url,
        headers: { 'x-tenant-key': headerSecret },
        auth: {
          type: 'oauth2-client-credentials',
          tokenUrl: simulator.tokenUrl,
          clientId: simulator.credentials.clientId,
          clientSecret: '${env:GRAPHQL_SECRET}',
        },
        retry: { attempts: 2, minDelayMs: 1, maxDelayMs: 10 },
        mapping: simulatorMapping,
      },
      imports: [
        {
          name: 'households',
          target: 'group',
          ...shared,
          query: { ...households, document: fileWith(households['document']), pageSize: 20 },
        },
        {
          name: 'people',
          target: 'individual',
          ...shared,
          query: { ...people, document: fileWith(change(String(people['document']))), pageSize: 60 },
        },
      ],
    };
  };

  before(async function () {
    this.timeout(120_000);
    line = await openCommandLine('graphql', 'debug');
    client = new pg.Client({ connectionString: line.databaseUrl });
    await client.connect();
    const credentials = { clientId: 'registry-stream', clientSecret };
    simulator = await startSimulator({ households: 60, seed: 11, credentials, householdsWithoutIdentifier: 0.1 });
    configuration = {
      ...line.configuration,
      sources: [sourceWith((document) => document)],
    };
  });

  after(async function () {
    this.timeout(60_000);
    await client.end();
    await simulator.close();
    await line.close();
  });

  it('is checked before it is polled: a broken document, a misspelt field, a schema that is hidden', async function () {
    this.timeout(180_000);
    expect((await run(['migrate'])).code).to.equal(0);
    const broken = await run(['check'], { sources: [sourceWith((document) => document.replace('{', ''))] });
    expect(broken.code).to.equal(78);
    expect(broken.stderr).to.match(
      /registry-stream\.yaml:\d+: sources\[0\]\.imports\[1\]\.query\.document: is not GraphQL: .*line \d+, column \d+/,
    );
    const misspelt = await run(['check'], {
      sources: [sourceWith((document) => document.replace('birthDate', 'dateOfBirth'))],
    });
    expect(misspelt.code).to.equal(78);
    expect(misspelt.stdout).to.match(/FAIL +civil\/people: DOCUMENT_REFUSED: .*"dateOfBirth"/);
    simulator.graphql.introspection = false;
    const hidden = await run(['check']);
    simulator.graphql.introspection = true;
    expect(hidden.code, hidden.stdout).to.equal(0);
    expect(hidden.stdout).to.include('introspection is disabled');
    const checked = await run(['check', '--json']);
    expect(checked.code, checked.stdout).to.equal(0);
  });

  it('fills the registry with what the simulator knows to be true, and then finds nothing more to do', async function () {
    this.timeout(240_000);
    await importAll();
    expect(await observe()).to.deep.equal({ ...truth(), withdrawn: 0 });
    expect(await importAll()).to.deep.equal({ published: 0 });
  });

  it('sees an update and a removal', async function () {
    this.timeout(240_000);
    const before = await observe();
    const [update] = simulator.registry.change({ update: 1 });
    const updated = simulator.registry.store.all().find((row) => row.truthId === update?.persons[0] && !row.isGroup);
    const [removal] = simulator.registry.change({ removePerson: 1 });
    expect([update?.persons.length, removal?.persons.length]).to.deep.equal([1, 1]);
    await importAll();
    const { rows } = await client.query<{ address: string | null }>(
      `select r.address from registry.registrant r join registry.registrant_identifier i on i.registrant_id = r.id
       where i.value = $1`,
      [updated?.regIds[0]?.value],
    );
    expect(rows[0]?.address).to.equal(updated?.address);
    expect((await observe()).withdrawn, 'absent from one scan is not gone').to.equal(0);
    await importAll();
    expect(await observe()).to.deep.equal({ ...truth(), withdrawn: 1 });
    expect(truth().individuals).to.equal(before.individuals - 1);
  });

  it('shows its credentials nowhere: in no output, no log, no --json, no event', async function () {
    this.timeout(180_000);
    simulator.faults.next({ kind: 'server-error', target: 'graphql', count: 1_000 });
    const failed = await run(['import', '--once', '--json']);
    simulator.faults.clear();
    expect(failed.code).to.equal(75);
    expect((await run(['status', '--json'])).code).to.equal(0);
    const wrong = await run(['check', '--json'], {
      sources: [sourceWith((document) => document)].map(
        (source) =>
          JSON.parse(JSON.stringify(source).replace('"clientId":"registry-stream"', '"clientId":"nobody"')) as unknown,
      ),
    });
    expect(wrong.code).to.equal(78);
    expect(wrong.stdout).to.include('TOKEN_REFUSED');
    const secrets = [clientSecret, headerSecret];
    expect(said.join('').length).to.be.greaterThan(1_000);
    for (const secret of secrets) expect(said.join('\n')).not.to.include(secret);

    let events = 0;
    for (const topic of line.topics) {
      await readToEnd(line.connection, {
        topic,
        onMessages: (_partition, messages) => {
          events += messages.length;
          for (const secret of secrets) {
            expect(messages.some(({ value }) => value?.includes(secret) === true)).to.equal(false);
            expect(JSON.stringify(messages.map(({ key, headers }) => [String(key), headers]))).not.to.include(secret);
          }
        },
      });
    }
    expect(events).to.be.greaterThan(500);
  });
});
