import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('npm run demo', () => {
  it('ends well, because every count is what the simulator knows to be true', async function () {
    this.timeout(240_000);
    // Its own services, not those that the other tests work on.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('REGISTRY_STREAM_')),
    );
    const finished = await new Promise<{ readonly code: number; readonly output: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--import=tsx', 'dev/demo/main.ts', '--households', '60', '--seed', '3'],
        { cwd: root, env },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
        },
      );
    });
    expect(finished.code, finished.output).to.equal(0);
    expect(finished.output).to.include('Every count is true.');
  });
});
