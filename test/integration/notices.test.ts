import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Notice, SourceEntry, SourceListener } from '../../core/source.ts';
import type { NoticeProgress, RunSummary } from '../../runtime/source/index.ts';
import type { SourceDeployment } from '../faults/sourceDeployment.ts';
import { testImport, withSource } from '../faults/sourceDeployment.ts';
import { inventedAlone, inventedHome, PagedSource } from '../faults/sourceRegistry.ts';
import { waitFor } from '../support/stack.ts';

/** A registry that is polled, and that tells by itself when the test wants it to. */
class TalkingSource extends PagedSource {
  listener: SourceListener | undefined;

  listen(listener: SourceListener | undefined): Promise<void> {
    this.listener = listener;
    return Promise.resolve();
  }
}

const nothing: Notice = { entries: [], gone: [], more: false, inScope: true };

const goneHome = (home: number): Notice['gone'] => {
  const entry = inventedHome(home);
  if (entry.kind !== 'group') throw new Error('a home is a group');
  return [{ target: 'group', recordId: null, identifiers: entry.group.identifiers }];
};

/** A worker that runs, with its registry and what was heard of it. */
const running = async (
  deployment: SourceDeployment,
  entries: readonly SourceEntry[],
  fields: Parameters<typeof testImport>[1] = {},
) => {
  const registry = { entries };
  const source = new TalkingSource(() => registry.entries, 5);
  const runs: RunSummary[] = [];
  const notices: NoticeProgress[] = [];
  const worker = deployment.worker([testImport(source, fields)], {
    observer: { onRunEnded: (run) => runs.push(run), onNotices: (progress) => notices.push(progress) },
  });
  const stop = new AbortController();
  const done = worker.run(stop.signal);
  await waitFor('the first scan', () => Promise.resolve(runs.length > 0));
  const { listener } = source;
  if (listener === undefined) throw new Error('nobody listens');
  const end = async (): Promise<void> => {
    stop.abort();
    await done;
    await worker.stop();
  };
  return { registry, source, listener, runs, notices, end };
};

const homes = (count: number): SourceEntry[] => Array.from({ length: count }, (_, home) => inventedHome(home));

