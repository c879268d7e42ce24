import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { problemsIn } from './checker/check.ts';
import { experiment } from './experiment.ts';
import { trials } from './sabotage.ts';
import { startGround } from './world/ground.ts';
import type { Ground } from './world/ground.ts';

/** Ten minutes: too long for every run of the tests. `npm run test:faults -- --sabotage` does the same. */
const WANTED = 'REGISTRY_STREAM_TEST_SABOTAGE';
const SEED = 11;

describe('the checker, when a guarantee is broken on purpose', () => {
  let ground: Ground;

  before(async function () {
    if (process.env[WANTED] === undefined) this.skip();
    this.timeout(180_000);
    ground = await startGround('sabotage');
  });

  after(async function () {
    this.timeout(60_000);
    if (process.env[WANTED] !== undefined) await ground.stop();
  });

  for (const { faults, kinds, sabotage } of trials) {
    it(`notices ${sabotage.name}: ${sabotage.breaks}`, async function () {
      this.timeout(400_000);
      const common = { ground, seed: SEED, kinds, faults, households: 20, tell: () => undefined } as const;
      const schedule = { lasts: 120_000, atOnce: 1, gap: [500, 1_000], restWithin: 40_000 } as const;
      const broken = await experiment({ ...common, ...schedule, sabotage });
      expect(problemsIn(broken.findings), sabotage.breaks).to.be.greaterThan(0);
    });
  }
});
