import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createMetrics } from '../../../runtime/telemetry/metrics.ts';
import { startTelemetryServer } from '../../../runtime/telemetry/server.ts';

describe('telemetry server', () => {
  it('tells liveness, readiness and metrics', async () => {
    const metrics = createMetrics();
    let ready = false;
    const server = await startTelemetryServer({
      host: '127.0.0.1',
      port: 0,
      registry: metrics.registry,
      ready: () => ready,
    });
    try {
      const status = async (path: string): Promise<number> => (await fetch(`${server.url}${path}`)).status;
      expect(await status('/health/live')).to.equal(200);
      expect(await status('/health/ready')).to.equal(503);
      ready = true;
      expect(await status('/health/ready')).to.equal(200);
      expect(await status('/elsewhere')).to.equal(404);
      metrics.recordsProcessed.inc({ stage: 'identity', topic: 'source.records', partition: '0' }, 3);
      const text = await (await fetch(`${server.url}/metrics`)).text();
      expect(text).to.include(
        'registry_stream_records_processed_total{stage="identity",topic="source.records",partition="0"} 3',
      );
    } finally {
      await server.close();
    }
  });
});
