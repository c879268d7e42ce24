import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { connectors } from '../../connectors/index.ts';
import { activeModel, entityIdsOf } from '../../processors/index.ts';
import { readModel, writeModel } from '../../processors/identity/linkage/index.ts';
import { freezeModel } from '../../processors/identity/linkage/model/freeze.ts';
import type { ModelDraft } from '../../processors/identity/linkage/model/model.ts';
import { loadConfig } from '../../runtime/config/load.ts';
import { openDeployment, type Deployment } from '../../runtime/deployment/deployment.ts';
import { startWorkers } from '../../runtime/deployment/workers.ts';
import { readToEnd } from '../../runtime/kafka/index.ts';
import { logMessages, publishToLog, type LogRecord } from '../../runtime/models/logPublisher.ts';
import { untilPassed } from '../../runtime/models/untilPassed.ts';
import type { DeadLetter, IdentityDecision, SourcePerson } from '../../schemas/generated/types.ts';
import { openCommandLine, type CommandLine } from '../support/commandLine.ts';
import type { Finished } from '../support/program.ts';
import { waitFor } from '../support/stack.ts';
import { activationOf, linkingModel } from '../unit/processors/support/model.ts';
import { nationalId, person, polledAt } from '../unit/processors/support/records.ts';

const given = ['Ana Maria', 'Benigno', 'Carlota', 'Dario', 'Elena', 'Florencio', 'Gloria', 'Hilario'];
const family = ['Reyes', 'Cruz', 'Santos', 'Villanueva', 'Salonga'];
const people = given.length * family.length;

/** Whose enrolments caseworkers have taken past the draft; each came after the other record of the same person. */
const enrolled = ['south-0', 'south-1', 'south-2'];

/** Everybody twice: with a national id, and without one in another registry, where only the evidence tells who it is. */
const twice = (): SourcePerson[] =>
  Array.from({ length: people }, (_, index) => {
    const told = {
      fullName: null,
      givenName: given[index % given.length] ?? '',
      familyName: family[Math.floor(index / given.length)] ?? '',
      birthDate: `19${String(50 + index)}-0${String(1 + (index % 9))}-1${String(index % 10)}`,
      sex: 'f',
    };
    return [
      person(`north-${String(index)}`, {
        ...told,
        seen: index,
        identifiers: [nationalId(`N${String(7_000 + index)}`)],
      }),
      person(`south-${String(index)}`, { ...told, seen: people + index, source: 'south' }),
    ];
  }).flat();

const recordOf = (value: SourcePerson): LogRecord => ({
  key: `${value.recordKey}/${value.import}`,
  type: 'org.registrystream.SourcePerson',
  value,
  time: polledAt,
});

interface Activated {
  readonly before: string | null;
  readonly records: number;
  readonly slices: number;
  readonly decisions: Readonly<Record<string, number>> | null;
}

interface Difference {
  readonly registrants: unknown;
  readonly decisions: Readonly<Record<string, number>>;
  readonly merges: { readonly sample: readonly { readonly enrolled: readonly string[] }[] };
}

