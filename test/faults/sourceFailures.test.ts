import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { RunSummary, SourceRetry } from '../../runtime/source/index.ts';
import { KAFKA_API, kafkaProxy } from '../support/tcpProxy.ts';
import { waitFor } from '../support/stack.ts';
import { SourceDeployment, testImport, withSource } from './sourceDeployment.ts';
import type { SourceTask } from './sourceProcess.ts';
import { homesAt, PagedSource } from './sourceRegistry.ts';

const HOMES = 20;
const { signal } = new AbortController();

const homes = (pageSize = 6): PagedSource => new PagedSource(() => homesAt('before', HOMES), pageSize);

/** What a promise is rejected with. */
const rejection = async (promise: Promise<unknown>): Promise<EtlError> => {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof EtlError) return thrown;
    throw thrown;
  }
  throw new Error('it was not rejected');
};

const expectOnce = async (deployment: SourceDeployment): Promise<void> => {
  const records = await deployment.records();
  expect(records).to.have.lengthOf(HOMES * 4);
  expect(new Set(records.map(({ key }) => key)).size).to.equal(HOMES * 4);
};

const unavailable = (): EtlError =>
  new EtlError('REGISTRY_UNAVAILABLE', 'transient', 'the registry did not answer', { component: 'test' });

const failing = (times: number): EtlError[] => Array.from({ length: times }, unavailable);

describe('two workers of one source', () => {
  it('the older one stops and says so, the newer one goes on', () =>
    withSource(async (deployment) => {
      const older = deployment.worker([testImport(homes())]);
      await older.runOnce({}, signal);
      const newer = deployment.worker([testImport(homes())]);
      expect((await newer.runOnce({ mode: 'complete' }, signal))[0]).to.include({ skippedUnchanged: HOMES * 4 });
      const error = await rejection(older.runOnce({}, signal));
      expect(error).to.include({ code: 'SOURCE_TAKEN_OVER', fault: 'config' });
      expect(await rejection(older.runOnce({}, signal))).to.equal(error);
      expect((await newer.runOnce({}, signal))[0]).to.include({ published: 0 });
      await expectOnce(deployment);
    }));

  it('a frozen one that wakes up publishes nothing', () =>
    withSource(async (deployment) => {
      const task: SourceTask = {
        places: deployment.places,
        step: 'before',
        homes: HOMES,
        pageSize: 6,
        point: 'source.before-publish',
        passage: 2,
        signal: 'SIGSTOP',
        delay: 0,
      };
      const child = spawn(process.execPath, ['--import', 'tsx', 'test/faults/sourceProcess.ts', JSON.stringify(task)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (text: Buffer) => (said += text.toString()));
      const ended = once(child, 'exit');
      await waitFor('the first page', async () => (await deployment.checkpoint())?.cursor === '6');
      const [summary] = await deployment.worker([testImport(homes())]).runOnce({}, signal);
      expect(summary).to.include({ interrupted: true, published: HOMES * 4 });
      child.kill('SIGCONT');
      await ended;
      expect(said).to.equal('SOURCE_TAKEN_OVER');
      await expectOnce(deployment);
    })).timeout(60_000);
});

describe('a source worker in trouble', () => {
  it('finds out what became of a transaction whose answer was lost', () =>
    withSource(async (deployment) => {
      const proxy = await kafkaProxy(deployment.places.broker);
      const through = new SourceDeployment({ ...deployment.places, broker: proxy.address });
      try {
        await through.codec.prepare();
        let passages = 0;
        const retries: SourceRetry[] = [];
        const worker = through.worker([testImport(homes())], {
          point: (name) => {
            if (name === 'source.before-publish' && ++passages === 2) proxy.loseAnswersTo(KAFKA_API.endTransaction);
          },
          observer: {
            onRetry: (retry) => {
              retries.push(retry);
              proxy.loseAnswersTo();
            },
          },
        });
        const [summary] = await worker.runOnce({}, signal);
        expect(proxy.lost()).to.be.above(0);
        expect(retries.map(({ error }) => error.code)).to.include('KAFKA_PUBLISH_OUTCOME_UNKNOWN');
        expect(summary).to.include({ interrupted: true, published: HOMES * 4 });
        await worker.stop();
        await expectOnce(deployment);
      } finally {
        await proxy.close();
      }
    })).timeout(90_000);

  it('asks a registry again that fails, and the run is none the worse', () =>
    withSource(async (deployment) => {
      const source = homes();
      source.failures.push(unavailable(), unavailable());
      const retries: SourceRetry[] = [];
      const worker = deployment.worker([testImport(source)], { observer: { onRetry: (retry) => retries.push(retry) } });
      const [summary] = await worker.runOnce({}, signal);
      expect(summary).to.include({ interrupted: false, published: HOMES * 4 });
      expect(retries.map(({ import: name, error }) => [name, error.code])).to.deep.equal(
        Array(2).fill(['households', 'REGISTRY_UNAVAILABLE']),
      );
    }));

  it('gives up a registry that keeps failing, with its error, and goes on where it stood the next time', () =>
    withSource(async (deployment) => {
      const source = homes();
      let pages = 0;
      const worker = deployment.worker([testImport(source)], {
        point: (name) => {
          if (name === 'source.after-publish' && ++pages === 2) source.failures.push(...failing(3));
        },
      });
      expect(await rejection(worker.runOnce({}, signal))).to.include({ code: 'REGISTRY_UNAVAILABLE' });
      const before = await deployment.checkpoint();
      expect(before?.cursor).to.equal('18');
      const [summary] = await worker.runOnce({}, signal);
      expect(summary).to.include({ interrupted: true, pages: 1, published: HOMES * 4 });
      await expectOnce(deployment);
    }));

  it('keeps running: complete scans, incremental scans, and through failures', () =>
    withSource(async (deployment) => {
      const source = homes();
      const runs: RunSummary[] = [];
      const worker = deployment.worker([testImport(source, { every: 20, completeEvery: 150 })], {
        observer: {
          onRunEnded: (summary) => {
            runs.push(summary);
            if (runs.length === 2) source.failures.push(...failing(4));
          },
        },
      });
      const stopping = new AbortController();
      const running = worker.run(stopping.signal);
      await waitFor('scans of both kinds', () =>
        Promise.resolve(runs.length >= 5 && runs.filter(({ mode }) => mode === 'complete').length >= 2),
      );
      stopping.abort();
      await running;
      expect(runs[0]).to.include({ mode: 'complete', published: HOMES * 4 });
      expect(runs.slice(1).every(({ published }) => published === 0)).to.equal(true);
      expect(new Set(runs.map(({ mode }) => mode))).to.deep.equal(new Set(['complete', 'incremental']));
      await expectOnce(deployment);
    }));

  it('ends at once when it is stopped in the middle of a run', () =>
    withSource(async (deployment) => {
      const source = homes(1);
      const running = new AbortController();
      const worker = deployment.worker([testImport(source)], {
        point: (name) => {
          if (name === 'source.after-publish' && source.polls > 5) running.abort(new Error('enough'));
        },
      });
      const stopped = await worker.runOnce({}, running.signal).then(
        () => 'ended',
        (thrown: unknown) => (thrown as Error).message,
      );
      expect(stopped).to.equal('enough');
      await worker.stop();
      const [summary] = await deployment.worker([testImport(homes())]).runOnce({}, signal);
      expect(summary).to.include({ interrupted: true });
      await expectOnce(deployment);
    }));
});
