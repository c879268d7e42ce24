import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { partitionCount, transactionalPublisher } from '../../runtime/kafka/index.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import { startCommand, type Finished, type Started } from '../support/program.ts';
import { waitFor } from '../support/stack.ts';
import { compactEagerly, textsInSegments, textsInTables } from '../support/traces.ts';
import { canaries, configurationOf, herIdentifier, serveRegistries } from './erasePeople.ts';

interface Found {
  readonly registrantId: string;
  readonly status: string;
  readonly sources: readonly { readonly recordKey: string; readonly source: string }[];
}

interface Erased {
  readonly gone: readonly string[];
  readonly records: readonly { readonly recordKey: string; readonly source: string }[];
  readonly findings: readonly { readonly place: string; readonly count: number }[];
  readonly applied: boolean;
  readonly left: readonly unknown[];
}

interface Imported {
  readonly runs: readonly {
    readonly source: { readonly source: string; readonly published: number; readonly refusedErased: number };
    readonly registry: { readonly refusedErased: number };
  }[];
}

describe('erasing somebody, on the command line', () => {
  let line: CommandLine;
  let registries: Awaited<ReturnType<typeof serveRegistries>>;
  let configuration: Record<string, unknown>;
  let stages: Started;
  let pool: pg.Pool;
  let her: readonly Found[];
  let erased: Erased;
  /** All that any command has said, but those that were asked to show values. */
  const said: string[] = [];

  const run = async (...args: readonly string[]): Promise<Finished> => {
    const finished = await line.run(args, configuration);
    said.push(finished.stdout, finished.stderr);
    return finished;
  };
  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await run(...args, '--json');
    expect(code, stderr + stdout).to.equal(0);
    return JSON.parse(stdout) as T;
  };
  const find = async (): Promise<readonly Found[]> => {
    const finished = await line.run(['find', '--json'], configuration, { input: herIdentifier });
    return JSON.parse(finished.stdout) as readonly Found[];
  };
  const importAll = (): Promise<Imported> => json<Imported>('import', '--once', '--complete', '--source-only');
  const refusedIn = ({ runs }: Imported): number => runs.reduce((sum, { source }) => sum + source.refusedErased, 0);
  /** Appends something that says nothing to each partition, so that the segments before it may be compacted. */
  const roll = async (round: number): Promise<void> => {
    const publisher = transactionalPublisher(line.connection, `${line.topics[0] ?? ''}.roll`);
    await publisher.open();
    for (const topic of line.topics) {
      const partitions = await partitionCount(line.connection, topic);
      const key = `run/roll/${String(round)}`;
      await publisher.publish(
        Array.from({ length: partitions }, (_, partition) => ({ topic, partition, key, value: null, headers: {} })),
      );
    }
    await publisher.close();
  };

  before(async function () {
    this.timeout(300_000);
    line = await openCommandLine('erase', 'debug');
    registries = await serveRegistries();
    configuration = { ...line.configuration, ...configurationOf(registries.url) };
    pool = new pg.Pool({ connectionString: line.databaseUrl });
    await json('migrate');
    await compactEagerly(line.topics);
    // It also says which sources may be linked.
    await json('import', '--once');
    stages = await startCommand(['run', 'processor', 'sink', '--config', line.write(configuration)]);
    her = await find();
    const [one, other] = her.map(({ sources }) => sources[0]?.recordKey ?? '');
    const judged = await run('review', 'decide', one ?? '', other ?? '', 'same', '--wait', '60', '--by', 'maria');
    expect(judged.code, judged.stderr).to.equal(0);
    await waitFor('the merge', async () => (await find()).some(({ status }) => status === 'merged'), 60_000);
    await pool.query(
      `update registry.program_membership set state = 'enrolled' where registrant_id = any($1::uuid[])`,
      [her.map(({ registrantId }) => registrantId)],
    );
  });

  after(async function () {
    this.timeout(120_000);
    stages.end('SIGTERM');
    await stages.ended;
    await pool.end();
    await registries.close();
    await line.close();
  });

  it('knows her before: two records judged one, in a household, enrolled, with a dead letter', async function () {
    this.timeout(120_000);
    expect(her).to.have.length(2);
    const letters = await json<{ readonly total: number }>('dead-letters', 'list');
    expect(letters.total).to.equal(1);
    const found = new Set((await textsInTables(pool, canaries)).map(({ text }) => text));
    expect([...found].sort()).to.deep.equal([...canaries].sort());
    const bytes = await textsInSegments(line.topics[0] ?? '', canaries);
    if (bytes !== undefined) expect(bytes.length).to.be.greaterThan(0);
  });

  it('lists what will go, by keys and counts alone, and refuses whom a programme has enrolled', async function () {
    this.timeout(120_000);
    const [first] = her;
    const id = first?.registrantId ?? '';
    const plan = await json<Erased>('erase', id, '--dry-run');
    // And the id that the household's record would have given.
    expect(plan.gone)
      .to.have.length(3)
      .and.include.members(her.map(({ registrantId }) => registrantId));
    const places = plan.findings.map(({ place }) => place);
    for (const topic of ['source.records', 'source.index', 'registrants', 'identity.decisions', 'audit'])
      expect(places).to.include(`topic ${topic}`);
    expect(places)
      .to.include('table registry.program_membership')
      .and.include('table registry_stream.identity_verdict');
    const refused = await run('erase', id, '--reason', 'request');
    expect(refused.code).to.equal(78);
    expect(refused.stderr).to.match(/^ERASURE_ENROLLED: .*--enrolled/m);
    expect((await run('erase', id, '--enrolled')).stderr).to.match(/^ERASURE_WITHOUT_REASON/m);
    expect((await run('erase', herIdentifier, '--reason', 'request')).stderr).to.match(
      /^ERASURE_TARGET_INVALID: argument 1/m,
    );
    expect((await run('erase', 'f'.repeat(32), '--reason', 'request')).stderr).to.match(/^ERASURE_UNKNOWN/m);
    expect(await find()).to.have.length(2);
  });

  it('erases all of her, end to end', async function () {
    this.timeout(300_000);
    // Her broken entry is a record of its own, which was never published: it goes by its key.
    const { letters } = await json<{ readonly letters: readonly { readonly recordKey: string }[] }>(
      'dead-letters',
      'list',
    );
    const names = [her[0]?.registrantId ?? '', letters[0]?.recordKey ?? ''];
    const finished = await run('erase', ...names, '--reason', 'request', '--by', 'maria', '--enrolled', '--json');
    expect(finished.code, finished.stderr + finished.stdout).to.equal(0);
    erased = JSON.parse(finished.stdout) as Erased;
    expect(erased.applied).to.equal(true);
    expect(erased.left).to.deep.equal([]);
    expect(await find()).to.deep.equal([]);
    expect((await json<{ readonly total: number }>('dead-letters', 'list')).total).to.equal(0);
    const verified = await json<{ readonly erased: number; readonly findings: readonly unknown[] }>(
      'erase',
      '--verify',
    );
    expect(verified.findings).to.deep.equal([]);
    expect(verified.erased).to.be.at.least(3);
  });

  it('refuses her when the registries show her again, and counts it', async function () {
    this.timeout(300_000);
    const imported = await importAll();
    expect(refusedIn(imported)).to.equal(4);
    expect(imported.runs.reduce((sum, { registry }) => sum + registry.refusedErased, 0)).to.equal(4);
    expect(await find()).to.deep.equal([]);
    expect((await json<{ readonly total: number }>('dead-letters', 'list')).total).to.equal(0);
  });

  it('leaves her values nowhere: not in the tables, not in what was said, and not in the bytes of the topics', async function () {
    this.timeout(300_000);
    expect(await textsInTables(pool, canaries)).to.deep.equal([]);
    expect(canaries.filter((text) => said.some((one) => one.includes(text)))).to.deep.equal([]);
    let left = await textsInSegments(line.topics[0]?.replace(/source\.records$/, '') ?? '', canaries);
    if (left === undefined) this.skip();
    let round = 0;
    await waitFor(
      'the compaction of all that she told',
      async () => {
        await roll((round += 1));
        left = await textsInSegments(line.topics[0]?.replace(/source\.records$/, '') ?? '', canaries);
        return left?.length === 0;
      },
      120_000,
    ).catch((thrown: unknown) => {
      throw new Error(`left: ${JSON.stringify(left)}`, { cause: thrown });
    });
  });

  it('finds what a restored backup has brought again, and takes it away by the list of what was erased', async function () {
    this.timeout(300_000);
    const id = her[0]?.registrantId ?? '';
    await pool.query(
      `insert into registry.registrant_phone (registrant_id, lookup, number) values ($1, '+639175550147', '+639175550147')`,
      [id],
    );
    const found = await run('erase', '--verify');
    expect(found.code).to.equal(1);
    expect(found.stdout).to.include('registry.registrant_phone').and.include('erase --again');
    const proofs = await run('erase', '--proofs');
    const list = join(line.directory, 'erasures.jsonl');
    writeFileSync(list, `# kept with the backups\n${proofs.stdout}`);
    const again = await run('erase', '--list', list);
    expect(again.code, again.stderr + again.stdout).to.equal(0);
    expect((await run('erase', '--verify')).code).to.equal(0);
    const repeated = await run('erase', '--again', '--dry-run');
    expect(repeated.stdout).to.include('nothing of it is left anywhere');
  });

  it('takes her in again as somebody new once that is said', async function () {
    this.timeout(300_000);
    const key = erased.records.find(({ source }) => source === 'national')?.recordKey ?? '';
    await run('erase', '--readmit', key);
    const imported = await importAll();
    // Her broken entry has the identifier of the record that may come again, so it is told of that one: a dead letter.
    expect(refusedIn(imported)).to.equal(2);
    const found = await find();
    expect(found.flatMap(({ sources }) => sources.map(({ recordKey }) => recordKey))).to.deep.equal([key]);
    const verified = await json<{ readonly findings: readonly unknown[]; readonly returned: readonly string[] }>(
      'erase',
      '--verify',
    );
    expect(verified).to.deep.include({ findings: [], returned: [key] });
  });
});
