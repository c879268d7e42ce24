import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { SourceEntry } from '../../core/source.ts';
import type { SourceDeployment } from '../faults/sourceDeployment.ts';
import { testImport, withSource } from '../faults/sourceDeployment.ts';
import { homesAt, inventedAlone, inventedHome, PagedSource } from '../faults/sourceRegistry.ts';

const { signal } = new AbortController();
const complete = { mode: 'complete' } as const;

const homes = (count: number): SourceEntry[] => Array.from({ length: count }, (_, home) => inventedHome(home));

/** A worker for one import whose registry a test can change. */
const changing = (deployment: SourceDeployment, first: readonly SourceEntry[], pageSize = 7) => {
  const registry = { entries: first };
  const source = new PagedSource(() => registry.entries, pageSize);
  return { registry, source, worker: deployment.worker([testImport(source)]) };
};

describe('a source worker', () => {
  it('publishes a registry once, then only what has changed', () =>
    withSource(async (deployment) => {
      const { registry, worker } = changing(deployment, homesAt('before', 20));
      const [first] = await worker.runOnce({}, signal);
      expect(first).to.include({ mode: 'complete', published: 80, entries: 20, pages: 3, interrupted: false });
      const published = await deployment.records();
      expect(published).to.have.lengthOf(80);
      expect(published[0]?.headers).to.include.keys('ce_id', 'content-hash', 'first-seen', 'import-run', 'version');

      const [second] = await worker.runOnce({}, signal);
      expect(second).to.include({ mode: 'incremental', published: 0, skippedUnchanged: 80 });
      expect(await deployment.records()).to.have.lengthOf(80);

      registry.entries = homesAt('after', 20);
      const [third] = await worker.runOnce(complete, signal);
      expect(third).to.include({ mode: 'complete', published: 12, skippedUnchanged: 68, withdrawalsPending: 4 });
      expect((await deployment.markers()).map(({ value }) => value.phase)).to.deep.equal([
        ...['started', 'completed', 'started', 'completed', 'started', 'completed'],
      ]);
    }));

  it('knows what it has published when it starts anew', () =>
    withSource(async (deployment) => {
      const first = changing(deployment, homes(10));
      await first.worker.runOnce({}, signal);
      await first.worker.stop();
      const second = changing(deployment, homes(10), 3);
      const [summary] = await second.worker.runOnce(complete, signal);
      expect(summary).to.include({ published: 0, skippedUnchanged: 40 });
    }));

  it('gives a person who comes through two doors one key and one record an import', () =>
    withSource(async (deployment) => {
      const households = testImport(new PagedSource(() => homes(3), 2));
      const people = testImport(new PagedSource(() => [0, 1, 2].map((home) => inventedAlone(home)), 2), {
        name: 'people',
      });
      const worker = deployment.worker([households, people]);
      const summaries = await worker.runOnce({}, signal);
      expect(summaries.map(({ published }) => published)).to.deep.equal([12, 3]);
      const records = await deployment.records();
      const inPeople = records.filter(({ value }) => value.import === 'people').map(({ value }) => value.recordKey);
      const inHouseholds = new Set(records.slice(0, 12).map(({ value }) => value.recordKey));
      expect(inPeople.every((key) => inHouseholds.has(key))).to.equal(true);
      expect(new Set(records.map(({ value }) => value.firstSeen.sequence)).size).to.equal(15);
    }));

  it('withdraws who is gone after two complete scans, and takes back who returns', () =>
    withSource(async (deployment) => {
      const { registry, worker } = changing(deployment, homes(30));
      await worker.runOnce({}, signal);
      registry.entries = homes(29);
      expect((await worker.runOnce(complete, signal))[0]).to.include({ published: 0, withdrawalsPending: 4 });
      expect((await worker.runOnce({}, signal))[0]).to.include({ published: 0, withdrawn: 0 });
      expect((await worker.runOnce(complete, signal))[0]).to.include({ published: 4, withdrawn: 4 });
      const gone = (await deployment.records()).slice(-4).map(({ value }) => value);
      expect(gone.map(({ state, version }) => [state, version])).to.deep.equal(Array(4).fill(['withdrawn', 2]));
      expect(gone.filter((value) => 'givenName' in value).map((value) => value.familyName)).to.include('Family 29');
      expect((await worker.runOnce(complete, signal))[0]).to.include({ published: 0, withdrawn: 0 });

      registry.entries = homes(30);
      expect((await worker.runOnce({}, signal))[0]).to.include({ published: 4 });
      const back = (await deployment.records()).slice(-4).map(({ value }) => value);
      expect(back.map(({ state, version }) => [state, version])).to.deep.equal(Array(4).fill(['present', 3]));
      expect(back.map(({ firstSeen }) => firstSeen.sequence)).to.have.members(
        gone.map(({ firstSeen }) => firstSeen.sequence),
      );
    }));

  it('holds too many withdrawals until somebody accepts them', () =>
    withSource(async (deployment) => {
      const { registry, worker } = changing(deployment, homes(30));
      await worker.runOnce({}, signal);
      registry.entries = homes(20);
      await worker.runOnce(complete, signal);
      const [held] = await worker.runOnce(complete, signal);
      expect(held).to.include({ published: 0, withdrawn: 0, withdrawalsHeld: 40 });
      expect(await deployment.checkpoint()).to.include({
        withdrawalsHeld: 40,
        holdReason: '40 of 120 records are missing, more than 10.0 %',
      });
      const [accepted] = await worker.runOnce({ ...complete, acceptWithdrawals: true }, signal);
      expect(accepted).to.include({ withdrawn: 40, withdrawalsHeld: 0 });
      const checkpoint = await deployment.checkpoint();
      expect(checkpoint).to.include({ withdrawalsHeld: 0, holdReason: null });
      expect(checkpoint?.recentWithdrawals.map(({ count }) => count)).to.deep.equal([40]);
    }));

  it('says out of scope when the query has changed', () =>
    withSource(async (deployment) => {
      const { worker } = changing(deployment, homes(10));
      await worker.runOnce({}, signal);
      await worker.stop();
      const narrower = deployment.worker([testImport(new PagedSource(() => homes(4), 3, 'only some'))]);
      const [summary] = await narrower.runOnce({}, signal);
      expect(summary).to.include({ mode: 'complete', outOfScope: 24, withdrawn: 0, published: 24 });
    }));

  it('forecasts without publishing or taking the source over', () =>
    withSource(async (deployment) => {
      const { registry, worker } = changing(deployment, homes(10));
      await worker.runOnce({}, signal);
      const before = await deployment.records();
      registry.entries = homesAt('after', 10);
      const forecast: string[] = [];
      const other = changing(deployment, registry.entries);
      const [summary] = await other.worker.dryRun(
        complete,
        (records) => forecast.push(...records.map(({ key }) => key)),
        signal,
      );
      expect(summary).to.include({ published: 8, withdrawalsPending: 4 });
      expect(forecast).to.have.lengthOf(8);
      expect(await deployment.records()).to.have.lengthOf(before.length);
      expect((await worker.runOnce(complete, signal))[0]).to.include({ published: 8 });
    }));

  it('publishes pages that are larger than what a broker takes at once', () =>
    withSource(async (deployment) => {
      const long = 'x'.repeat(200_000);
      const entries = Array.from({ length: 12 }, (_, home) => inventedAlone(home, long));
      const { worker } = changing(deployment, entries, 12);
      expect((await worker.runOnce({}, signal))[0]).to.include({ published: 12 });
      expect(await deployment.records()).to.have.lengthOf(12);
    }));

  it('puts what it cannot publish among the dead letters, once, and goes on', () =>
    withSource(async (deployment) => {
      const broken: SourceEntry = {
        kind: 'rejected',
        error: new EtlError('FIELD_NOT_TEXT', 'record', 'field name is not a text', {
          component: 'test',
          field: 'name',
        }),
        target: 'person',
        recordId: '77',
        identifiers: [],
        raw: '{"name":17}',
      };
      const { worker } = changing(deployment, [inventedHome(0), broken, inventedAlone(5, 'x'.repeat(2_000_000))]);
      expect((await worker.runOnce({}, signal))[0]).to.include({ published: 4, deadLettered: 2 });
      await worker.runOnce(complete, signal);
      const letters = await deployment.deadLetters();
      expect(new Set(letters.map(({ key }) => key)).size).to.equal(2);
      expect(new Set(letters.map(({ value }) => value.code))).to.deep.equal(
        new Set(['FIELD_NOT_TEXT', 'RECORD_TOO_LARGE']),
      );
    }));
});
