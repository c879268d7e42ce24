import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { stagePoints } from '../../runtime/faultPoint.ts';
import { waitFor } from '../support/stack.ts';
import { ENTRY } from './countingProcessor.ts';
import { entriesFor, expectExactlyOnce, finishWith, withDeployment } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import { WorkerProcess } from './workerProcess.ts';

const BATCH = 200;

/** Sends the next entries; returns how many have been sent by then. */
const send = async (deployment: Deployment, sent: number): Promise<number> => {
  await deployment.send(entriesFor(BATCH, sent).map((entry) => deployment.input(ENTRY, entry.entity, entry)));
  return sent + BATCH;
};

/** Whether the kernel has stopped a process, as proc(5) tells. */
const isStopped = (processId: number): boolean =>
  /^State:\s+T/m.test(readFileSync(`/proc/${String(processId)}/status`, 'utf8'));

describe('a stage whose workers are killed', () => {
  it('applies and publishes every record once, at whatever step each of them dies', async function () {
    this.timeout(120_000);
    await withDeployment(2, async (deployment) => {
      let sent = 0;
      const workers = [new WorkerProcess(deployment.places, `${stagePoints[0]}:2`)];
      try {
        for (const [index, point] of stagePoints.entries()) {
          sent = await send(deployment, sent);
          const next = stagePoints[index + 1];
          workers[index]?.begin();
          if (next !== undefined) workers.push(new WorkerProcess(deployment.places, `${next}:2`));
          const end = await workers[index]?.end(25_000);
          expect(end, `end of the worker at ${point}: ${String(workers[index]?.errors())}`).to.equal('SIGKILL');
        }
      } finally {
        for (const worker of workers) worker.send('SIGKILL');
      }
      sent = await send(deployment, sent);
      await finishWith(deployment.stage());
      await expectExactlyOnce(deployment, sent);
    });
  });

  for (const point of ['stage.before-claim', 'relay.before-send'] as const) {
    it(`refuses a worker that wakes up at ${point} after another has taken over`, async function () {
      if (process.platform !== 'linux') this.skip();
      await withDeployment(1, async (deployment) => {
        let sent = await send(deployment, 0);
        const sleeper = new WorkerProcess(deployment.places, `${point}:2:SIGSTOP`);
        sleeper.begin();
        try {
          await waitFor('the worker to stop', () => Promise.resolve(isStopped(sleeper.processId)));
          sent = await send(deployment, sent);
          await finishWith(deployment.stage());
          sleeper.send('SIGCONT');
          sent = await send(deployment, sent);
          await waitFor('the woken worker to catch up', async () => {
            const [row] = await deployment.rows<{ n: number }>('select sum(applied)::int as n from test.state');
            return row?.n === sent;
          });
          sleeper.send('SIGTERM');
          expect(await sleeper.end(10_000), sleeper.errors()).to.equal(0);
        } finally {
          sleeper.send('SIGKILL');
        }
        await expectExactlyOnce(deployment, sent);
      });
    });
  }
});
