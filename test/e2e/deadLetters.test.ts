import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { simulatorAuth, startSimulator, type Simulator } from '../../dev/simulator/index.ts';
import { FAULT_POINT_VARIABLE } from '../../runtime/faultPoint.ts';
import { readToEnd } from '../../runtime/kafka/index.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import type { Finished } from '../support/program.ts';

/** A mapping whose email is a list for whoever was born in these years, where the preset has a text. */
const brokenMapping = {
  person: {
    fields: {
      email:
        "(starts_with(birthdate, '196') || starts_with(birthdate, '197') || starts_with(birthdate, '198')) && [email] || email",
    },
  },
};

/** Exit code of a process that SIGKILL has ended. */
const KILLED = 137;

interface Listed {
  readonly total: number;
  readonly reasons: readonly { readonly code: string; readonly component: string; readonly count: number }[];
  readonly letters: readonly {
    readonly key: string;
    readonly target: string;
    readonly field: string;
    readonly recordKey: string | null;
  }[];
}

interface Redriven {
  readonly counts: Readonly<Record<string, number>>;
}

describe('dead letters on the command line', () => {
  let simulator: Simulator;
  let line: CommandLine;
  let connection: Record<string, unknown>;

  const run = (args: readonly string[], mapping: object = {}, faultPoint?: string): Promise<Finished> => {
    const source = {
      name: 'national',
      type: 'openg2p',
      country: 'PH',
      connection: { ...connection, mapping },
      imports: [{ name: 'people', target: 'individual', complete: true, rejections: { share: 0.9 } }],
    };
    const environment = faultPoint === undefined ? {} : { [FAULT_POINT_VARIABLE]: faultPoint };
    return line.run(args, { ...line.configuration, sources: [source] }, { environment });
  };
  const json = async <T>(args: readonly string[], mapping: object = {}): Promise<T> => {
    const { code, stdout, stderr } = await run([...args, '--json'], mapping);
    expect(code, stderr + stdout).to.equal(0);
    return JSON.parse(stdout) as T;
  };
  /** Runs a redrive again while a killed one still holds the source: a minute at most. */
  const onceFree = async (args: readonly string[], faultPoint?: string): Promise<Finished> => {
    const deadline = Date.now() + 120_000;
    for (;;) {
      const finished = await run(args, {}, faultPoint);
      if (!finished.stderr.includes('SOURCE_HELD') || Date.now() > deadline) return finished;
      await pause(2_000);
    }
  };
  const sourceRecords = async (): Promise<number> => {
    let count = 0;
    const topic = line.topics.find((name) => name.endsWith('source.records')) ?? '';
    await readToEnd(line.connection, {
      topic,
      onMessages: (_, messages) => {
        count += messages.length;
      },
    });
    return count;
  };
  const list = (...args: readonly string[]): Promise<Listed> => json(['dead-letters', 'list', ...args]);

  before(async function () {
    this.timeout(300_000);
    line = await openCommandLine('cli-letters', 'error');
    simulator = await startSimulator({ households: 40, seed: 7 });
    connection = { baseUrl: simulator.url, auth: simulatorAuth(simulator) };
    expect((await run(['migrate'])).code).to.equal(0);
    const imported = await run(['import', '--once'], brokenMapping);
    expect(imported.code, imported.stderr).to.equal(0);
  });

  after(async function () {
    this.timeout(240_000);
    await simulator.close();
    await line.close();
  });

  it('lists them with their reasons, filters, and counts them in the status', async function () {
    this.timeout(240_000);
    const all = await list();
    expect(all.total).to.be.greaterThan(10);
    expect(all.reasons.reduce((sum, { count }) => sum + count, 0)).to.equal(all.total);
    expect(all.letters.every(({ field, target }) => field === 'email' && target === 'person')).to.equal(true);
    expect((await list('--import', 'people', '--since', '1h', '--limit', '3')).letters).to.have.length(3);
    expect((await list('--code', 'OTHER')).total).to.equal(0);
    const status = await json<{ readonly deadLetters: Listed['reasons'] }>(['status']);
    expect(status.deadLetters).to.deep.equal(all.reasons);
    const words = (await run(['status'])).stdout;
    expect(words).to.include(`${String(all.reasons[0]?.count)}  ${all.reasons[0]?.code ?? ''}`);
    expect((await run(['dead-letters', 'list', '--code', 'OTHER'])).stdout).to.match(/^none of the \d+ dead letters/);
  });

  it('shows one, with its values by their shape unless they are asked for', async function () {
    this.timeout(240_000);
    const [letter] = (await list('--limit', '1')).letters;
    const shown = await run(['dead-letters', 'show', letter?.key ?? '']);
    expect(shown.stdout)
      .to.include('national/people')
      .and.include('in field email')
      .and.match(/"birthdate": "9999-99-99"/);
    const open = await run(['dead-letters', 'show', letter?.key ?? '', '--show-values']);
    expect(open.stdout).to.match(/"birthdate": "19\d\d-/);
    const unknown = await run(['dead-letters', 'show', 'nobody/knows/IT']);
    expect(unknown.code).to.equal(78);
    expect(unknown.stderr).to.match(/^DEAD_LETTER_UNKNOWN: there is no dead letter nobody\/knows\/IT/m);
  });

  it('does nothing without a clear choice, and says when nothing matches', async function () {
    this.timeout(240_000);
    expect((await run(['dead-letters', 'redrive'])).stderr).to.include('say which dead letters');
    expect((await run(['dead-letters', 'discard', 'a/b/C', '--all'])).code).to.equal(78);
    expect((await run(['dead-letters', 'discard', 'a/b/C'])).stderr).to.include('DEAD_LETTER_UNKNOWN');
    expect((await run(['dead-letters', 'redrive', '--code', 'OTHER'])).stdout).to.include('no dead letter matches');
    expect((await run(['dead-letters', 'list', '--since', 'soon'])).stderr).to.include('SINCE_INVALID');
  });

  it('loses and doubles nothing when a redrive is killed before or after it publishes', async function () {
    this.timeout(400_000);
    const { total, letters } = await list('--limit', '1000');
    const redrive = ['dead-letters', 'redrive', '--limit', '4', '--all', '--wait', '0'];
    const before = await sourceRecords();
    expect((await onceFree(redrive, 'redrive.before-publish:1')).code).to.equal(KILLED);
    expect((await list()).total).to.equal(total);
    expect(await sourceRecords()).to.equal(before);
    expect((await onceFree(redrive, 'redrive.after-publish:1')).code).to.equal(KILLED);
    const left = await list('--limit', '1000');
    expect(left.total).to.equal(total - 4);
    const gone = letters.filter(({ key }) => left.letters.every((one) => one.key !== key));
    // Those without an identifier are skipped, as the source would have done.
    expect(await sourceRecords()).to.equal(before + gone.filter(({ recordKey }) => recordKey !== null).length);
  });

  it('redrives with the corrected mapping; the next scan has nothing to add', async function () {
    this.timeout(300_000);
    const { total, letters } = await list('--limit', '1000');
    // Those without an identifier are skipped, as the source would have done.
    const keyed = letters.filter(({ recordKey }) => recordKey !== null);
    const [first] = keyed;
    const key = first?.key ?? '';
    const discarded = await json<{ discarded: string[] }>(['dead-letters', 'discard', key, '--reason', 'x']);
    expect(discarded.discarded).to.deep.equal([key]);
    const all = ['dead-letters', 'redrive', '--all'];
    expect((await json<Redriven>([...all, '--dry-run'], brokenMapping)).counts).to.deep.equal({ rejected: total - 1 });
    const right = { redriven: keyed.length - 1, skipped: total - keyed.length };
    expect((await json<Redriven>([...all, '--dry-run'])).counts).to.deep.equal(right);
    expect((await list()).total).to.equal(total - 1);
    const redriven = await onceFree([...all, '--wait', '0']);
    expect(redriven.stdout)
      .to.include(`${String(right.redriven)} redriven`)
      .and.include('source records published');
    expect((await list()).total).to.equal(0);
    expect((await run(all)).stdout).to.include('no dead letter matches');
    const again = await json<{ runs: { source: { published: number } }[] }>(['import', '--once', '--complete']);
    // The one that was discarded: its entry is still in the registry.
    expect(again.runs[0]?.source.published).to.equal(1);
  });
});
