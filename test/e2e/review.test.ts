import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import {
  weighingModel,
  entityIdsOf,
  knownRecords,
  streamLinkage,
  weighPair,
  type Explanation,
} from '../../processors/index.ts';
import { partitionFor } from '../../runtime/kafka/index.ts';
import type { IdentityDecision, Verdict } from '../../schemas/generated/types.ts';
import { WholeDeployment } from '../integration/deadLetters/fixture.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import type { Finished } from '../support/program.ts';
import { uniqueName, useStack, waitFor } from '../support/stack.ts';
import { keys, records, weighedDecision } from './reviewPeople.ts';

interface Listed {
  readonly total: number;
  readonly reviews: readonly {
    readonly recordKey: string;
    readonly entityId: string;
    readonly candidates: readonly string[];
    readonly reasons: readonly string[];
    readonly weight: number | null;
  }[];
}

interface Explained {
  readonly entityId: string;
  readonly goesOnAs: string | null;
  readonly decisions: readonly (IdentityDecision & {
    readonly key: string;
    readonly verification?: { readonly outcome: string };
  })[];
}

describe('reviews on the command line', () => {
  let line: CommandLine;
  let whole: WholeDeployment;
  let name: string;
  let idOf: (recordKey: string) => string;
  let explanation: Explanation;

  const run = (...args: readonly string[]): Promise<Finished> => line.run(args, line.configuration);
  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await run(...args, '--json');
    expect(code, stderr + stdout).to.equal(0);
    return JSON.parse(stdout) as T;
  };
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    expect(code, stdout + stderr).to.equal(78);
    return stderr;
  };
  const query = async (sql: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]> =>
    (await whole.pool.query<Record<string, unknown>>(sql, [...parameters])).rows;
  const verdicts = async (): Promise<
    readonly (Verdict & { readonly key: string | null; readonly type?: string })[]
  > => {
    const found = (await whole.read('source.records')).filter(({ key }) => key?.startsWith('verdict/') === true);
    await whole.codec.load(found.map(({ value }) => value));
    return found.map(({ key, value, headers: { ce_type: type } }) => ({
      key,
      ...(type === undefined ? {} : { type }),
      ...(whole.codec.decode(value ?? Buffer.alloc(0)).value as Verdict),
    }));
  };
  /** Publishes a decision that the weighed evidence of the two made. */
  const decided = async (ordinal: number, changes: Partial<Explanation>): Promise<string> => {
    const entityId = idOf(keys.rosa);
    const value = weighedDecision(entityId, { ...explanation, ...changes });
    const topic = `${whole.prefix}identity.decisions`;
    const key = `${entityId}/1000/${String(ordinal)}`;
    const encoded = whole.codec.encode(topic, 'org.registrystream.IdentityDecision', value);
    await whole.send([{ topic, partition: partitionFor(entityId, 2), key, value: encoded, headers: {} }]);
    return key;
  };

  before(async function () {
    this.timeout(240_000);
    line = await openCommandLine('cli-review', 'error');
    const { brokers, schemaRegistryUrl } = await useStack();
    name = String(line.configuration['deployment']);
    idOf = entityIdsOf(name);
    expect((await run('migrate')).code).to.equal(0);
    whole = new WholeDeployment(name, `${name}.`, brokers[0] ?? '', schemaRegistryUrl, line.databaseUrl);
    await whole.codec.prepare();
    const topic = `${whole.prefix}source.records`;
    await whole.send(
      records.map((record) => {
        const type = `org.registrystream.${'members' in record ? 'SourceGroup' : 'SourcePerson'}`;
        const headers = { 'import-run': record.importRun, version: String(record.version) };
        return {
          topic,
          key: `${record.recordKey}/${record.import}`,
          value: whole.codec.encode(topic, type, record),
          headers,
        };
      }),
    );
    await whole.process();
    const known = await knownRecords(query, name, [keys.rosa, keys.roza]);
    const [one, other] = [known.get(keys.rosa), known.get(keys.roza)];
    const weighed = one && other && weighPair(streamLinkage(await weighingModel(query)), one, other);
    if (weighed === undefined) throw new Error('the two records were not resolved');
    explanation = weighed;
    await query('update registry_stream.identity_node set review = null where record_key = $1', [keys.rosa]);
    const doubt = { recordKey: keys.roza, otherRecordKey: keys.rosa, weight: 1000, reason: 'band' };
    await query('update registry_stream.identity_node set review = $2 where record_key = $1', [
      keys.roza,
      JSON.stringify({ conflicts: [], candidates: [keys.rosa], weighed: [doubt] }),
    ]);
  });

  after(async function () {
    this.timeout(240_000);
    await whole.pool.end();
    await line.close();
  });

  it('lists what waits: shared identifiers first, then by weight, with reasons and filters, and nobody by name', async function () {
    this.timeout(240_000);
    const all = await json<Listed>('review', 'list');
    expect(all.total).to.equal(2);
    expect(all.reviews.map(({ recordKey }) => recordKey)).to.deep.equal([keys.anton, keys.roza]);
    expect(all.reviews[0]).to.deep.include({ reasons: ['sex'], weight: null, candidates: [idOf(keys.ana)] });
    expect(all.reviews[1]).to.deep.include({ reasons: ['band'], weight: 1000, entityId: idOf(keys.roza) });
    expect((await json<Listed>('review', 'list', '--reason', 'sex')).total).to.equal(1);
    expect((await json<Listed>('review', 'list', '--min-weight', '3.9')).reviews).to.have.length(1);
    expect((await json<Listed>('review', 'list', '--min-weight', '4')).total).to.equal(0);
    expect((await run('review', 'list', '--kind', 'group')).stdout).to.equal('no open review matches\n');
    const words = (await run('review', 'list', '--limit', '1')).stdout;
    expect(words)
      .to.include(keys.anton)
      .and.include('1 more')
      .and.match(/1 +band/);
    expect(words).not.to.match(/Reyes|AB1234567/);
  });

  it('shows two records side by side with their waterfall, by the active model', async function () {
    this.timeout(240_000);
    const shown = await run('review', 'show', keys.roza);
    expect(shown.code, shown.stderr).to.equal(0);
    expect(shown.stdout)
      .to.include(`record ${keys.roza}  of registrant ${idOf(keys.roza)}`)
      .and.match(/= +birth date +1984-11-23 +1984-11-23/)
      .and.match(/~ +family name +Katigbac +Katigbak/)
      .and.match(/= +area +San Fabian/)
      .and.match(/givenName +same/)
      .and.match(/weight [+-]\d+\.\d\d bits.*linked from \+8\.00/)
      .and.include('no verdict on these two');
    expect((await run('review', 'show', keys.anton)).stdout)
      .to.match(/= +identifiers +National ID AB1234567/)
      .and.match(/^against it: sex$/m);
    expect(await refused('review', 'show', keys.ana)).to.match(/^REVIEW_NOT_OPEN/m);
    expect(await refused('review', 'show', 'nobody')).to.match(/^RECORD_UNKNOWN: .*review list/m);
    const pair = await json<{ pairs: { explanation: Explanation }[] }>('review', 'show', keys.rosa, keys.roza);
    expect(pair.pairs[0]?.explanation).to.deep.equal(explanation);
  });

  it('refuses what is easily a mistake, and publishes nothing then', async function () {
    this.timeout(300_000);
    const decide = (...args: readonly string[]): Promise<string> => refused('review', 'decide', ...args);
    expect(await decide(keys.rosa, keys.rosa, 'same')).to.match(/^VERDICT_ON_ITSELF/m);
    expect(await decide(keys.rosa, 'nobody', 'same')).to.match(/^RECORD_UNKNOWN: .*review list/m);
    expect(await decide(keys.rosa, keys.household, 'same')).to.match(/^VERDICT_KINDS/m);
    expect(await decide(keys.luis, keys.luisAgain, 'different')).to.match(/^VERDICT_SETTLED: .*--anyway/m);
    expect(await decide(keys.ana, keys.rosa, 'same')).to.match(/^VERDICT_NOT_ASKED: .*--anyway/m);
    expect(await refused('review', 'undo', keys.rosa, keys.roza)).to.match(/^VERDICT_UNKNOWN/m);
    const dry = await run('review', 'decide', keys.roza, keys.rosa, 'same', '--dry-run');
    expect(dry.stdout)
      .to.include(`${idOf(keys.rosa)} was first seen and goes on`)
      .and.include('nothing was published');
    expect(await verdicts()).to.deep.equal([]);
  });

  it('publishes a verdict, keeps it against another, replaces it on demand, and takes it back', async function () {
    this.timeout(300_000);
    const pair = [keys.roza, keys.rosa];
    const decide = ['review', 'decide', ...pair];
    const first = await run(...decide, 'different', '--by', 'maria', '--note', 'two sisters', '--wait', '0');
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stdout).to.include('the question is closed').and.include('published');
    const [published] = await verdicts();
    expect(published).to.deep.include({
      key: `verdict/${keys.rosa}/${keys.roza}`,
      type: 'org.registrystream.Verdict',
      lowerRecordKey: keys.rosa,
      higherRecordKey: keys.roza,
      judgement: 'different',
      decidedBy: 'maria',
      note: 'two sisters',
    });
    // The resolver has not come to it: the log alone knows.
    expect(await refused(...decide, 'same')).to.match(/^VERDICT_STANDS: .*different by maria.*two sisters.*--replace/m);
    expect((await run(...decide, 'different')).stdout).to.include('nothing was published');
    expect((await run('review', 'show', ...pair)).stdout).to.include('verdict: different by maria');
    const replaced = await json<{ published: boolean; effect: string }>(...decide, 'same', '--replace', '--wait', '0');
    expect(replaced).to.include({ published: true, effect: 'unite' });
    expect((await run('review', 'undo', ...pair, '--dry-run')).stdout).to.include('nothing was published');
    const undone = await run('review', 'undo', keys.rosa, keys.roza, '--by', 'omar', '--wait', '0');
    expect(undone.stdout).to.include('taken back: same by');
    expect((await verdicts()).map(({ judgement }) => judgement)).to.deep.equal(['different', 'same', 'none']);
    expect(await refused('review', 'undo', keys.rosa, keys.roza)).to.match(/^VERDICT_UNKNOWN/m);
  });

  it('keeps a verdict that the resolver has applied', async function () {
    this.timeout(240_000);
    await query('insert into registry_stream.identity_verdict values ($1, $2, $3, $4, null, $5)', [
      keys.ana,
      keys.anton,
      'same',
      'omar',
      Date.UTC(2026, 0, 2),
    ]);
    expect(await refused('review', 'decide', keys.ana, keys.anton, 'different')).to.match(
      /^VERDICT_STANDS: .*same by omar at 2026-01-02T00:00:00.000Z/m,
    );
  });

  it('explains a registrant by its decisions, whatever it is named by', async function () {
    this.timeout(240_000);
    const explained = await json<Explained>('explain', idOf(keys.luis));
    const told = explained.decisions.map(({ kind, recordKey }) => `${kind} ${recordKey}`);
    expect(told).to.include.members([`created ${keys.luis}`, `linked ${keys.luisAgain}`]);
    expect((await json<Explained>('explain', keys.luisAgain)).decisions).to.deep.equal(explained.decisions);
    const [, linked] = explained.decisions;
    const one = await json<Explained>('explain', linked?.key ?? '');
    expect(one.decisions).to.deep.equal([linked]);
    const words = (await run('explain', keys.luis)).stdout;
    expect(words)
      .to.include(`linked: record ${keys.luisAgain} belongs to ${idOf(keys.luis)}`)
      .and.include(`shares National ID with record ${keys.luis}`)
      .and.include('decided by identifiers');
    expect(words).not.to.match(/Ocampo|CD7654321/);
    expect((await run('explain', keys.anton)).stdout).to.include('against it: sex');
    expect(await refused('explain', 'nobody')).to.match(/^NOTHING_TO_EXPLAIN/m);
  });

  it('explains a merged registrant from both sides', async function () {
    this.timeout(240_000);
    const told = ({ decisions }: Explained) => decisions.map(({ kind, entityId }) => `${kind} ${entityId}`);
    const loser = await json<Explained>('explain', idOf(keys.piaAgain));
    expect(loser.goesOnAs).to.equal(idOf(keys.pia));
    expect(told(loser)).to.deep.equal([`created ${idOf(keys.piaAgain)}`, `merged ${idOf(keys.piaAgain)}`]);
    const survivor = await json<Explained>('explain', keys.piaAgain);
    expect(survivor).to.include({ entityId: idOf(keys.pia), goesOnAs: null });
    expect(told(survivor)).to.deep.equal([`created ${idOf(keys.pia)}`, ...told(loser)]);
  });

  it('adds weighed evidence up again, and ends with 1 when a decision disagrees with its model', async function () {
    this.timeout(240_000);
    const right = await decided(0, {});
    const unknown = await decided(1, { model: uniqueName('model') });
    const verified = await run('explain', idOf(keys.rosa), '--verify');
    expect(verified.code, verified.stderr).to.equal(0);
    expect(verified.stdout)
      .to.include('1 verified, 0 disagree, 1 of unknown models')
      .and.match(/familyName +\S+/);
    const altered = await decided(2, { weight: explanation.weight + 1 });
    const failed = await run('explain', idOf(keys.rosa), '--verify', '--json');
    expect(failed.code).to.equal(1);
    const outcomes = new Map(
      (JSON.parse(failed.stdout) as Explained).decisions.map(({ key, verification }) => [key, verification?.outcome]),
    );
    expect([right, unknown, altered].map((key) => outcomes.get(key))).to.deep.equal([
      'agrees',
      'unknown-model',
      'disagrees',
    ]);
  });

  it('waits until the resolver has come to the verdict', async function () {
    this.timeout(240_000);
    const before = (await verdicts()).length;
    const deciding = json<{ applied: { processed: boolean; entityIds: string[] } }>(
      ...['review', 'decide', keys.roza, keys.rosa, 'same', '--wait', '120'],
    );
    await waitFor('the verdict', async () => (await verdicts()).length > before, 60_000);
    await whole.process();
    const { applied } = await deciding;
    expect(applied.processed).to.equal(true);
    expect(new Set(applied.entityIds).size, 'registrants to which the two records belong').to.equal(1);
  });
});
