import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { InputRecord } from '../../../core/streamProcessor.ts';
import { transactionalPublisher } from '../../../runtime/kafka/index.ts';
import { discardLetters, readLetters } from '../../../runtime/letters/index.ts';
import { publishLetters, resolver } from '../../../runtime/letters/resolution.ts';
import { inPlaceOfStage } from '../../../runtime/letters/stageFence.ts';
import { resolverTransactionalId } from '../../../runtime/deployment/stages.ts';
import type { SourcePerson } from '../../../schemas/generated/types.ts';
import { testImport } from '../../faults/sourceDeployment.ts';
import { homesAt, inventedHome, PagedSource } from '../../faults/sourceRegistry.ts';
import { until } from '../../faults/deployment.ts';
import { uniqueName, waitFor } from '../../support/stack.ts';
import { quiet, refusing, withWhole } from './fixture.ts';
import type { WholeDeployment } from './fixture.ts';

const HOMES = 4;

const clockOf = () => {
  let now = Date.parse('2026-03-01T08:00:00Z');
  return () => (now += 1000);
};

const worker = (deployment: WholeDeployment, registry = { entries: homesAt('before', HOMES) }) =>
  deployment.worker([testImport(new PagedSource(() => registry.entries, 100))], { clock: clockOf() });

const isPerson = (name: string) => (input: InputRecord) =>
  input.type === 'org.registrystream.SourcePerson' &&
  (input.value as SourcePerson).familyName === name &&
  (input.value as SourcePerson).givenName === 'Given 0';
const isGroup = (input: InputRecord): boolean => input.type === 'org.registrystream.Group';
const refusesPerson = refusing(isPerson('Family 1'), 'processors/identity');

