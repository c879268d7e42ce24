import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { catalogue } from './catalogue/index.ts';
import { experiment } from './experiment.ts';
import { describe as describeRun, passed } from './report/text.ts';
import { startGround } from './world/ground.ts';
import type { Ground } from './world/ground.ts';

/** The long form, with every kind of fault and any seed: `npm run test:faults -- --help`. */
describe('the real program under faults', () => {
  let ground: Ground;

  before(async function () {
    this.timeout(180_000);
    ground = await startGround('faults-short');
  });

  after(async function () {
    this.timeout(60_000);
    await ground.stop();
  });

  it('loses nothing and does nothing twice', async function () {
    this.timeout(420_000);
    const kinds = catalogue.filter(({ short }) => short === true);
    const result = await experiment({
      ground,
      seed: 7,
      kinds,
      faults: kinds.length,
      households: 30,
      // Kinds that a slow machine has no time left for are the long form's.
      lasts: 35_000,
      atOnce: 5,
      gap: [100, 600],
      tell: () => undefined,
    });
    expect(passed(result), `\n${describeRun(result)}\n`).to.equal(true);
  });
});