describe('models of a deployment: looked at, activated, and activated again', () => {
  const model = linkingModel();
  let line: CommandLine;
  let configuration: Record<string, unknown>;
  let deployment: Deployment;
  let modelFile: string;
  let foreseen: Readonly<Record<string, number>> = {};

  const run = (...args: string[]): Promise<Finished> => line.run(['identity', ...args], configuration);

  const activate = async (file: string, ...args: string[]): Promise<Activated> => {
    const { code, stdout, stderr } = await run('activate', '--model', file, '--by', 'registrar', '--json', ...args);
    expect(code, stderr + stdout).to.equal(0);
    return JSON.parse(stdout) as Activated;
  };

  const valuesOf = async <Value>(topic: string): Promise<Value[]> => {
    const found: Value[] = [];
    await readToEnd(deployment.kafka, {
      topic: deployment.topic(topic),
      onMessages: async (_, messages) => {
        await deployment.codec.load(messages.map(({ value }) => value));
        for (const { value } of messages) if (value !== null) found.push(deployment.codec.decode(value).value as Value);
      },
    });
    return found;
  };

  const registrants = async (): Promise<Record<string, number>> => {
    const rows = await deployment.query('select status, count(*)::int as n from registry.registrant group by 1', []);
    return Object.fromEntries(rows.map(({ status, n }) => [status, n])) as Record<string, number>;
  };

  const publish = (records: readonly LogRecord[]): Promise<void> =>
    publishToLog(deployment, 'test', logMessages(deployment, 'test', records), () => undefined);

  before(async function () {
    this.timeout(120_000);
    line = await openCommandLine('models', 'error');
    configuration = { ...line.configuration, sources: [] };
    const migrated = await line.run(['migrate'], configuration);
    expect(migrated.code, migrated.stderr).to.equal(0);
    deployment = openDeployment(
      loadConfig({ file: join(line.directory, 'registry-stream.yaml'), connectors }),
      () => undefined,
    );
    await deployment.codec.prepare();
    modelFile = join(line.directory, 'model.json');
    writeFileSync(modelFile, writeModel(model));
    await publish(twice().map(recordOf));
  });

  after(async function () {
    this.timeout(60_000);
    await deployment.close();
    await line.close();
  });

  it('refuses an altered model before anything is published', async function () {
    this.timeout(60_000);
    const altered = join(line.directory, 'altered.json');
    writeFileSync(altered, writeModel(model).replace('"link": 2048', '"link": 1048'));
    const refused = await run('activate', '--model', altered);
    expect(refused.code).to.equal(78);
    expect(refused.stderr).to.include('MODEL_ALTERED');
    expect(await valuesOf('source.records')).to.have.length(2 * people);
  });

  it('refuses a model that no message holds, and says what to do', async function () {
    this.timeout(60_000);
    const draft: ModelDraft & { hash?: string } = { ...model };
    delete draft.hash;
    const random = Array.from({ length: 60_000 }, (): [string, number] => [randomBytes(30).toString('base64url'), 1]);
    const large = freezeModel({ ...draft, rarity: { names: { unknown: 0, values: Object.fromEntries(random) } } });
    const file = join(line.directory, 'large.json');
    writeFileSync(file, writeModel(large));
    const refused = await run('activate', '--model', file);
    expect(refused.code).to.equal(78);
    expect(refused.stderr).to.match(/MODEL_TOO_LARGE: .*1,048,588.*max\.message\.bytes=4194304/);
    expect(await valuesOf('source.records')).to.have.length(2 * people);
  });

  it('runs a resolver and a sink of its own where none is at work', async function () {
    this.timeout(120_000);
    // Nothing was resolved yet, so that there are no records to cut into slices.
    expect(await activate('starter')).to.include({ before: null, records: 0, slices: 1 });
    expect(await registrants()).to.deep.equal({ active: 2 * people });
  });

  it('tells beforehand who would become one and who of them is enrolled, and nothing of what they are called', async function () {
    this.timeout(60_000);
    await deployment.query(
      `with program as (insert into registry.program (name, target_type) values ('Cash', 'individual') returning id)
       insert into registry.program_membership (registrant_id, program_id, state)
       select r.id, p.id, case when r.id = any($1::uuid[]) then 'enrolled' else 'draft' end
         from registry.registrant r, program p`,
      [enrolled.map(entityIdsOf(deployment.config.deployment))],
    );
    const diff = JSON.parse((await run('diff', '--model', modelFile, '--json', '--sample', '3')).stdout) as Difference;
    expect(diff).to.deep.include({
      candidate: model.hash,
      records: { persons: 2 * people, groups: 0 },
      registrants: { before: 2 * people, after: people },
      reviews: { before: people, after: 0 },
    });
    expect(diff.decisions).to.include({ merged: people });
    const { sample, ...counts } = diff.merges;
    expect(counts).to.deep.equal({ count: people, registrants: 2 * people, enrolled: 3 });
    expect(sample).to.have.length(3);
    expect(sample[0]?.enrolled).to.have.length.above(0);
    foreseen = diff.decisions;
    const { stdout, stderr } = await run('diff', '--model', modelFile);
    expect(stdout).to.include(
      `${String(2 * people)} registrants become ${String(people)}; 3 of them have an enrolment`,
    );
    for (const name of [...given, ...family]) expect(stdout + stderr).not.to.include(name);
  });

  it('learns from what is stored, for as many records as there are', async function () {
    this.timeout(60_000);
    const file = join(line.directory, 'trained.json');
    const { code, stdout, stderr } = await run('train', '--from-registry', '--output', file, '--json');
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout))
      .to.deep.include({ output: file })
      .and.to.have.nested.property('prior.size', 2 * people);
    expect(readModel(readFileSync(file, 'utf8')).training).to.include({ records: 2 * people });
  });

  it('merges by a model that links, beside a running deployment, holds who is enrolled, and tells the evidence', async function () {
    this.timeout(120_000);
    const workers = startWorkers(deployment, { stages: ['identity', 'registry'], sources: [] });
    try {
      await waitFor('the resolver to know who is enrolled', async () => {
        const [row] = await deployment.query('select count(*)::int as n from registry_stream.identity_enrolment', []);
        return row?.['n'] === enrolled.length;
      });
      const { decisions, records } = await activate(modelFile);
      expect(records).to.equal(2 * people);
      expect(foreseen, 'before the log knew of the enrolments').to.include({ merged: people });
      const merges = people - enrolled.length;
      expect(decisions).to.include({ merged: merges, held: enrolled.length, review_closed: merges });
      const told = await valuesOf<IdentityDecision>('identity.decisions');
      const merged = told.filter(({ kind }) => kind === 'merged');
      expect(merged).to.have.length(merges);
      const held = told.filter(({ kind }) => kind === 'held');
      expect(held.map(({ recordKey }) => recordKey).sort()).to.deep.equal(enrolled);
      for (const { rule, weighed } of merged) {
        expect(rule).to.equal('weighed');
        expect(weighed).to.include({ model: model.hash, guard: null });
        expect(weighed?.weight).to.be.at.least(weighed?.line ?? Infinity);
      }
      const before = await valuesOf('registrants');
      const again = await activate(modelFile);
      expect(again).to.deep.include({ before: model.hash, decisions: {} });
      expect(await valuesOf('registrants')).to.have.length(before.length);
    } finally {
      await workers.stop();
    }
    expect(await activate(modelFile)).to.deep.include({ decisions: {} });
    const left = JSON.parse((await run('diff', '--model', modelFile, '--json')).stdout) as Difference;
    const active = people + enrolled.length;
    expect(left).to.deep.include({ unsettled: 0, decisions: {}, registrants: { before: active, after: active } });
    expect(await registrants()).to.deep.equal({ active, merged: people - enrolled.length });
  });

  it('sends an activation that nobody can read to the dead letters, and the model before stays', async function () {
    this.timeout(120_000);
    const broken = { ...activationOf(linkingModel(9_000)), artefact: Buffer.from('no model') };
    const key = 'model/active';
    await publish([{ key, type: 'org.registrystream.ModelActivation', value: broken, time: polledAt }]);
    const workers = startWorkers(deployment, { stages: ['identity'], sources: [] });
    try {
      const { signal } = new AbortController();
      const onLook = (): void => {
        workers.throwIfFailed();
      };
      const until = (await deployment.watermarks('source.records')).get(0)?.high ?? 0;
      await untilPassed({ query: deployment.query, until, onLook, signal });
    } finally {
      await workers.stop();
    }
    const [letter] = await valuesOf<DeadLetter>('dead-letters');
    expect(letter).to.include({ code: 'MODEL_UNREADABLE' });
    expect(letter?.originalKey?.toString()).to.equal(key);
    expect((await activeModel(deployment.query))?.hash).to.equal(model.hash);
    const status = await line.run(['status'], configuration);
    expect(status.stdout).to.include(`model ${model.hash.slice(0, 16)}, activated by registrar`);
  });

  it('goes back to identifiers alone, and publishes only where it is told not to wait', async function () {
    this.timeout(120_000);
    expect(await activate('starter', '--no-wait')).to.deep.include({ decisions: null });
    expect((await activeModel(deployment.query))?.hash).to.equal(model.hash);
    // The same again: what was cut short is completed.
    const { decisions } = await activate('starter');
    expect(decisions).to.deep.include({ review_opened: people });
    expect(await registrants()).to.deep.equal({ active: 2 * people });
  });
});
