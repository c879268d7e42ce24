import { expect } from 'chai';
import fc from 'fast-check';
import { it } from 'mocha';
import type { ScanRequest } from '../../core/source.ts';
import { quiet, rawsOf, scan } from './sourceHarness.ts';
import type { SourceHarness, WithSource } from './sourceHarness.ts';

const beginning: ScanRequest = { mode: 'complete', watermark: undefined, cursor: undefined };

/** Part of the suite for sources: registries that change while they are read, and registries at their limits. */
export const describeChanges = (harness: () => SourceHarness, withSource: WithSource): void => {
  it('misses nobody and invents nobody, whatever comes and goes between two pages', async () => {
    const step = fc.record({ remove: fc.nat(4), add: fc.nat(4) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), (steps) =>
        withSource(async (source) => {
          let page = await source.poll(beginning, quiet);
          const seen = new Set(rawsOf([page]));
          for (let index = 0; !page.done; index += 1) {
            harness().removeFirst(steps[index]?.remove ?? 0);
            harness().add(steps[index]?.add ?? 0);
            page = await source.poll({ ...beginning, cursor: page.cursor }, quiet);
            for (const raw of rawsOf([page])) seen.add(raw);
          }
          const after = rawsOf(await scan(harness(), 'complete'));
          expect(after.filter((raw) => !seen.has(raw))).to.deep.equal([]);
          expect(after).to.have.length(harness().size());
        }),
      ),
      { numRuns: 8 },
    );
  });

  it('reads all that changed at one moment, though it fills more than a page', async () => {
    const watermark = (await scan(harness(), 'complete')).at(-1)?.watermark;
    const before = new Set(rawsOf(await scan(harness(), 'complete')));
    const count = Math.floor(harness().size() / 2);
    harness().changeAtOnce(count);
    const pages = await scan(harness(), 'incremental', watermark);
    expect(new Set(rawsOf(pages).filter((raw) => !before.has(raw)))).to.have.property('size', count);
    expect(pages.at(-1)?.done).to.equal(true);
  });

  it('finds the end of a registry that has become empty, and of one that its pages fill', async () => {
    const whole = harness().size();
    harness().removeFirst(whole % 40);
    expect(rawsOf(await scan(harness(), 'complete'))).to.have.length(whole - (whole % 40));
    harness().removeFirst(whole);
    const pages = await scan(harness(), 'complete');
    expect(rawsOf(pages)).to.deep.equal([]);
    expect(pages.at(-1)?.watermark ?? 'none').to.be.a('string');
  });

  it('goes on with new credentials when the old ones end in the middle of a scan', () =>
    withSource(async (source) => {
      const { cursor } = await source.poll(beginning, quiet);
      const expected = await source.poll({ ...beginning, cursor }, quiet);
      harness().expireCredentials();
      const page = await source.poll({ ...beginning, cursor }, quiet);
      expect(page.entries).to.deep.equal(expected.entries);
      expect(page.cursor).to.equal(expected.cursor);
    }));
};
