import { parentPort, workerData } from 'node:worker_threads';
import { asEtlError } from '../../core/errors.ts';
import type { StageObserver } from '../stage/index.ts';
import { createLog } from '../telemetry/log.ts';
import { openDeployment } from './deployment.ts';
import {
  errorMessage,
  type ErrorMessage,
  type StageThreadData,
  type StopRequest,
  type ThreadMessage,
} from './stageMessages.ts';
import { namedStage } from './stages.ts';
import { stageFailed } from './stageFailed.ts';

// The body of a stage's thread; stageInThread.ts starts it and hears from it.

const host = parentPort;
const { stage: name, config } = workerData as StageThreadData;
const say = (message: ThreadMessage): void => host?.postMessage(message);

const observer: StageObserver = {
  processed: (...values) => {
    say({ kind: 'observed', name: 'processed', values });
  },
  published: (...values) => {
    say({ kind: 'observed', name: 'published', values });
  },
  position: (...values) => {
    say({ kind: 'observed', name: 'position', values });
  },
  tookOver: (...values) => {
    say({ kind: 'observed', name: 'tookOver', values });
  },
};

const deployment = openDeployment(config, createLog(config.log.level));
const stage = namedStage(name, deployment, observer);
const stopping = new AbortController();
host?.on('message', ({ deadline }: StopRequest) => {
  stopping.abort();
  // What stops it from ending in order is what `run` ends with.
  stage.stop(deadline).catch(() => undefined);
});

let error: ErrorMessage | undefined;
try {
  await deployment.codec.prepare();
  if (!stopping.signal.aborted) await stage.run();
} catch (thrown) {
  error = errorMessage(asEtlError(thrown, stageFailed));
}
await deployment.close();
say({ kind: 'ended', error });
host?.close();
