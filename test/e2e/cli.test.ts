import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { simulatorAuth, startSimulator, type Simulator } from '../../dev/simulator/index.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import type { Finished } from '../support/program.ts';

describe('the command line, from a configuration to a found person', () => {
  let simulator: Simulator;
  let line: CommandLine;
  let configuration: Record<string, unknown>;

  const run = (args: readonly string[], input = '', changes: Record<string, unknown> = {}): Promise<Finished> =>
    line.run(args, { ...configuration, ...changes }, { input });

  before(async function () {
    this.timeout(120_000);
    line = await openCommandLine('cli', 'error');
    simulator = await startSimulator({ households: 30, seed: 7 });
    configuration = {
      ...line.configuration,
      programs: [{ name: 'Cash', target: 'individual' }],
      sources: [
        {
          name: 'national',
          type: 'openg2p',
          country: 'PH',
          connection: {
            baseUrl: simulator.url,
            auth: simulatorAuth(simulator),
          },
          imports: [{ name: 'households', target: 'group', complete: true, programs: ['Cash'] }],
        },
      ],
    };
  });

  after(async function () {
    this.timeout(60_000);
    await simulator.close();
    await line.close();
  });

  it('says what is missing before migrate, and that all is well after it', async function () {
    this.timeout(120_000);
    const before = await run(['check']);
    expect(before.code).to.equal(78);
    expect(before.stdout).to.include('run migrate');
    expect(before.stdout).to.include('run registry-stream migrate');
    expect((await run(['migrate'])).stdout).to.include('migrations applied');
    expect((await run(['migrate'])).stdout).to.include('up to date');
    const checked = await run(['check']);
    expect(checked.code, checked.stdout).to.equal(0);
  });

  it('forecasts an import, imports, and finds nothing more to do', async function () {
    this.timeout(180_000);
    const forecast = await run(['import', '--once', '--dry-run', '--json']);
    const imported = await run(['import', '--once', '--json']);
    expect(imported.code, imported.stderr).to.equal(0);
    const report = JSON.parse(imported.stdout) as {
      runs: { source: { published: number }; registry: { outcomes: Record<string, Record<string, number>> } }[];
    };
    const [first] = report.runs;
    expect(first?.source.published).to.be.greaterThan(60);
    expect(JSON.parse(forecast.stdout)).to.deep.include({
      records: first?.source.published,
      outcomes: first?.registry.outcomes['identity'],
    });
    const again = await run(['import', '--once', '--complete', '--json']);
    expect(JSON.parse(again.stdout)).to.have.nested.property('runs[0].source.published', 0);
  });

  it('finds a person by an identifier from standard input, and tells its status', async function () {
    this.timeout(60_000);
    const identifier = simulator.registry.store
      .all()
      .find((partner) => !partner.isGroup && partner.regIds.some((one) => one.idTypeAsStr === 'National ID'))
      ?.regIds.find((one) => one.idTypeAsStr === 'National ID')?.value;
    const found = await run(['find'], `${identifier ?? ''}\n`);
    expect(found.stdout).to.match(/^individual .* active\n {2}by National ID/);
    expect(found.stdout).to.include('programme Cash: draft');
    const status = await run(['status', '--json']);
    expect(JSON.parse(status.stdout)).to.have.property('deployment', line.configuration['deployment']);
    expect((await run(['status'])).stdout).to.match(/national\/households +complete/);
  });

  it('refuses a wrong password with one clear line, before anything is polled', async function () {
    this.timeout(60_000);
    const polled = simulator.requests.counts().search;
    const url = new URL(line.databaseUrl);
    url.password = 'wrong';
    const refused = await run(['import', '--once'], '', { postgres: { url: url.href } });
    expect(refused.code).to.equal(78);
    expect(refused.stderr).to.match(/^POSTGRES_\w+: .*/m);
    expect(simulator.requests.counts().search).to.equal(polled);
  });
});
