import { expect } from 'chai';
import { describe, it } from 'mocha';
import { entityIdsOf } from '../../processors/identity/ids.ts';
import { namedStage } from '../../runtime/deployment/stages.ts';
import {
  erase,
  listedTargets,
  namedTargets,
  planErasure,
  readProofs,
  verifyErasure,
} from '../../runtime/erasure/index.ts';
import { transactionalPublisher } from '../../runtime/kafka/index.ts';
import { waitFor } from '../support/stack.ts';
import { textsInTables } from '../support/traces.ts';
import { withConfig } from '../support/withConfig.ts';
import { inputAt, nationalId, person } from '../unit/processors/support/records.ts';

const [a, b] = ['a', 'b'].map((letter) => letter.repeat(32)) as [string, string];
const passport = [nationalId('P7123456', { type: 'Passport' })];
const quiet = (): void => undefined;

describe('erasing one record of a registrant, and then the rest', () => {
  it('lets the registrant go on without what the record told; killed and repeated, it goes on', () =>
    withConfig(async (config, deployment) => {
      const stages = (['identity', 'registry'] as const).map((name) => namedStage(name, deployment, {}));
      const publisher = transactionalPublisher(deployment.kafka, `${config.deployment}.test-log`);
      await publisher.open();
      const runs = stages.map((stage) => stage.run());
      const idOf = entityIdsOf(config.deployment);
      const topic = deployment.topic('source.records');
      const authority = { by: 'maria', reason: 'mistake', at: Date.now() } as const;
      const eraseNow = async (name: string, wait: number) => {
        const plan = await planErasure(deployment, namedTargets([name]), quiet);
        const waiting = { deadline: Date.now() + wait, signal: new AbortController().signal, onWait: quiet };
        return { plan, result: await erase(deployment, plan, authority, waiting) };
      };
      const statuses = () =>
        deployment.query(
          'select id::text, status, merged_into::text as into from registry.registrant order by status',
          [],
        );
      try {
        await publisher.publish(
          [
            person(a, { seen: 1, fullName: 'Told by the first', identifiers: passport }),
            person(b, { seen: 2, fullName: 'Told by the second', source: 'south', identifiers: passport }),
          ].map((value) => {
            const { key, type, value: content } = inputAt(0, value);
            const bytes = deployment.codec.encode(topic, type ?? '', content as object);
            return { topic, partition: 0, key, value: bytes, headers: {} };
          }),
        );
        await waitFor(
          'both records',
          async () => (await deployment.query('select from registry.registrant_source', [])).length === 2,
          60_000,
        );

        // As when the command is killed after it has published: the tombstones work, and nobody sweeps.
        const { plan, result } = await eraseNow(a, 0);
        expect([[...plan.scope.gone], result.applied, result.left]).to.deep.equal([[], false, undefined]);
        const finished = (await eraseNow(a, 120_000)).result;
        expect([finished.applied, finished.left]).to.deep.equal([true, []]);
        expect(await statuses()).to.deep.equal([
          { id: idOf(b), status: 'active', into: null },
          { id: idOf(a), status: 'merged', into: idOf(b) },
        ]);
        expect(await textsInTables(deployment.pool, ['Told by the first'])).to.deep.equal([]);

        // The old id leads to what is left of her.
        const rest = await eraseNow(idOf(a), 120_000);
        expect([...rest.plan.scope.gone].sort()).to.deep.equal([idOf(a), idOf(b)].sort());
        expect([rest.result.applied, rest.result.left]).to.deep.equal([true, []]);
        expect(await statuses()).to.deep.equal([]);
        expect(await textsInTables(deployment.pool, ['Told by', 'P7123456'])).to.deep.equal([]);
        const proofs = [...(await readProofs(deployment)).values()];
        expect(proofs.map(({ recordKey, source, reason }) => [recordKey, source, reason])).to.deep.equal([
          [a, 'north', 'mistake'],
          [b, 'south', 'mistake'],
        ]);
        expect((await verifyErasure(deployment, listedTargets(''), quiet)).findings).to.deep.equal([]);
      } finally {
        await Promise.all(stages.map((stage) => stage.stop(5_000)));
        await Promise.all(runs);
        await publisher.close();
      }
    })).timeout(400_000);
});