describe('what a registry tells a source worker by itself', () => {
  it('is published once it is taken, in a run of its own, and not again by the next scan', () =>
    withSource(async (deployment) => {
      const { registry, listener, notices, end } = await running(deployment, homes(6));
      const before = (await deployment.records()).length;
      const moved = inventedHome(2, 'New Street 1');
      await Promise.all([
        listener.receive({ ...nothing, entries: [moved] }),
        listener.receive({ ...nothing, entries: [moved, inventedHome(6)] }),
      ]);
      const told = (await deployment.records()).slice(before);
      expect(told.map(({ value }) => value.version).sort()).to.deep.equal([1, 1, 1, 1, 2, 2, 2, 2]);
      const markers = (await deployment.markers()).filter(({ value }) => value.mode === 'notice');
      const published = markers.filter(({ value }) => value.phase === 'completed').map(({ value }) => value.published);
      expect(published.reduce((sum, one) => sum + one, 0)).to.equal(8);
      expect(new Set(told.map(({ value }) => value.importRun))).to.deep.equal(
        new Set(markers.map(({ value }) => value.runId)),
      );
      expect(notices.reduce((sum, one) => sum + one.notices, 0)).to.equal(2);
      await listener.receive({ ...nothing, entries: [moved] });
      await listener.keep('subscribed');
      expect(await deployment.checkpoint()).to.include({ subscriptions: 'subscribed', runId: null });
      await end();

      registry.entries = [...homes(7).map((home, at) => (at === 2 ? moved : home))];
      const next = deployment.worker([testImport(new PagedSource(() => registry.entries, 5))]);
      const [summary] = await next.runOnce({ mode: 'complete' }, new AbortController().signal);
      expect(summary).to.include({ published: 0, skippedUnchanged: 28 });
      expect(await deployment.checkpoint()).to.include({ subscriptions: 'subscribed' });
    }));

  it('is taken while a scan runs, speaks after its older pages, and counts as seen by it', () =>
    withSource(async (deployment) => {
      const registry = homes(20);
      const told: Promise<void>[] = [];
      const source = new TalkingSource(() => {
        if (source.polls === 2 && told.length === 0 && source.listener !== undefined)
          told.push(
            source.listener.receive({
              ...nothing,
              // One that the scan has met, one that it has not, and one that it never will.
              entries: [inventedHome(0, 'New Street 1'), inventedHome(19, 'New Street 1'), inventedHome(30)],
            }),
          );
        return registry;
      }, 4);
      const runs: RunSummary[] = [];
      const worker = deployment.worker([testImport(source, { completeEvery: 1 })], {
        observer: { onRunEnded: (run) => runs.push(run) },
      });
      const stop = new AbortController();
      const done = worker.run(stop.signal);
      await waitFor('two complete scans', () => Promise.resolve(runs.length >= 2));
      stop.abort();
      await done;
      await Promise.all(told);
      expect(told).to.have.lengthOf(1);
      expect(runs[0]).to.include({ mode: 'complete', withdrawalsPending: 0 });
      const addresses = (await deployment.records())
        .filter(
          ({ type, value }) =>
            type.endsWith('SourceGroup') && ['Household 0', 'Household 19'].includes((value as { name: string }).name),
        )
        .map(({ value }) => [(value as { name: string }).name, value.version, value.address]);
      // The registry of this test has not moved them: the scan that began later says so.
      expect(addresses.filter(([name]) => name === 'Household 19').slice(0, 2)).to.deep.equal([
        ['Household 19', 1, 'New Street 1'],
        ['Household 19', 2, null],
      ]);
      expect(addresses.filter(([name]) => name === 'Household 0').slice(0, 2)).to.deep.equal([
        ['Household 0', 1, null],
        ['Household 0', 2, 'New Street 1'],
      ]);
    }));

  it('is only a hint where it may be out of scope: a scan of changes is made at once', () =>
    withSource(async (deployment) => {
      const { registry, listener, runs, notices, end } = await running(deployment, homes(3), { every: 200 });
      registry.entries = homes(4);
      const count = runs.length;
      await listener.receive({
        ...nothing,
        inScope: false,
        entries: [inventedHome(3), inventedAlone(9), inventedHome(1, 'X')],
      });
      expect(notices.at(-1)).to.include({ published: 4, scan: true });
      await waitFor('the scan', () => Promise.resolve(runs.length > count));
      await waitFor('the new home', async () => (await deployment.records()).length === 12 + 4 + 4 + 4);
      await end();
      const names = (await deployment.records()).map(({ value }) =>
        'familyName' in value ? value.familyName : value.name,
      );
      expect(names.filter((name) => name === 'Family 9')).to.deep.equal([]);
    }));

  it('withdraws what is gone after the grace period, and not what a scan shows again or a guard holds', () =>
    withSource(async (deployment) => {
      const { registry, listener, runs, end } = await running(deployment, homes(12), { every: 50, grace: 0 });
      registry.entries = homes(11);
      await listener.receive({ ...nothing, gone: goneHome(11) });
      const withdrawn = () => runs.reduce((sum, run) => sum + run.withdrawn, 0);
      await waitFor('the withdrawal', () => Promise.resolve(withdrawn() === 1));
      const [last] = (await deployment.records()).slice(-1);
      expect(last?.value).to.include({ state: 'withdrawn', name: 'Household 11' });

      // The registry takes it back: the next scan shows it, and nobody is withdrawn.
      await listener.receive({ ...nothing, gone: goneHome(3) });
      const after = runs.length;
      await waitFor('two scans more', () => Promise.resolve(runs.length > after + 2));
      expect(withdrawn()).to.equal(1);

      // Half of the registry at once is not believed.
      registry.entries = homes(3);
      await listener.receive({ ...nothing, gone: [3, 4, 5, 6, 7, 8, 9, 10].flatMap(goneHome) });
      const since = runs.length;
      await waitFor('two scans more', () => Promise.resolve(runs.length > since + 2));
      expect(withdrawn()).to.equal(1);
      await end();
      const index = new Map((await deployment.index()).map(({ key, value }) => [key, value]));
      const marked = [...index.values()].filter(({ missingRun }) => missingRun === 'notice');
      expect(marked.map(({ target, state }) => [target, state])).to.deep.equal(Array(8).fill(['group', 'present']));
    }));
});
