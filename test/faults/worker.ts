import { once } from 'node:events';
import { Deployment } from './deployment.ts';
import type { Places } from './deployment.ts';

// A worker in a process of its own, to be killed. Its argument says where everything is; the environment may name the
// fault point at which it kills itself.
const places = JSON.parse(process.argv[2] ?? '') as Places;
const deployment = new Deployment(places);
await deployment.codec.prepare();
const stage = deployment.stage({
  settings: { batchRecords: 50, relayMessages: 60 },
  log: (level, message, context) => {
    if (level === 'warn' || level === 'error') console.error(level, message, JSON.stringify(context));
  },
});

process.once('SIGTERM', () => {
  stage
    .stop(5000)
    .then(() => deployment.pool.end())
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
});

// Started ahead of time, so that a test need not wait for it; begins when it is told.
await once(process, 'message');
process.disconnect();
await stage.run();
