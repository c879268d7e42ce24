import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Deployment } from '../../../runtime/deployment/deployment.ts';
import type { StageName } from '../../../runtime/deployment/stages.ts';
import { startWorkers } from '../../../runtime/deployment/workers.ts';
import { createMetrics } from '../../../runtime/telemetry/metrics.ts';
import { registryCounts, upsertPrograms } from '../../../sinks/index.ts';
import { waitFor } from '../../support/stack.ts';
import { withConfig } from '../../support/withConfig.ts';

/** Runs a stage as a process does that runs nothing else. */
const withStage = async (
  deployment: Deployment,
  stage: StageName,
  use: (metrics: ReturnType<typeof createMetrics>) => Promise<void>,
): Promise<void> => {
  const metrics = createMetrics();
  const workers = startWorkers(deployment, { stages: [stage], sources: [], metrics });
  try {
    await use(metrics);
    workers.throwIfFailed();
  } finally {
    await workers.stop();
  }
};

const enrolledInLog = async ({ watermarks }: Deployment): Promise<boolean> =>
  ((await watermarks('source.records')).get(0)?.high ?? 0) > 0;

describe('a process that runs the sink', function () {
  this.timeout(120_000);

  it('carries changes of enrolments to the log, and one that runs the resolver alone does not', () =>
    withConfig(async (_, deployment) => {
      const { query } = deployment;
      const count = async () => (await registryCounts(query)).enrolmentChangesWaiting;
      await upsertPrograms(query, [{ name: 'Cash', target: 'individual' }]);
      await query(
        `insert into registry.program_membership (registrant_id, program_id, state)
select gen_random_uuid(), id, 'enrolled' from registry.program`,
        [],
      );
      await withStage(deployment, 'identity', async () => {
        await waitFor('the resolver to have its partition', async () => {
          const rows = await query("select 1 from registry_stream.stream_offset where stage = 'identity'", []);
          return rows.length === 1;
        });
        expect(await count()).to.equal(1);
        expect(await enrolledInLog(deployment)).to.equal(false);
      });
      await withStage(deployment, 'registry', async (metrics) => {
        await waitFor('the change to be in the log', async () => (await count()) === 0);
        expect(await enrolledInLog(deployment)).to.equal(true);
        expect((await metrics.enrolmentsPublished.get()).values).to.have.nested.property('[0].value', 1);
        expect((await metrics.enrolmentsFailing.get()).values).to.have.nested.property('[0].value', 0);
      });
    }));
});
