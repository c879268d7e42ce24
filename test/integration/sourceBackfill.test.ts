import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Page, ScanRequest } from '../../core/source.ts';
import { testImport, withSource } from '../faults/sourceDeployment.ts';
import { homesAt, PagedSource } from '../faults/sourceRegistry.ts';

const { signal } = new AbortController();
const at = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString();

/** A registry whose scans leave the tenth of January as their watermark; it notes how it was asked. */
class Noting extends PagedSource {
  readonly asked: string[] = [];

  override async poll(request: ScanRequest, stop: AbortSignal): Promise<Page> {
    this.asked.push(`${request.mode} ${request.watermark ?? 'from the beginning'}`);
    const page = await super.poll(request, stop);
    return { ...page, watermark: page.done ? at(10) : undefined };
  }
}

describe('a backfill', () => {
  it('reads once more from a moment on, never from later than where the last scan ended, and moves nothing back', () =>
    withSource(async (deployment) => {
      const source = new Noting(() => homesAt('before', 2), 10);
      const worker = deployment.worker([testImport(source)]);
      const run = async (since?: string) => {
        source.asked.length = 0;
        await worker.runOnce(since === undefined ? {} : { since: Date.parse(since) }, signal);
        return source.asked;
      };
      expect(await run(at(5)), 'what was never read is read completely').to.deep.equal(['complete from the beginning']);
      const published = (await deployment.records()).length;
      expect(await run(at(5))).to.deep.equal([`incremental ${at(5)}`]);
      expect(await run()).to.deep.equal([`incremental ${at(10)}`]);
      expect(await run(at(20))).to.deep.equal([`incremental ${at(10)}`]);
      expect((await deployment.records()).length, 'what has not changed is no news').to.equal(published);
    }));

  it('gives a run up that has begun later, and goes on with one of its own', () =>
    withSource(async (deployment) => {
      const source = new Noting(() => homesAt('before', 4), 1);
      const worker = deployment.worker([testImport(source)], { retry: { attempts: 1, pause: 1, longestPause: 1 } });
      const fail = async (since?: number): Promise<void> => {
        // The second page, for the first is asked for while nothing is published yet.
        const poll = source.poll.bind(source);
        let polls = 0;
        source.poll = (request, stop) =>
          ++polls === 3 ? Promise.reject(new Error('the registry ended')) : poll(request, stop);
        const failed = await worker.runOnce(since === undefined ? {} : { since }, signal).then(
          () => false,
          () => true,
        );
        source.poll = poll;
        expect(failed).to.equal(true);
      };
      await worker.runOnce({}, signal);
      await fail();
      source.asked.length = 0;
      await fail(Date.parse(at(3)));
      expect(source.asked[0], 'the run in progress has passed over it').to.equal(`incremental ${at(3)}`);
      source.asked.length = 0;
      const [run] = await worker.runOnce({ since: Date.parse(at(3)) }, signal);
      expect(source.asked[0]).to.equal(`incremental ${at(3)}`);
      expect(run).to.include({ interrupted: true, pages: 2 });
      const phases = (await deployment.markers()).map(({ value }) => value.phase);
      expect(phases.filter((phase) => phase === 'interrupted')).to.have.length(1);
    }));
});
