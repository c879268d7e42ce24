import { Worker } from 'node:worker_threads';
import { asEtlError, EtlError } from '../../core/errors.ts';
import type { Config } from '../config/schema.ts';
import type { StageObserver } from '../stage/index.ts';
import { stageFailed } from './stageFailed.ts';
import { errorOf, type StageThreadData, type StopRequest, type ThreadMessage } from './stageMessages.ts';
import type { StageName } from './stages.ts';

/** A stage that runs in a thread of its own. */
export interface ThreadedStage {
  /** Settles when the stage has ended; rejects with the EtlError that it could not go on with. */
  readonly ended: Promise<void>;
  /**
   * Ends the stage in order, within a deadline in milliseconds, and its thread in any case. Never rejects: how the stage
   * ended is what `ended` tells.
   */
  stop(deadline: number): Promise<void>;
}

/** Milliseconds on top of the stage's own deadline, for its connections to close. */
const CLOSING = 2_000;

// Run from source, the thread has to load the compiler first; built, this file is JavaScript.
const body = new URL(
  import.meta.url.endsWith('.js') ? './stageThread.js' : '../../dev/stageThread.mjs',
  import.meta.url,
);

const hear = (observer: StageObserver, message: Extract<ThreadMessage, { readonly kind: 'observed' }>): void => {
  switch (message.name) {
    case 'processed':
      observer.processed(...message.values);
      return;
    case 'published':
      observer.published(...message.values);
      return;
    case 'position':
      observer.position(...message.values);
      return;
    case 'tookOver':
      observer.tookOver(...message.values);
  }
};

const diedWithoutAWord = (): EtlError =>
  new EtlError(stageFailed.code, 'bug', "a stage's thread ended without a word; a restart loses nothing", {
    component: 'runtime/deployment',
  });

/**
 * Runs a stage in a thread of its own, with connections of its own: the hops of a process then take as many cores as
 * there are, and health and metrics answer whatever a stage is busy with.
 *
 * @param config the deployment's; sources are not handed over, for a stage knows none
 * @param observer hears in this thread what the stage does
 */
export const stageInThread = (name: StageName, config: Config, observer: StageObserver): ThreadedStage => {
  const workerData: StageThreadData = { stage: name, config: { ...config, sources: [] } };
  const thread = new Worker(body, { workerData, name: `stage ${name}` });
  let stopping = false;
  const gone = new Promise<void>((resolve) => {
    thread.once('exit', () => {
      resolve();
    });
  });
  const ended = new Promise<void>((resolve, reject) => {
    thread.on('message', (message: ThreadMessage) => {
      if (message.kind === 'observed') hear(observer, message);
      else if (message.error === undefined) resolve();
      else reject(errorOf(message.error));
    });
    thread.once('error', (thrown) => {
      reject(asEtlError(thrown, stageFailed));
    });
    thread.once('exit', () => {
      // Without effect when it has said how it ended. One that was told to stop may have been too late to say it.
      if (stopping) resolve();
      else reject(diedWithoutAWord());
    });
  });
  return {
    ended,
    stop: async (deadline) => {
      stopping = true;
      const request: StopRequest = { kind: 'stop', deadline };
      thread.postMessage(request);
      const late = setTimeout(() => void thread.terminate(), deadline + CLOSING);
      await gone;
      clearTimeout(late);
    },
  };
};
