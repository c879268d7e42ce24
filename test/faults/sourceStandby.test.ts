import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { waitFor } from '../support/stack.ts';
import { withSource } from './sourceDeployment.ts';
import type { SourceDeployment } from './sourceDeployment.ts';
import type { StandbyTask } from './standbyProcess.ts';

const HOMES = 40;
/** Three people each, and the household. */
const RECORDS = HOMES * 4;
const PATIENCE = 60_000;

/** A source worker in a process of its own. */
class Standby {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor({ places }: SourceDeployment, stop?: StandbyTask['stop']) {
    const task: StandbyTask = {
      places,
      homes: HOMES,
      pageSize: 9,
      sessionTimeout: 2000,
      ...(stop === undefined ? {} : { stop }),
    };
    const script = ['--import', 'tsx', 'test/faults/standbyProcess.ts', JSON.stringify(task)];
    this.#child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#ended = once(this.#child, 'exit');
    if (this.#child.stdout !== null)
      createInterface({ input: this.#child.stdout }).on('line', (line) => this.lines.push(line));
  }

  /** Waits until it has said a line that begins so, after so many others. */
  said(text: string, after = 0): Promise<unknown> {
    const heard = (): Promise<boolean> =>
      Promise.resolve(this.lines.slice(after).some((line) => line.startsWith(text)));
    return waitFor(`${text}, after ${this.lines.join(', ')}`, heard, PATIENCE);
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.send(signal);
    await this.#ended;
  }
}

let standbys: Standby[] = [];

const start = (deployment: SourceDeployment, stop?: StandbyTask['stop']): Standby => {
  const standby = new Standby(deployment, stop);
  standbys.push(standby);
  return standby;
};

/** Every record has come once, and every run that somebody has begun was ended once. */
const expectNothingDoubled = async (deployment: SourceDeployment): Promise<void> => {
  const records = await deployment.records();
  expect(new Set(records.map(({ key }) => key)).size).to.equal(RECORDS);
  expect(records.map(({ value }) => value.version)).to.deep.equal(records.map(() => 1));
  expect(new Set(records.map(({ headers }) => headers['ce_id'])).size).to.equal(records.length);
  const ends = (await deployment.markers()).filter(({ value }) => value.phase === 'completed');
  expect(new Set(ends.map(({ key }) => key)).size).to.equal(ends.length);
};

describe('several workers of one source', () => {
  afterEach(async function endAll() {
    this.timeout(30_000);
    await Promise.all(standbys.map((standby) => standby.end('SIGKILL')));
    standbys = [];
  });

  it('take turns: one runs, the others stand by, and one of them goes on when it leaves', () =>
    withSource(async (deployment) => {
      const first = start(deployment);
      await first.said('ended complete');
      const second = start(deployment);
      await second.said('stands by');
      const before = first.lines.length;
      await first.said('ended', before);
      expect(first.lines.filter((line) => line === 'runs')).to.have.length(1);
      expect(second.lines).to.deep.equal(['stands by']);
      await first.end('SIGTERM');
      await second.said('ended complete 0');
      await second.end('SIGTERM');
      expect(first.lines.concat(second.lines).filter((line) => line.startsWith('failed'))).to.deep.equal([]);
      await expectNothingDoubled(deployment);
    })).timeout(120_000);

  it('go on where one was killed, within its session', () =>
    withSource(async (deployment) => {
      const first = start(deployment, { point: 'source.before-publish', passage: 3, signal: 'SIGKILL' });
      await first.said('runs');
      const second = start(deployment);
      await second.said('ended complete');
      await second.end('SIGTERM');
      await expectNothingDoubled(deployment);
    })).timeout(120_000);

  it('fence one that was frozen: it publishes nothing more, and stands by', () =>
    withSource(async (deployment) => {
      const first = start(deployment, { point: 'source.before-publish', passage: 3, signal: 'SIGSTOP' });
      await first.said('stops itself');
      const second = start(deployment);
      await second.said('ended complete');
      const published = (await deployment.records()).length;
      first.send('SIGCONT');
      await first.said('stands by');
      const before = second.lines.length;
      await second.said('ended complete 0', before);
      expect((await deployment.records()).length).to.equal(published);
      await second.end('SIGTERM');
      await first.said('ended complete 0');
      await first.end('SIGTERM');
      expect(first.lines.concat(second.lines).filter((line) => line.startsWith('failed'))).to.deep.equal([]);
      await expectNothingDoubled(deployment);
    })).timeout(180_000);
});
