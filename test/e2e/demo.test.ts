import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runProgram } from '../support/program.ts';

describe('npm run demo', () => {
  it('ends well, because every count is what the simulator knows to be true', async function () {
    this.timeout(240_000);
    // Its own services, not those that the other tests work on.
    const finished = await runProgram('dev/demo/main.ts', ['--households', '60', '--seed', '3']);
    expect(finished.code, finished.stdout + finished.stderr).to.equal(0);
    expect(finished.stdout + finished.stderr).to.include('Every count is true.');
  });
});
