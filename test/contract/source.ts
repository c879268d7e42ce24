import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { EtlError } from '../../core/errors.ts';
import type { ScanRequest, Source } from '../../core/source.ts';
import { describeChanges } from './sourceChanges.ts';
import { quiet, rawsOf, scan, thrownBy } from './sourceHarness.ts';
import type { SourceHarness, WithSource } from './sourceHarness.ts';
import { describeTrouble } from './sourceTrouble.ts';

export type { SourceHarness } from './sourceHarness.ts';

/**
 * The suite that every kind of source has to pass: what the runtime builds on.
 *
 * @param start makes a harness of its own for each test, with some pages of entries
 */
export const describeSource = (name: string, start: () => Promise<SourceHarness>): void => {
  describe(`source contract: ${name}`, () => {
    let harness: SourceHarness;
    const beginning: ScanRequest = { mode: 'complete', watermark: undefined, cursor: undefined };

    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.close());

    const withSource: WithSource = async <Result>(use: (source: Source) => Promise<Result>): Promise<Result> => {
      const source = harness.open();
      try {
        return await use(source);
      } finally {
        await source.close();
      }
    };

    it('has a scope that is the same for every instance', () =>
      withSource(async (source) => {
        const other = harness.open();
        expect(source.scope).to.equal(other.scope).and.not.equal('');
        await other.close();
      }));

    for (const mode of ['complete', 'incremental'] as const) {
      it(`reads everybody in a first ${mode} scan, is done only at the end, and gives a watermark with it`, async () => {
        const pages = await scan(harness, mode);
        expect(pages.length).to.be.greaterThan(2);
        expect(rawsOf(pages)).to.have.length(harness.size());
        expect(pages.map((page) => page.done)).to.deep.equal(pages.map((_page, index) => index === pages.length - 1));
        expect(pages.slice(0, -1).every((page) => page.watermark === undefined)).to.equal(true);
        expect(pages.at(-1)?.watermark).to.be.a('string');
      });

      it(`goes on after every page of a ${mode} scan in a new instance as in the old one`, async () => {
        const straight = rawsOf(await scan(harness, mode));
        expect(rawsOf(await scan(harness, mode, undefined, true))).to.deep.equal(straight);
      });
    }

    it('gives the same page again from the same cursor', () =>
      withSource(async (source) => {
        const first = await source.poll(beginning, quiet);
        const request = { ...beginning, cursor: first.cursor };
        const second = await source.poll(request, quiet);
        expect(await source.poll(request, quiet)).to.deep.equal(second);
      }));

    it('keeps nothing of a person in its cursor, and keeps it small', async () => {
      for (const page of await scan(harness, 'complete')) {
        expect(page.cursor.length).to.be.lessThan(10_000);
        for (const text of harness.personalTexts()) expect(page.cursor).not.to.include(text);
      }
    });

    it('reads from the beginning when the cursor means nothing to it', () =>
      withSource(async (source) => {
        const [first, other] = [
          await source.poll(beginning, quiet),
          await source.poll({ ...beginning, cursor: 'x' }, quiet),
        ];
        expect(other.entries).to.deep.equal(first.entries);
      }));

    it('reads in an incremental scan what changed since the watermark, and not the whole', async () => {
      const watermark = (await scan(harness, 'complete')).at(-1)?.watermark;
      const before = new Set(rawsOf(await scan(harness, 'incremental', watermark)));
      harness.changeOne();
      const entries = rawsOf(await scan(harness, 'incremental', watermark));
      expect(entries.filter((raw) => !before.has(raw))).to.have.length(1);
      expect(entries.length).to.be.lessThan(harness.size());
    });

    it('reads in an incremental scan what changed since a moment that a person names', async () => {
      const before = new Set(rawsOf(await scan(harness, 'complete')));
      const moment = new Date(harness.now() + 5 * 86_400_000).toISOString();
      harness.changeOne();
      const entries = rawsOf(await scan(harness, 'incremental', moment));
      expect(entries.filter((raw) => !before.has(raw))).to.have.length(1);
      expect(entries.length).to.be.lessThan(harness.size());
    });

    it('misses nobody when entries before its place are removed during the scan', () =>
      withSource(async (source) => {
        const first = await source.poll(beginning, quiet);
        harness.removeFirst(5);
        const seen = new Set(rawsOf([first]));
        let page = first;
        while (!page.done) {
          page = await source.poll({ ...beginning, cursor: page.cursor }, quiet);
          for (const raw of rawsOf([page])) seen.add(raw);
        }
        expect(rawsOf(await scan(harness, 'complete')).filter((raw) => !seen.has(raw))).to.deep.equal([]);
      }));

    describeChanges(() => harness, withSource);
    describeTrouble(() => harness, withSource);

    it('makes one rejected entry of one that breaks the mapping; the rest goes on', async () => {
      const whole = harness.size();
      harness.addBroken();
      const entries = (await scan(harness, 'complete')).flatMap((page) => page.entries);
      const rejected = entries.flatMap((entry) => (entry.kind === 'rejected' ? [entry] : []));
      expect(rejected).to.have.length(1);
      expect(rejected[0]?.error).to.include({ fault: 'record' });
      expect(rejected[0]?.error.context.field).to.be.a('string');
      expect(entries).to.have.length(whole + 1);
    });

    it('tries again what passes, and says how many requests it took', () =>
      withSource(async (source) => {
        const expected = await source.poll(beginning, quiet);
        harness.failNext(harness.attempts - 1);
        const page = await source.poll(beginning, quiet);
        expect(page.entries).to.deep.equal(expected.entries);
        expect(page.details['requests']).to.equal((expected.details['requests'] ?? 0) + harness.attempts - 1);
      }));

    it('throws a transient error when it lasts, and goes on from the same cursor afterwards', () =>
      withSource(async (source) => {
        const { cursor } = await source.poll(beginning, quiet);
        const expected = await source.poll({ ...beginning, cursor }, quiet);
        harness.failNext(harness.attempts);
        const error = await thrownBy(source.poll({ ...beginning, cursor }, quiet));
        expect(error).to.be.instanceOf(EtlError).and.include({ fault: 'transient' });
        expect(await source.poll({ ...beginning, cursor }, quiet)).to.deep.equal(expected);
      }));

    it('takes refused credentials for a matter of configuration', async () => {
      const source = harness.openRefused();
      for (const attempt of [source.poll(beginning, quiet), source.sample(1, quiet)]) {
        expect(await thrownBy(attempt))
          .to.be.instanceOf(EtlError)
          .and.include({ fault: 'config' });
      }
      await source.close();
    });

    it('asks for nothing when it is aborted already', () =>
      withSource(async (source) => {
        const before = harness.requests();
        const reason = new Error('stop');
        expect(await thrownBy(source.poll(beginning, AbortSignal.abort(reason)))).to.equal(reason);
        expect(await thrownBy(source.sample(1, AbortSignal.abort(reason)))).to.equal(reason);
        expect(harness.requests()).to.equal(before);
      }));

    it('ends at once when it is aborted in the middle of a request, with the reason', () =>
      withSource(async (source) => {
        harness.hangNext();
        const stop = new AbortController();
        const reason = new Error('stop');
        setTimeout(() => {
          stop.abort(reason);
        }, 50);
        const began = performance.now();
        expect(await thrownBy(source.poll(beginning, stop.signal))).to.equal(reason);
        expect(performance.now() - began).to.be.lessThan(2_000);
      }));

    it('gives a small sample', () =>
      withSource(async (source) => {
        const sample = await source.sample(3, quiet);
        expect(sample.authenticated).to.equal(true);
        expect(sample.entries).to.have.length(3);
      }));
  });
};
