import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../core/errors.ts';
import type { SourceEntry } from '../../../core/source.ts';
import { transactionalPublisher } from '../../../runtime/kafka/index.ts';
import { withSourceHeld } from '../../../runtime/letters/heldSource.ts';
import type { RunSummary, SourceRetry } from '../../../runtime/source/index.ts';
import { holdMessage, readHold, sourceTransactionalId } from '../../../runtime/source/hold.ts';
import { testImport } from '../../faults/sourceDeployment.ts';
import { inventedAlone, inventedHome, PagedSource } from '../../faults/sourceRegistry.ts';
import { waitFor } from '../../support/stack.ts';
import { quiet, withWhole } from './fixture.ts';
import type { WholeDeployment } from './fixture.ts';

const rejected = (home: number): SourceEntry => ({
  kind: 'rejected',
  error: new EtlError('FIELD_TYPE', 'record', 'no text', { component: 'connectors/mapping', field: 'email' }),
  target: 'person',
  recordId: `r-${String(home)}`,
  identifiers: [],
  raw: JSON.stringify({ home }),
});

const corrected = (raw: string): readonly SourceEntry[] => [
  inventedAlone((JSON.parse(raw) as { readonly home: number }).home),
];

/** A source that runs, with what it tells. */
const running = (deployment: WholeDeployment, entries: () => readonly SourceEntry[], every = 50) => {
  const runs: RunSummary[] = [];
  const retries: SourceRetry[] = [];
  const imports = [testImport(new PagedSource(entries, 100), { every, completeEvery: 3_600_000 })];
  const stop = new AbortController();
  const worker = deployment.worker(imports, {
    observer: {
      onRunEnded: (run) => runs.push(run),
      onRetry: (retry) => retries.push(retry),
    },
  });
  const ended = worker.run(stop.signal);
  const more = (count: number): Promise<unknown> =>
    Promise.race([waitFor(`${String(count)} more runs`, () => Promise.resolve(runs.length >= count), 45_000), ended]);
  return {
    imports,
    runs,
    retries,
    after: (count: number) => more(runs.length + count),
    end: async () => {
      stop.abort();
      await ended;
    },
  };
};

describe('a redrive beside a running source', () => {
  it('publishes under the source’s fence, and the source goes on by itself', () =>
    withWhole(async (deployment) => {
      const registry: { entries: readonly SourceEntry[] } = { entries: [inventedHome(0), rejected(7)] };
      const source = running(deployment, () => registry.entries);
      await source.after(2);
      registry.entries = [inventedHome(0)];
      const outcomes = await deployment.redrive({ imports: source.imports, map: corrected, target: 'person' });
      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['redriven']);
      registry.entries = [inventedHome(0), inventedHome(1)];
      await source.after(2);
      await source.end();

      const records = (await deployment.read('source.records')).filter(({ key }) => key?.startsWith('run/') !== true);
      expect(records).to.have.length(4 + 1 + 4);
      const sequences = records.map(({ headers }) => Number(headers['first-seen']?.split('/').at(-1)));
      expect(sequences).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(source.runs.at(-1)).to.include({ published: 0 });
      expect(await readHold(deployment.kafka, 'civil')).to.include({ released: true });
    })).timeout(180_000);

  it('is waited for, by a source that works and by one that begins', () =>
    withWhole(async (deployment) => {
      const source = running(deployment, () => [inventedHome(0)]);
      await source.after(1);
      const beginning = deployment.worker([testImport(new PagedSource(() => [inventedHome(0)], 100))]);
      const before = await withSourceHeld(deployment.kafka, deployment.id, 'civil', 'redrive', async (publish) => {
        await waitFor('the source to wait', () =>
          Promise.resolve(source.retries.some(({ error }) => error.code === 'SOURCE_HELD')),
        );
        // The fence holds: what is published here is published, and nobody else publishes.
        const runs = source.runs.length;
        const topic = `${deployment.prefix}source.index`;
        await publish([{ topic, key: 'x/y', value: null, headers: {} }]);
        return runs;
      });
      await source.after(1);
      expect(source.runs.length).to.be.greaterThan(before);
      await source.end();
      const [run] = await beginning.runOnce({}, quiet);
      expect(run).to.include({ published: 0 });
    })).timeout(180_000);

  it('is ended by whoever takes the source over, publishes nothing more and says so', () =>
    withWhole(async (deployment) => {
      let failure: unknown;
      try {
        await withSourceHeld(deployment.kafka, deployment.id, 'civil', 'redrive', async (publish) => {
          const other = transactionalPublisher(deployment.connection, sourceTransactionalId(deployment.id, 'civil'));
          await other.open();
          await other.close();
          await publish([{ topic: `${deployment.prefix}source.index`, key: 'x/y', value: null, headers: {} }]);
        });
      } catch (thrown) {
        failure = thrown;
      }
      expect(failure).to.include({ code: 'REDRIVE_OVERTAKEN', fault: 'transient' });
      expect(await deployment.read('source.index')).to.deep.equal([]);
    }));

  it('refuses while another one holds the source; a hold that nobody releases runs out', () =>
    withWhole(async (deployment) => {
      const hold = { source: 'civil', holder: 'h', purpose: 'redrive', since: Date.now(), released: false };
      await deployment.send([holdMessage(deployment.kafka, { ...hold, until: Date.now() + 3000 })]);
      let failure: unknown;
      await withSourceHeld(deployment.kafka, deployment.id, 'civil', 'redrive', () => Promise.resolve()).catch(
        (thrown: unknown) => (failure = thrown),
      );
      expect(failure).to.include({ code: 'SOURCE_HELD' });
      const worker = deployment.worker([testImport(new PagedSource(() => [inventedHome(0)], 100))]);
      const [run] = await worker.runOnce({}, quiet);
      expect(run).to.include({ published: 4 });
      expect(run?.startedAt).to.be.at.least(hold.since + 3000);
    }));
});

