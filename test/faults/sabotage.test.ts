import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { trials } from './sabotage.ts';
import { trySabotage } from './trySabotage.ts';
import { startGround } from './world/ground.ts';
import type { Ground } from './world/ground.ts';
import { sabotagedSource } from './world/program.ts';

/** Ten minutes: too long for every run of the tests. `npm run test:faults -- --sabotage` shows the same. */
const WANTED = 'REGISTRY_STREAM_TEST_SABOTAGE';

describe('a guarantee that is broken on purpose', () => {
  for (const { sabotage } of trials) {
    it(`is still written as ${sabotage.name} breaks it`, () => {
      for (const { file } of sabotage.edits) expect(sabotagedSource(sabotage, file)).to.be.a('string');
    });
  }
});

describe('the checker, when a guarantee is broken on purpose', () => {
  let ground: Ground | undefined;

  before(async function () {
    if (process.env[WANTED] === undefined) this.skip();
    this.timeout(180_000);
    ground = await startGround('sabotage');
  });

  after(async function () {
    this.timeout(60_000);
    await ground?.stop();
  });

  for (const trial of trials) {
    it(`notices ${trial.sabotage.name}: ${trial.sabotage.breaks}`, async function () {
      this.timeout(400_000);
      if (ground === undefined) throw new Error('the services did not start');
      const verdict = await trySabotage(ground, trial, () => undefined);
      expect(verdict.faults, 'faults brought about').to.be.greaterThan(0);
      expect(verdict.problems, trial.sabotage.breaks).to.be.greaterThan(0);
    });
  }
});
