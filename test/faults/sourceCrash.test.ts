import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import type { SourcePoint } from '../../runtime/faultPoint.ts';
import type { SourceGroup, SourcePerson } from '../../schemas/generated/types.ts';
import { testImport, withSource } from './sourceDeployment.ts';
import type { SourceDeployment } from './sourceDeployment.ts';
import type { SourceTask } from './sourceProcess.ts';
import { homesAt, PagedSource } from './sourceRegistry.ts';

const HOMES = 40;
const PAGE = 9;
const { signal } = new AbortController();

/** Runs a scan in a process of its own that stops itself; gives the signal that ended it. */
const runProcess = async (deployment: SourceDeployment, task: Partial<SourceTask>): Promise<string | null> => {
  const all: SourceTask = {
    places: deployment.places,
    step: 'before',
    homes: HOMES,
    pageSize: PAGE,
    point: 'source.after-publish',
    passage: 1,
    signal: 'SIGKILL',
    delay: 0,
    ...task,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/faults/sourceProcess.ts', JSON.stringify(all)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [, endedBy] = (await once(child, 'exit')) as [number | null, string | null];
  return endedBy;
};

const workerAt = (deployment: SourceDeployment, step: 'before' | 'after') =>
  deployment.worker([testImport(new PagedSource(() => homesAt(step, HOMES), PAGE))]);

/** Runs complete scans: the run that a crash may have left, and two that nothing interrupts. */
const finish = async (deployment: SourceDeployment, step: 'before' | 'after'): Promise<void> => {
  const worker = workerAt(deployment, step);
  for (let scan = 0; scan < 3; scan += 1) await worker.runOnce({ mode: 'complete' }, signal);
  await worker.stop();
};

/** What a record's events say, less when and in which run. */
const told = (value: SourcePerson | SourceGroup): string =>
  `${value.recordKey} ${String(value.version)} ${value.state} ${value.contentHash}`;

const allTold = async (deployment: SourceDeployment): Promise<string[]> =>
  (await deployment.records()).map(({ value }) => told(value)).sort();

/** The events that two states of the registry lead to when nothing goes wrong: computed once, in a deployment of its own. */
const undisturbed = async (): Promise<string[]> => {
  let events: string[] = [];
  await withSource(async (deployment) => {
    await finish(deployment, 'before');
    await finish(deployment, 'after');
    events = await allTold(deployment);
  });
  return events;
};

const expectWhole = async (deployment: SourceDeployment, expected: readonly string[]): Promise<void> => {
  expect(await allTold(deployment)).to.deep.equal(expected);
  const records = await deployment.records();
  const newest = new Map(records.map(({ key, value }) => [key, value]));
  const index = new Map((await deployment.index()).map(({ key, value }) => [key, value]));
  expect([...index.keys()].sort()).to.deep.equal([...newest.keys()].sort());
  for (const [key, { version, contentHash, state, firstSeen }] of newest) {
    const entry = index.get(key);
    expect(entry).to.include({ version, contentHash, state });
    expect(entry?.firstSeen.sequence).to.equal(firstSeen.sequence);
  }
  expect(new Set(records.map(({ headers }) => headers['ce_id'])).size).to.equal(records.length);
  const markers = await deployment.markers();
  const phases = new Map<string, string[]>();
  for (const { value } of markers) phases.set(value.runId, [...(phases.get(value.runId) ?? []), value.phase]);
  for (const run of phases.values()) expect(run).to.deep.equal(['started', 'completed']);
  const published = markers.filter(({ value }) => value.phase === 'completed').map(({ value }) => value.published);
  expect(published.reduce((sum, count) => sum + count, 0)).to.equal(records.length);
};

describe('a source worker that is killed', () => {
  let expected: string[] = [];
  before(async function prepare() {
    this.timeout(60_000);
    expected = await undisturbed();
  });

  type Kill = readonly [point: SourcePoint, passage: number, delay: number];
  const kills: Readonly<Record<string, readonly Kill[]>> = {
    'between pages': [
      ['source.after-open', 1, 0],
      ['source.after-poll', 2, 0],
      ['source.before-publish', 2, 0],
      ['source.after-publish', 1, 0],
    ],
    'while a transaction is open': [
      ['source.before-publish', 1, 2],
      ['source.before-publish', 1, 5],
      ['source.before-publish', 2, 8],
    ],
    'at the end of a scan': [
      ['source.before-end', 1, 0],
      ['source.before-end', 1, 4],
    ],
  };
  for (const [when, series] of Object.entries(kills))
    it(`${when} loses nothing and doubles nothing`, () =>
      withSource(async (deployment) => {
        for (const step of ['before', 'after'] as const) {
          for (const [point, passage, delay] of series) await runProcess(deployment, { step, point, passage, delay });
          await finish(deployment, step);
        }
        await expectWhole(deployment, expected);
      })).timeout(120_000);

  it('again and again withdraws nobody', () =>
    withSource(async (deployment) => {
      await finish(deployment, 'before');
      for (let time = 0; time < 2; time += 1)
        await runProcess(deployment, { point: 'source.after-publish', passage: 2, step: 'after' });
      const [resumed] = await workerAt(deployment, 'after').runOnce({ mode: 'complete' }, signal);
      expect(resumed).to.include({ interrupted: true, withdrawn: 0, withdrawalsPending: 0 });
      const states = new Set((await deployment.records()).map(({ value }) => value.state));
      expect(states).to.deep.equal(new Set(['present']));
    })).timeout(60_000);
});