describe('redriving records that a stage refused', () => {
  it('leads to the same registry and audit log as had they been right at first, from either stage', async () => {
    const id = uniqueName('letters');
    let expected: unknown;
    await withWhole(async (deployment) => {
      await worker(deployment).runOnce({}, quiet);
      await deployment.process();
      expected = await deployment.registry();
    }, id);
    await withWhole(async (deployment) => {
      await worker(deployment).runOnce({}, quiet);
      await deployment.process({ identity: refusesPerson, registry: refusing(isGroup, 'sinks/postgres') });
      const letters = await deployment.letters();
      expect(letters.map(({ letter }) => letter.position?.topic)).to.have.members([
        'source.records',
        ...Array.from({ length: HOMES }, () => 'groups'),
      ]);
      expect(await deployment.registry()).not.to.deep.equal(expected);

      const outcomes = await deployment.redrive();
      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(Array.from({ length: HOMES + 1 }, () => 'redriven'));
      expect(await deployment.letters()).to.deep.equal([]);
      await deployment.process();
      expect(await deployment.registry()).to.deep.equal(expected);
      expect(await deployment.letters()).to.deep.equal([]);
      expect(
        await deployment.redrive(
          {},
          letters.map(({ key }) => key),
        ),
      ).to.deep.equal([]);
    }, id);
  }).timeout(120_000);

  it('comes back with one more attempt when it is refused again', () =>
    withWhole(async (deployment) => {
      await worker(deployment).runOnce({}, quiet);
      await deployment.process({ identity: refusesPerson });
      for (const attempt of [1, 2, 3]) {
        const [letter, ...others] = await deployment.letters();
        expect(others).to.deep.equal([]);
        expect(letter?.letter).to.include({ attempt, version: 1, code: 'TEST_REFUSED' });
        await deployment.redrive();
        await deployment.process({ identity: refusesPerson });
      }
    }));

  it('drops a record behind a newer state of its key, which nothing of it touches', () =>
    withWhole(async (deployment) => {
      const registry = { entries: homesAt('before', HOMES) };
      const source = worker(deployment, registry);
      await source.runOnce({}, quiet);
      await deployment.process({ identity: refusesPerson });
      registry.entries = Array.from({ length: HOMES }, (_, home) => inventedHome(home, 'New Street 1'));
      await source.runOnce({}, quiet);
      await deployment.process();
      const [before, records] = [await deployment.registry(), await deployment.read('source.records')];

      const [dry] = await deployment.redrive({ dryRun: true });
      const [outcome, ...others] = await deployment.redrive();
      expect(others).to.deep.equal([]);
      expect(outcome).to.deep.equal(dry);
      expect(outcome).to.include({ outcome: 'superseded' });
      expect(outcome?.detail).to.equal('version 1 is older than version 2, which has passed');
      expect(await deployment.read('source.records')).to.have.length(records.length);
      expect(await deployment.letters()).to.deep.equal([]);
      await deployment.process();
      expect(await deployment.registry()).to.deep.equal(before);
    }));

  it('counts an older state as superseded when one reaches the resolver all the same', () =>
    withWhole(async (deployment) => {
      const registry = { entries: homesAt('before', HOMES) };
      const source = worker(deployment, registry);
      await source.runOnce({}, quiet);
      registry.entries = Array.from({ length: HOMES }, (_, home) => inventedHome(home, 'New Street 1'));
      await source.runOnce({}, quiet);
      await deployment.process();
      const before = await deployment.registry();
      const [older] = await deployment
        .read('source.records')
        .then((all) => all.filter(({ headers }) => headers['version'] === '1'));
      if (older === undefined) throw new Error('there is no record of version 1');
      const { key, value, headers } = older;
      await deployment.send([{ topic: `${deployment.prefix}source.records`, partition: 0, key, value, headers }]);
      await deployment.process();
      expect(await deployment.registry()).to.deep.equal(before);
      const [count] = await deployment.rows<{ n: number }>(
        "select sum(count)::int as n from registry_stream.import_run_outcome where outcome = 'superseded'",
      );
      expect(count?.n).to.equal(1);
    }));

  it('redrives beside a running resolver, which takes its partition over again', () =>
    withWhole(async (deployment) => {
      const registry = { entries: homesAt('before', HOMES) };
      const source = worker(deployment, registry);
      await source.runOnce({}, quiet);
      await deployment.process({ registry: refusing(isGroup, 'sinks/postgres') });
      const stages = [deployment.stage('identity'), deployment.stage('registry')];
      const ended = stages.map((stage) => stage.run());
      for (const stage of stages) await until(stage);
      await deployment.redrive();
      registry.entries = Array.from({ length: HOMES }, (_, home) => inventedHome(home, 'New Street 1'));
      await source.runOnce({}, quiet);
      await waitFor('the new addresses', async () => {
        const rows = await deployment.rows("select 1 from registry.registrant where address = 'New Street 1'");
        return rows.length === HOMES * 4;
      });
      await Promise.all(stages.map((stage) => stage.stop(5000)));
      await Promise.all(ended);
      expect(await deployment.letters()).to.deep.equal([]);
    })).timeout(90_000);

  it('gives way to a resolver that publishes in between, and decides again on what it then finds', () =>
    withWhole(async (deployment) => {
      const id = resolverTransactionalId(deployment.id);
      const rival = transactionalPublisher(deployment.connection, id);
      const topic = `${deployment.prefix}groups`;
      const message = (key: string) => ({ topic, key, value: Buffer.from('x'), headers: {} });
      const found: number[] = [];
      let calls = 0;
      await inPlaceOfStage(
        deployment.kafka,
        id,
        async () => {
          found.push((await deployment.read('groups')).length);
        },
        async (publish) => {
          calls += 1;
          if (calls === 1) {
            await rival.open();
            await rival.publish([message('theirs')]);
          }
          await publish([message('ours')]);
        },
      );
      await rival.close();
      expect(calls).to.equal(2);
      expect(found).to.deep.equal([0, 0, 1, 1]);
      expect((await deployment.read('groups')).map(({ key }) => key)).to.have.members(['theirs', 'ours']);
    }));

  it('leaves what nobody of the deployment has published; a tombstone is an erasure, and no letter', () =>
    withWhole(async (deployment) => {
      const topic = `${deployment.prefix}source.records`;
      await worker(deployment).runOnce({}, quiet);
      const [record] = await deployment
        .read('source.records')
        .then((all) => all.filter(({ key }) => key?.startsWith('run/') !== true));
      await deployment.send([
        { topic, partition: 0, key: 'foreign', value: Buffer.from('no avro\0 at all'), headers: {} },
        { topic, partition: 0, key: record?.key ?? '', value: null, headers: {} },
      ]);
      await deployment.process();
      const details = (await deployment.redrive()).map(({ outcome, detail }) => `${outcome}: ${detail}`);
      expect(details).to.have.length(1);
      expect(details[0]).to.match(/^impossible: .*nobody of this deployment/);
      expect(await deployment.letters()).to.have.length(1);
    }));

  it('drops garbage under the key of a record that has passed since, and knows its source by the index', () =>
    withWhole(async (deployment) => {
      const topic = `${deployment.prefix}source.records`;
      const registry = { entries: homesAt('before', HOMES) };
      const source = worker(deployment, registry);
      await source.runOnce({}, quiet);
      const [record] = await deployment
        .read('source.records')
        .then((all) => all.filter(({ key }) => key?.startsWith('run/') !== true));
      await deployment.send([
        { topic, partition: 0, key: record?.key ?? '', value: Buffer.from('garbage'), headers: {} },
      ]);
      registry.entries = Array.from({ length: HOMES }, (_, home) => inventedHome(home, 'New Street 1'));
      await source.runOnce({}, quiet);
      await deployment.process();
      const [outcome] = await deployment.redrive();
      expect(outcome?.outcome).to.equal('superseded');
      expect(outcome?.detail).to.include('a later record of its key');
    }));
});

