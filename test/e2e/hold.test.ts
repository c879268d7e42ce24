import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { simulatorAuth, startSimulator, type Simulator } from '../../dev/simulator/index.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import type { Finished } from '../support/program.ts';

/** What an operator holds and states, through the program and on the real stack. */
describe('holding adverse changes, and sources that may not be linked', () => {
  let simulator: Simulator;
  let line: CommandLine;
  /** How many there are once the two sources are linked. */
  let linkedPeople = 0;

  const sourceOf = (name: string): object => ({
    name,
    type: 'openg2p',
    country: 'PH',
    connection: {
      baseUrl: simulator.url,
      auth: simulatorAuth(simulator),
    },
    imports: [
      { name: 'households', target: 'group', complete: true, grace: '0ms', guards: { share: 1, areaShare: 1 } },
    ],
  });

  const run = (args: readonly string[], identity: object = {}, names = ['north', 'south']): Promise<Finished> =>
    line.run(args, { ...line.configuration, identity, sources: names.map(sourceOf) });

  const linked = { linkedSources: [['north', 'south']] };

  const json = async <T>(args: readonly string[], identity: object): Promise<T> => {
    const finished = await run([...args, '--json'], identity);
    expect(finished.code, finished.stderr).to.equal(0);
    return JSON.parse(finished.stdout) as T;
  };

  const active = async (identity: object): Promise<number> => {
    const { registry } = await json<{ registry: { individuals: Record<string, number> } }>(['status'], identity);
    return registry.individuals['active'] ?? 0;
  };

  before(async function () {
    this.timeout(120_000);
    line = await openCommandLine('hold', 'error');
    simulator = await startSimulator({ households: 12, seed: 5 });
  });

  after(async function () {
    this.timeout(60_000);
    await simulator.close();
    await line.close();
  });

  it('does not start before it is said which of two sources may be linked, and says what to write', async function () {
    this.timeout(60_000);
    const refused = await run(['check']);
    expect(refused.code).to.equal(78);
    expect(refused.stderr).to.match(/identity\.linkedSources: must say .*\[\[north, south\]\]/);
  });

  it('links nobody of two sources until that is stated, and everybody who is one after', async function () {
    this.timeout(600_000);
    const none = { linkedSources: [] };
    expect((await run(['migrate'], none)).code).to.equal(0);
    await json(['import', '--once'], none);
    const apart = await active(none);
    await json(['import', '--once'], linked);
    linkedPeople = await active(linked);
    expect(linkedPeople).to.be.lessThan(apart);
  });

  it('keeps a withdrawal back while the switch is on, shows it, and lets it go', async function () {
    this.timeout(600_000);
    const before = linkedPeople;
    await run(['hold', 'withdraw', 'on', '--by', 'M. Reyes', '--reason', 'the registry moves', '--wait', '0'], linked);
    simulator.registry.change({ removeHousehold: 1 });
    for (let scan = 0; scan < 2; scan += 1) await json(['import', '--once', '--complete'], linked);
    expect(await active(linked)).to.equal(before);
    const told = await run(['hold', 'list'], linked);
    expect(told.stdout).to.match(/withdraw +on +\S+ +M\. Reyes +the registry moves/);
    expect(told.stdout).to.match(/held:switch:withdraw +\d+ +withdrawals are held by the switch/);
    await run(['hold', 'withdraw', 'off', '--wait', '0'], linked);
    await json(['import', '--once'], linked);
    expect(await active(linked)).to.be.lessThan(before);
  });
});
