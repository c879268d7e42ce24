import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import type { AdoptReport } from '../../runtime/cli/commands/adopt/adopt.ts';
import { typeCatalogue } from '../../runtime/deployment/topics.ts';
import { codec, schemaIds } from '../../runtime/kafka/index.ts';
import { withSourceHeld } from '../../runtime/letters/index.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import { startCommand, type Finished, type Started } from '../support/program.ts';
import { waitFor } from '../support/stack.ts';
import { textsInTables } from '../support/traces.ts';

const heading = 'id,name,gender,birthdate,national_id';
const others = ['101,"REYES, ANA",F,1984-06-26,NID1', '103,"GOMEZ, DANTE",M,1980-05-05,NID3'];
const her = '102,"QUOXWILLOW, ZEPHYRINE",F,1987-04-19,QX77319926';

interface Erased {
  readonly applied: boolean;
  readonly left: readonly unknown[];
  readonly records: readonly { readonly recordKey: string; readonly source: string }[];
}

describe('erasing somebody who was adopted', function suite() {
  this.timeout(300_000);
  let line: CommandLine;
  let pool: pg.Pool;
  let stages: Started;
  let file: string;
  let recordKey = '';

  const configuration = (onReturn = 'refuse'): Record<string, unknown> => ({
    ...line.configuration,
    adopted: [{ name: 'programme', country: 'PH' }],
    erasure: { onReturn },
  });
  const run = (args: readonly string[], onReturn?: string): Promise<Finished> =>
    line.run(args, configuration(onReturn));
  const json = async <T>(args: readonly string[], onReturn?: string): Promise<T> => {
    const { code, stdout, stderr } = await run([...args, '--json'], onReturn);
    expect(code, stderr + stdout).to.equal(0);
    return JSON.parse(stdout) as T;
  };
  const adopting = ['adopt', '--source', 'programme', '--source-only', '--file'];
  const adopt = (onReturn?: string): Promise<AdoptReport> => json<AdoptReport>([...adopting, file], onReturn);
  const write = (rows: readonly string[]): void => {
    writeFileSync(file, `${[heading, ...rows].join('\n')}\n`);
  };
  const crossWalk = async (): Promise<ReadonlyMap<string, { readonly id: string; readonly recordKey: string }>> => {
    const { rows } = await pool.query<Record<'own_id' | 'id' | 'key', string>>(
      'select own_id, registrant_id::text as id, record_key as key from registry.cross_walk order by own_id',
    );
    return new Map(rows.map(({ own_id: ownId, id, key }) => [ownId, { id, recordKey: key }]));
  };
  const eraseHer = async (): Promise<void> => {
    const found = (await crossWalk()).get('102');
    recordKey = found?.recordKey ?? '';
    const erased = await json<Erased>(['erase', found?.id ?? '', '--reason', 'request', '--by', 'maria']);
    expect(erased).to.deep.include({ applied: true, left: [] });
    expect(erased.records.map((record) => [record.recordKey, record.source])).to.deep.equal([[recordKey, 'programme']]);
  };

  before(async () => {
    line = await openCommandLine('adopterase', 'debug');
    file = join(line.directory, 'partners.csv');
    pool = new pg.Pool({ connectionString: line.databaseUrl });
    await json(['migrate']);
    stages = await startCommand(['run', 'processor', 'sink', '--config', line.write(configuration())]);
    write([...others, her]);
    expect((await adopt()).run).to.include({ published: 3, refusedErased: 0 });
  });

  after(async () => {
    stages.end('SIGTERM');
    await stages.ended;
    await pool.end();
    await line.close();
  });

  it('takes her out of the cross-walk and all tables, and leaves nothing to be found', async () => {
    expect([...(await crossWalk()).keys()]).to.deep.equal(['101', '102', '103']);
    await eraseHer();
    expect([...(await crossWalk()).keys()]).to.deep.equal(['101', '103']);
    expect(await textsInTables(pool, ['QUOXWILLOW', 'Quoxwillow', 'QX77319926'])).to.deep.equal([]);
    expect((await run(['erase', '--verify'])).code).to.equal(0);
  });

  it('refuses her when the same rows are adopted again, whatever else they say of her now, and tells it', async () => {
    write([...others, her.replace('QX77319926', 'QX00000001')]);
    expect((await adopt()).run).to.include({ published: 0, skippedUnchanged: 2, refusedErased: 1, deadLettered: 0 });
    const told = await run([...adopting, file, '--dry-run']);
    expect(told.stdout, told.stderr).to.include('1 were erased').and.include('erase --readmit');
    expect([...(await crossWalk()).keys()]).to.deep.equal(['101', '103']);
    expect(await json(['dead-letters', 'list'])).to.include({ total: 0 });
  });

  it('waits while an erasure holds the registry, and goes on when that has ended', async () => {
    const { topicPrefix } = line.configuration['kafka'] as { readonly topicPrefix: string };
    const registry = line.configuration['schemaRegistry'] as { readonly url: string };
    const codecs = codec(typeCatalogue(topicPrefix), schemaIds(registry));
    await codecs.prepare();
    const kafka = { connection: line.connection, codec: codecs, topicPrefix };
    let adopted = false;
    const adoption = await withSourceHeld(
      kafka,
      String(line.configuration['deployment']),
      'programme',
      'erasure',
      async () => {
        const started = await startCommand([...adopting, file, '--config', line.write(configuration())]);
        void started.ended.then(() => (adopted = true));
        await waitFor(
          'the adoption to say that it waits',
          () => Promise.resolve(started.said().includes('SOURCE_HELD')),
          60_000,
        );
        expect(adopted).to.equal(false);
        return started;
      },
    );
    const { output } = await adoption.ended;
    expect(output).to.include('1 were erased');
  });

  it('takes her over again once that is said of her, or of all who come again', async () => {
    write([...others, her]);
    await json(['erase', '--readmit', recordKey]);
    expect((await adopt()).run).to.include({ published: 1, refusedErased: 0 });
    expect([...(await crossWalk()).keys()]).to.deep.equal(['101', '102', '103']);
    await eraseHer();
    expect((await adopt()).run).to.include({ published: 0, refusedErased: 1 });
    expect((await adopt('readmit')).run).to.include({ published: 1, refusedErased: 0 });
    expect([...(await crossWalk()).keys()]).to.deep.equal(['101', '102', '103']);
  });

  it('says of a row that was refused what to do, for a redrive cannot read it again', async () => {
    write([...others, her, ',"CRUZ, BEN",M,1990-02-03,NID4']);
    expect((await adopt()).run).to.include({ deadLettered: 1 });
    const { outcomes } = await json<{
      readonly outcomes: readonly { readonly outcome: string; readonly detail: string }[];
    }>(['dead-letters', 'redrive', '--all']);
    expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['impossible']);
    expect(outcomes[0]?.detail)
      .to.include('registry-stream adopt --source programme')
      .and.include('discard the letter');
  });
});
