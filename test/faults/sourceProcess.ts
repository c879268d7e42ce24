/**
 * A source worker in a process of its own, for tests that stop it: runs one complete scan of the import `households`.
 * Arguments: where the deployment is, and what to do, as JSON.
 */
import process from 'node:process';
import type { FaultPoint, SourcePoint } from '../../runtime/faultPoint.ts';
import { SourceDeployment, testImport } from './sourceDeployment.ts';
import type { SourcePlaces } from './sourceDeployment.ts';
import { homesAt, PagedSource } from './sourceRegistry.ts';

/** What a worker process is told. */
export interface SourceTask {
  readonly places: SourcePlaces;
  /** State of the registry. */
  readonly step: 'before' | 'after';
  readonly homes: number;
  readonly pageSize: number;
  /** Where to stop, and at which passage. */
  readonly point: SourcePoint;
  readonly passage: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  /** Milliseconds after the passage; with 0 at once. */
  readonly delay: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as SourceTask;

let left = task.passage;
const stopSelf = (): void => {
  process.kill(process.pid, task.signal);
};

const point = (name: FaultPoint): void => {
  if (name !== task.point) return;
  left -= 1;
  if (left !== 0) return;
  if (task.delay === 0) stopSelf();
  else setTimeout(stopSelf, task.delay);
};

const deployment = new SourceDeployment(task.places);
await deployment.codec.prepare();
const source = new PagedSource(() => homesAt(task.step, task.homes), task.pageSize);
const worker = deployment.worker([testImport(source)], { point });
try {
  await worker.runOnce({ mode: 'complete' }, new AbortController().signal);
  process.exitCode = 0;
} catch (thrown) {
  process.stdout.write((thrown as { readonly code?: string }).code ?? 'UNKNOWN');
  process.exitCode = 1;
}
await worker.stop();
