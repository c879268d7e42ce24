import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../../runtime/config/schema.ts';
import type { SinkRequest } from './sinkProcess.ts';
import type { Worker } from './worker.ts';

const body = fileURLToPath(new URL('sinkProcess.ts', import.meta.url));

/**
 * Starts our sink, the real stage with its processor, in a process of its own: modules loaded, schemas looked up, nothing
 * consumed.
 *
 * @param profiles folder for a profile of its processor time (`.cpuprofile`); undefined: none is taken
 */
export const startSink = async (config: Config, profiles: string | undefined): Promise<Worker> => {
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const child = fork(body, {
    execArgv: [...process.execArgv, ...profiling],
    env: { ...process.env, BENCH_SINK_CONFIG: JSON.stringify(config) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const failed = (): Error => new Error('our sink has ended by itself; its reason is above');
  await Promise.race([
    once(child, 'message'),
    exited.then(() => {
      throw failed();
    }),
  ]);
  const say = (request: SinkRequest): void => {
    if (child.connected) child.send(request);
  };
  return {
    pid: child.pid ?? 0,
    begin: () => {
      say('begin');
      return Promise.resolve();
    },
    check: () => (child.exitCode === null ? Promise.resolve() : Promise.reject(failed())),
    stop: async () => {
      say('end');
      const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
      await exited;
      clearTimeout(late);
    },
  };
};
