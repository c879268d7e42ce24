import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { AdoptForecast, AdoptReport } from '../../runtime/cli/commands/adopt/adopt.ts';
import { WholeDeployment } from '../integration/deadLetters/fixture.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import type { Finished } from '../support/program.ts';
import { uniqueName, useStack } from '../support/stack.ts';
import { person } from '../unit/processors/support/records.ts';

const heading = 'id,name,gender,birthdate,national_id,phone,address,house';
const people = [
  '101,"REYES, ANA",F,1984-06-26,NID1,+639171234501,12 Main St,red',
  '102,"CRUZ, BEN",M,1990-02-03,NID2,,,',
  '103,"Reyes Ana",F,1984-06-26,NID1,,,',
  '104,"DELA PAZ,\nCARLA",F,12 May 1971,NID4,,,',
];
const broken = [
  ',"GOMEZ, DANTE",M,1980-05-05,NID5,,,',
  '102,"OTHER, SOMEBODY",M,1990-02-03,NID6,,,',
  '',
  ',,,,,,,',
  '107,,M,1990-02-03,,,,',
  '108,short',
];

describe('adopting a registry on the command line', () => {
  let line: CommandLine;
  let whole: WholeDeployment;
  let file: string;

  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Finished> =>
    line.run(args, { ...line.configuration, adopted: [{ name: 'programme', country: 'PH' }] }, { environment });
  const adopt = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await run(['adopt', '--source', 'programme', '--json', ...args]);
    expect(code, stderr + stdout).to.equal(0);
    return JSON.parse(stdout) as T;
  };
  const write = (rows: readonly string[]): void => {
    writeFileSync(file, `\u{feff}${[heading, ...rows].join('\r\n')}\r\n`);
  };
  const rows = async (sql: string): Promise<readonly Record<string, unknown>[]> =>
    (await whole.pool.query<Record<string, unknown>>(sql)).rows;
  const crossWalk = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      (await rows('select own_id, registrant_id from registry.cross_walk order by own_id')).map(
        (row): [string, unknown] => [String(row['own_id']), row['registrant_id']],
      ),
    );
  const audited = (): Promise<readonly Record<string, unknown>[]> =>
    rows('select action, subject_id from registry.audit_log order by id');

  before(async function () {
    this.timeout(240_000);
    line = await openCommandLine(uniqueName('adopt').slice(0, 12), 'error');
    file = join(line.directory, 'partners.csv');
    const { brokers, schemaRegistryUrl } = await useStack();
    const name = String(line.configuration['deployment']);
    expect((await run(['migrate'])).code).to.equal(0);
    whole = new WholeDeployment(name, `${name}.`, brokers[0] ?? '', schemaRegistryUrl, line.databaseUrl);
    await whole.codec.prepare();
  });

  after(async function () {
    this.timeout(240_000);
    await whole.pool.end();
    await line.close();
  });

  it('says beforehand as what rows are read and what is wrong where, and never with a value', async function () {
    this.timeout(240_000);
    write([...people, ...broken]);
    const forecast = await adopt<AdoptForecast>('--file', file, '--dry-run');
    expect(forecast).to.deep.include({ rows: 8 });
    expect(forecast.run).to.include({ published: 4, deadLettered: 4 });
    expect(forecast.rejected.map(({ code, field, places }) => [code, field, ...places])).to.deep.equal([
      ['OWN_ID_MISSING', 'recordId', 7],
      ['OWN_ID_TWICE', 'recordId', 8],
      ['ROW_TELLS_NOBODY', 'fullName', 11],
      ['ROW_MISPLACED', 'row', 12],
    ]);
    expect(forecast.doubtful.map(({ code, field, places }) => [code, field, ...places])).to.deep.equal([
      ['DATE_UNREADABLE', 'birthDate', 5],
    ]);
    const { stdout } = await run(['adopt', '--source', 'programme', '--file', file, '--dry-run']);
    expect(stdout)
      .to.match(/fullName +4 +4 +A/)
      .and.match(/OWN_ID_TWICE +recordId +8/);
    expect(stdout + JSON.stringify(forecast)).not.to.match(/REYES|Reyes|GOMEZ|NID\d|1984-06/);
    expect(await crossWalk()).to.deep.equal({});
  });

  it('takes people over with their own ids, tells nobody that they are new, and shows who is there twice', async function () {
    this.timeout(240_000);
    const report = await adopt<AdoptReport>('--file', file);
    expect(report.registry.outcomes).to.deep.equal({
      identity: { linked: 1, new: 3 },
      registry: { adopted: 3, updated: 1 },
    });
    const known = await crossWalk();
    expect(Object.keys(known)).to.deep.equal(['101', '102', '103', '104']);
    expect(known['103']).to.equal(known['101']);
    expect(report.crossWalk).to.deep.equal({
      ownIds: 4,
      registrants: 3,
      linked: 0,
      duplicates: 1,
      examples: [{ registrantId: known['101'], ownIds: 2 }],
    });
    expect(await rows('select own_ids from registry.cross_walk_duplicate')).to.deep.equal([
      { own_ids: ['101', '103'] },
    ]);
    // What the second row changed of the first one's registrant is a change.
    expect(await audited()).to.deep.equal([{ action: 'updated', subject_id: known['101'] }]);
  });

  it('changes nothing when it is done again, and tells of a row that has changed as of any update', async function () {
    this.timeout(240_000);
    expect((await adopt<AdoptReport>('--file', file)).run).to.include({ published: 0, skippedUnchanged: 4 });
    const known = await crossWalk();
    write(people.slice(1).map((row) => row.replace('CRUZ', 'SANTOS')));
    const report = await adopt<AdoptReport>('--file', file);
    expect(report.run).to.include({ published: 1, skippedUnchanged: 2, withdrawn: 0, outOfScope: 0 });
    expect(report.registry.outcomes['registry']).to.deep.equal({ updated: 1 });
    expect((await audited()).at(-1)).to.deep.equal({ action: 'updated', subject_id: known['102'] });
    expect(await crossWalk()).to.deep.equal(known);
  });

  it('links whom a social registry brings to the one that was adopted', async function () {
    this.timeout(240_000);
    const topic = `${whole.prefix}source.records`;
    const identifiers = [
      {
        type: 'National ID',
        value: 'NID4',
        issuer: null,
        expiry: null,
        uniqueness: 'unique' as const,
        wellFormed: true,
      },
    ];
    const seen = Date.now() - 1_800_000_000_000 + 3_600_000;
    const record = {
      ...person('f'.repeat(32), { identifiers, seen }),
      firstSeen: { time: Date.now(), source: 'north', sequence: 1 },
    };
    const value = whole.codec.encode(topic, 'org.registrystream.SourcePerson', record);
    const headers = { 'import-run': record.importRun, version: '1' };
    await whole.send([{ topic, key: `${record.recordKey}/${record.import}`, value, headers }]);
    const before = await crossWalk();
    await whole.process();
    expect((await audited()).at(-1)).to.deep.equal({ action: 'updated', subject_id: before['104'] });
    expect(await crossWalk()).to.deep.equal(before);
    expect((await audited()).map(({ action }) => action)).not.to.include('created');
  });

  it('reads a query, says which row stopped it, and goes on when it is asked again', async function () {
    this.timeout(240_000);
    const database = { REGISTRY_STREAM_ADOPT_DATABASE: line.databaseUrl };
    const asked = (sql: string, environment: Readonly<Record<string, string>> = database): Promise<Finished> =>
      run(['adopt', '--source', 'programme', '--query', sql, '--json'], environment);
    const query = (broke: string): string =>
      `select 1000 + n as id, 'Person ' || n as name, ${broke} as weight from generate_series(1, 1500) n;`;
    const failed = await asked(query('1 / (1200 - n)'));
    expect(failed.code, failed.stderr).to.equal(78);
    expect(failed.stdout).to.include('QUERY_FAILED').and.include('after 1000 rows').and.include('22012');
    const whose = await asked(query('n'));
    expect(whose.code, whose.stderr + whose.stdout).to.equal(0);
    const report = JSON.parse(whose.stdout) as AdoptReport;
    expect(report).to.deep.include({ rows: 1500, rejected: [] });
    expect(report.crossWalk).to.include({ ownIds: 1504 });
    expect((await audited()).map(({ action }) => action)).not.to.include('created');
    const noTable = await asked('select id from nowhere');
    expect(noTable.stdout).to.include('nowhere').and.include('QUERY_REFUSED');
    const wrong = new URL(line.databaseUrl);
    wrong.password = 'not-the-password';
    const refused = await asked('select 1 as id', { REGISTRY_STREAM_ADOPT_DATABASE: wrong.href });
    expect(refused.code).to.equal(78);
    expect(refused.stdout + refused.stderr)
      .to.include('QUERY_REFUSED')
      .and.not.include('not-the-password');
    const writes = await asked('select 1 as id; drop table registry.registrant');
    expect(writes.code).to.equal(78);
  });

  it('keeps the cross-walk through a rebuild', async function () {
    this.timeout(240_000);
    const before = await crossWalk();
    const verified = await run(['rebuild', '--from', 'resolved', '--verify', '--json']);
    expect(verified.code, verified.stdout + verified.stderr).to.equal(0);
    await whole.pool.query(`update registry.registrant_source set own_id = null where own_id = '101'`);
    expect((await run(['rebuild', '--from', 'resolved', '--verify'])).code).to.equal(1);
    const swapped = await run(['rebuild', '--from', 'resolved', '--swap']);
    expect(swapped.code, swapped.stdout + swapped.stderr).to.equal(0);
    expect(await crossWalk()).to.deep.equal(before);
  });

  it('forgets the own id with the record when it is erased', async function () {
    this.timeout(240_000);
    const before = await crossWalk();
    const [found] = await rows(`select record_key, import from registry.cross_walk where own_id = '102'`);
    const key = `${String(found?.['record_key'])}/${String(found?.['import'])}`;
    await whole.send([{ topic: `${whole.prefix}source.records`, key, value: null, headers: {} }]);
    await whole.process();
    const { '102': erased, ...others } = before;
    expect(await crossWalk()).to.deep.equal(others);
    expect((await audited()).at(-1)).to.deep.equal({ action: 'erased', subject_id: erased });
  });

  it('says what is wrong with a file before anything is published', async function () {
    this.timeout(240_000);
    const told = async (contents: string | Buffer, ...args: readonly string[]): Promise<string> => {
      writeFileSync(file, contents);
      const { code, stderr } = await run(['adopt', '--source', 'programme', '--file', file, ...args]);
      expect(code, stderr).to.equal(78);
      return stderr;
    };
    expect(await told('partner,name\n1,Ana\n'))
      .to.include('ID_COLUMN_MISSING')
      .and.include('partner, name');
    expect(await told('')).to.include('FILE_EMPTY');
    expect(await told('id,name,name\n1,Ana,Ana\n')).to.include('COLUMN_TWICE');
    expect(await told(Buffer.from('id,name\n1,Peña\n', 'latin1')))
      .to.include('FILE_ENCODING')
      .and.not.include('Pe');
    expect(await told('id,name\n1,"Ana\n2,Ben\n'))
      .to.include('FILE_NO_CSV')
      .and.not.include('Ben');
    expect((await run(['adopt', '--source', 'other', '--file', file])).stderr).to.include('ADOPTED_UNKNOWN');
    expect(
      (await run(['adopt', '--source', 'programme', '--file', join(line.directory, 'none.csv')])).stderr,
    ).to.include('FILE_UNREADABLE');
  });
});
