import type { Deployment } from '../../deployment/deployment.ts';
import { ensureReady } from '../../deployment/ready.ts';
import type { StageName } from '../../deployment/stages.ts';
import { startWorkers } from '../../deployment/workers.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { startTelemetryServer } from '../../telemetry/server.ts';
import { statePolicy } from '../../holds/index.ts';
import type { Output } from '../output.ts';
import { untilAborted } from '../untilAborted.ts';

/** Which components a process runs. */
export interface RunRequest {
  readonly stages: readonly StageName[];
  readonly sources: readonly string[] | 'all';
}

/**
 * `registry-stream run`: polls, resolves and writes until it is stopped. SIGTERM and SIGINT end it in order: sources
 * finish no page halfway, stages leave their groups, connections close.
 *
 * @throws EtlError the first that a component could not go on with: the process ends, and its supervisor starts it anew
 */
export const run = async (
  deployment: Deployment,
  request: RunRequest,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  const metrics = createMetrics();
  await ensureReady(deployment);
  if (request.stages.includes('identity') && (await statePolicy(deployment)))
    output.remark('other sources may be linked than before: everybody is clustered anew');
  const { http } = deployment.config;
  let ready = false;
  const telemetry =
    http === undefined
      ? undefined
      : await startTelemetryServer({ ...http, registry: metrics.registry, ready: () => ready });
  const workers = startWorkers(deployment, { ...request, metrics });
  try {
    ready = true;
    output.remark(
      `running ${[...request.stages, ...workers.sources.map(({ name }) => `source ${name}`)].join(', ')}` +
        (telemetry === undefined ? '' : `; health and metrics at ${telemetry.url}`),
    );
    await Promise.race([
      untilAborted(signal),
      workers.failed,
      // A source ends only by an error, or because it was told to.
      ...workers.sources.map(async (source) => {
        await source.run(signal);
        await untilAborted(signal);
      }),
    ]);
  } finally {
    ready = false;
    await workers.stop();
    await telemetry?.close();
  }
};
