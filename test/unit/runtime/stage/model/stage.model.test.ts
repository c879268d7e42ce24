import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { commands } from './commands.ts';
import { Deployment } from './deployment.ts';

describe('a stage, whatever happens between any two of its steps', () => {
  it('applies every record once, publishes every event once, and keeps the order', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (all) => {
        const real = new Deployment();
        try {
          real.start();
          await fc.asyncModelRun(() => ({ model: { offsets: [0, 0] }, real }), all);
          await real.settle();
          expect(real.outcome()).to.deep.equal(real.expected());
        } finally {
          real.end();
        }
      }),
      // A run has some hundred steps; shrinking one that fails must not take for ever.
      { numRuns: 60, interruptAfterTimeLimit: 50_000 },
    );
  });
});
