import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ENTRY } from '../faults/countingProcessor.ts';
import { entriesFor, expectExactlyOnce, finishWith, withDeployment } from '../faults/deployment.ts';

describe('a stage', () => {
  it('applies every record once and publishes what follows', () =>
    withDeployment(2, async (deployment) => {
      await deployment.send(entriesFor(300).map((entry) => deployment.input(ENTRY, entry.entity, entry)));
      await finishWith(deployment.stage({ settings: { batchRecords: 70, relayMessages: 50 } }));
      await expectExactlyOnce(deployment, 300);
      expect(await deployment.rows('select 1 from registry_stream.outbox')).to.have.lengthOf(0);
      const [first] = await deployment.read('out');
      expect(first?.headers).to.include({
        ce_specversion: '1.0',
        ce_type: 'test.Change',
        ce_source: `/registry-stream/${deployment.places.name}/counting`,
      });
    }));

  it('shares the partitions with another worker and gives them back', () =>
    withDeployment(2, async (deployment) => {
      const entries = entriesFor(400).map((entry) => deployment.input(ENTRY, entry.entity, entry));
      await deployment.send(entries.slice(0, 100));
      const first = deployment.stage();
      const firstEnded = first.run();
      await deployment.send(entries.slice(100, 200));
      const second = deployment.stage();
      const secondEnded = second.run();
      await deployment.send(entries.slice(200, 300));
      await first.stop(5000);
      await firstEnded;
      await deployment.send(entries.slice(300));
      await finishWith(deployment.stage());
      await second.stop(5000);
      await secondEnded;
      await finishWith(deployment.stage());
      await expectExactlyOnce(deployment, 400);
    }));
});
