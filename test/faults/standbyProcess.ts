/**
 * A source worker in a process of its own, for tests of standbys: runs the source whenever it has the slot, scanning the
 * import `households` again and again, and writes a line for whatever happens. Arguments: where the deployment is, and
 * what to do, as JSON.
 */
import process from 'node:process';
import { runInSlot, sourceSlot } from '../../runtime/source/index.ts';
import type { FaultPoint } from '../../runtime/faultPoint.ts';
import { SourceDeployment, testImport } from './sourceDeployment.ts';
import type { SourcePlaces } from './sourceDeployment.ts';
import { homesAt, PagedSource } from './sourceRegistry.ts';

/** What a standby process is told. */
export interface StandbyTask {
  readonly places: SourcePlaces;
  readonly homes: number;
  readonly pageSize: number;
  /** Milliseconds; the broker of the tests allows a second. */
  readonly sessionTimeout: number;
  /** Where the process stops itself, once; undefined: nowhere. */
  readonly stop?: { readonly point: FaultPoint; readonly passage: number; readonly signal: 'SIGKILL' | 'SIGSTOP' };
}

const task = JSON.parse(process.argv[2] ?? '{}') as StandbyTask;
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

let left = task.stop?.passage ?? 0;
const point = (name: FaultPoint): void => {
  if (name !== task.stop?.point) return;
  left -= 1;
  if (left !== 0) return;
  say('stops itself');
  process.kill(process.pid, task.stop.signal);
};

const deployment = new SourceDeployment(task.places);
await deployment.codec.prepare();
const source = new PagedSource(() => homesAt('before', task.homes), task.pageSize);
const often = { every: 200, completeEvery: 400 };
const observer = {
  onRunEnded: ({ mode, published }: { readonly mode: string; readonly published: number }) => {
    say(`ended ${mode} ${String(published)}`);
  },
};
const worker = deployment.worker([testImport(source, often)], { point, observer });
const { places, connection, codec, prefix: topicPrefix } = deployment;
const times = { sessionTimeout: task.sessionTimeout, heartbeatInterval: 200, rebalanceTimeout: 3000 };
const slot = () => sourceSlot({ connection, codec, topicPrefix }, places.name, 'civil', times);
const onSlot = (held: boolean): void => {
  say(held ? 'runs' : 'stands by');
};
const stopping = new AbortController();
process.once('SIGTERM', () => {
  stopping.abort();
});
try {
  await runInSlot({ worker, slot, onSlot }, stopping.signal);
} catch (thrown) {
  say(`failed ${(thrown as { readonly code?: string }).code ?? 'UNKNOWN'}`);
  process.exitCode = 1;
}
await worker.stop();