describe('an import whose mapping is broken', () => {
  const mixed = (broken: number): SourceEntry[] =>
    Array.from({ length: 100 }, (_, home) => (home < broken ? rejected(home) : inventedAlone(home)));

  it('stops before the page is published, names field and code, and leaves the checkpoint', () =>
    withWhole(async (deployment) => {
      const source = testImport(new PagedSource(() => [...mixed(0), ...mixed(100)], 100));
      const worker = deployment.worker([source]);
      const failed = await worker.runOnce({}, quiet).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(failed).to.include({ code: 'IMPORT_MOSTLY_REJECTED', fault: 'config' });
      expect((failed as EtlError).message)
        .to.include('100 of 200 persons (50 %)')
        .and.include('field email with FIELD_TYPE');
      expect(await deployment.letters()).to.deep.equal([]);
      // Goes on where it stood, when the mapping is right: the counts of the run are still known.
      const mended = deployment.worker([testImport(new PagedSource(() => [...mixed(0), ...mixed(10)], 100))]);
      const [run] = await mended.runOnce({}, quiet);
      expect(run).to.include({ interrupted: true, deadLettered: 10, entries: 100 });
    }));

  it('lets a few through, and is the operator’s to configure', () =>
    withWhole(async (deployment) => {
      const few = deployment.worker([testImport(new PagedSource(() => mixed(20), 100))]);
      expect((await few.runOnce({}, quiet))[0]).to.include({ deadLettered: 20 });
      const strict = deployment.worker([
        testImport(new PagedSource(() => mixed(2), 100), { rejections: { share: 0.01, minimum: 10 } }),
      ]);
      let code: unknown;
      await strict.runOnce({ mode: 'complete' }, quiet).catch((thrown: unknown) => (code = (thrown as EtlError).code));
      expect(code).to.equal('IMPORT_MOSTLY_REJECTED');
    }));

  it('is put off while the other imports go on', () =>
    withWhole(async (deployment) => {
      const retries: SourceRetry[] = [];
      const runs: RunSummary[] = [];
      const broken = testImport(new PagedSource(() => mixed(60), 100), { name: 'broken', every: 50 });
      const good = testImport(new PagedSource(() => [inventedHome(0)], 100), { every: 50 });
      const stop = new AbortController();
      const ended = deployment
        .worker([broken, good], {
          observer: { onRunEnded: (run) => runs.push(run), onRetry: (retry) => retries.push(retry) },
        })
        .run(stop.signal);
      await Promise.race([
        waitFor('three runs', () => Promise.resolve(runs.length >= 3 && retries.length >= 2)),
        ended,
      ]);
      stop.abort();
      await ended;
      expect(new Set(runs.map((run) => run.import))).to.deep.equal(new Set(['households']));
      expect(retries[0]).to.include({ import: 'broken' });
      expect(retries[0]?.error.code).to.equal('IMPORT_MOSTLY_REJECTED');
      expect(await deployment.letters()).to.deep.equal([]);
    }));
});