describe('discarding letters', () => {
  it('resolves them and does nothing else', () =>
    withWhole(async (deployment) => {
      await worker(deployment).runOnce({}, quiet);
      await deployment.process({ identity: refusesPerson });
      const [letter] = await deployment.letters();
      const records = (await deployment.read('source.records')).length;
      expect([...(await deployment.discard([letter?.key ?? ''], 'moved away'))]).to.deep.equal([]);
      expect(await deployment.letters()).to.deep.equal([]);
      expect(await deployment.read('source.records')).to.have.length(records);
      const tombstone = (await deployment.read('dead-letters')).at(-1);
      expect(tombstone).to.include({ value: null });
      expect(tombstone?.headers).to.include({ resolution: 'discarded', reason: 'moved away' });
    }));

  it('puts a letter back that came for the same record in between', () =>
    withWhole(async (deployment) => {
      await worker(deployment).runOnce({}, quiet);
      await deployment.process({ identity: refusesPerson });
      const chosen = await readLetters(deployment.kafka, {});
      const [key = ''] = [...chosen.letters.keys()];
      const [message] = (await deployment.read('dead-letters')).filter((one) => one.key === key);
      if (message === undefined) throw new Error('there is no letter');
      const topic = `${deployment.prefix}dead-letters`;
      await publishLetters(deployment.kafka, deployment.id, [
        { topic, key, value: message.value, headers: { again: 'yes' } },
      ]);
      expect([...(await discardLetters(deployment.kafka, deployment.id, chosen, [key]))]).to.deep.equal([key]);
      expect((await deployment.letters()).map((one) => one.key)).to.deep.equal([key]);
    }));

  it('leaves a letter open that came in between, should nobody be left to put it back', () =>
    withWhole(async (deployment) => {
      await worker(deployment).runOnce({}, quiet);
      await deployment.process({ identity: refusesPerson });
      const { ends, letters } = await readLetters(deployment.kafka, {});
      const [key = ''] = [...letters.keys()];
      const message = (await deployment.read('dead-letters')).find((one) => one.key === key);
      if (message === undefined) throw new Error('there is no letter');
      const again = { topic: `${deployment.prefix}dead-letters`, key, value: message.value, headers: {} };
      const tombstone = (await resolver(deployment.kafka, ends))(key, { how: 'discarded' });
      await publishLetters(deployment.kafka, deployment.id, [again, tombstone]);
      expect((await deployment.letters()).map((one) => one.key)).to.deep.equal([key]);
      await deployment.discard([key]);
      expect(await deployment.letters()).to.deep.equal([]);
    }));
});
