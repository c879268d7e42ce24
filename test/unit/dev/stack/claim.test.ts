import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { claimDirectory, oneAtATime, releaseDirectory } from '../../../../dev/stack/claim.ts';

describe('a claim on the folder of a stack', () => {
  let folder: string;
  let directory: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stack-claim-'));
    directory = join(folder, 'stack');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives the folder that was asked for', () => {
    expect(claimDirectory(directory)).to.equal(directory);
    expect(claimDirectory(directory), 'again by the same process').to.equal(directory);
  });

  it('gives a neighbour while another process lives that has it', () => {
    claimDirectory(directory);
    writeFileSync(join(directory, 'claimed-by'), String(process.ppid));
    const neighbour = `${directory}-${String(process.pid)}`;
    expect(claimDirectory(directory)).to.equal(neighbour);
    releaseDirectory(neighbour);
    expect(existsSync(neighbour)).to.equal(false);
  });

  it('does not outlast its holder', () => {
    claimDirectory(directory);
    for (const holder of [String(2 ** 22), 'not a number', '']) {
      writeFileSync(join(directory, 'claimed-by'), holder);
      expect(claimDirectory(directory)).to.equal(directory);
    }
  });

  it('lets one change at a time through, also of one process', async () => {
    const steps: string[] = [];
    const change = (name: string) => () => {
      steps.push(`${name} begins`);
      return Promise.resolve().then(() => steps.push(`${name} ends`));
    };
    await Promise.all([oneAtATime(directory, change('one')), oneAtATime(directory, change('two'))]);
    expect(steps).to.deep.equal(['one begins', 'one ends', 'two begins', 'two ends']);
  });

  it('is given back when a change has failed', async () => {
    const failure = await oneAtATime(directory, () => Promise.reject(new Error('no'))).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).to.be.instanceOf(Error).with.property('message', 'no');
    expect(await oneAtATime(directory, () => Promise.resolve('yes'))).to.equal('yes');
  });
});
