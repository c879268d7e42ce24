import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../../runtime/config/schema.ts';
import { openDeployment } from '../../../runtime/deployment/deployment.ts';
import { namedStage } from '../../../runtime/deployment/stages.ts';
import { createLog } from '../../../runtime/telemetry/log.ts';

// The body of the process that runs our sink in the benchmark; sinkWorker.ts starts it.

/** What the parent says: begin, or finish and end. */
export type SinkRequest = 'begin' | 'end';

const config = JSON.parse(process.env['BENCH_SINK_CONFIG'] ?? '{}') as Config;
const deployment = openDeployment(config, createLog(config.log.level));
const stage = namedStage('registry', deployment, {});
await deployment.codec.prepare();

const end = async (): Promise<void> => {
  while (!(await stage.idle())) await pause(20);
  await stage.stop(8000);
  await deployment.close();
  process.disconnect();
};

process.on('message', (request: SinkRequest) => {
  const work = request === 'begin' ? stage.run() : end();
  work.catch((thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
    process.exit(1);
  });
});
// Told to end, or left alone by a parent that was killed: nobody would end it.
process.on('disconnect', () => process.exit());
process.send?.('ready');
