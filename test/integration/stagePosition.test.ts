import { expect } from 'chai';
import { Kafka, logLevel } from 'kafkajs';
import { describe, it } from 'mocha';
import type { EtlError } from '../../core/errors.ts';
import { deleteTopics, ensureTopics } from '../../runtime/kafka/index.ts';
import { ENTRY } from '../faults/countingProcessor.ts';
import { entriesFor, finishWith, withDeployment } from '../faults/deployment.ts';
import type { Deployment } from '../faults/deployment.ts';
import { waitFor } from '../support/stack.ts';

const send = (deployment: Deployment, count: number): Promise<void> =>
  deployment.send(entriesFor(count).map((entry) => deployment.input(ENTRY, entry.entity, entry)));

const refusal = async (deployment: Deployment): Promise<EtlError> => {
  try {
    await deployment.stage().run();
  } catch (thrown) {
    return thrown as EtlError;
  }
  throw new Error('the stage ended without an error');
};

const deleteRecords = async ({ places, prefix }: Deployment, before: number): Promise<void> => {
  const topic = `${prefix}in`;
  const admin = new Kafka({ brokers: [places.broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    // Makes the topic's leaders known to the client, which deleting takes for granted.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(before) }] });
  } finally {
    await admin.disconnect();
  }
};

describe('a stage whose database and log do not belong together', () => {
  it('refuses a topic that was made anew', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 30);
      await finishWith(deployment.stage());
      const topic = `${deployment.prefix}in`;
      await deleteTopics(deployment.connection, [topic]);
      await waitFor('the topic to be made anew', async () => {
        await ensureTopics(deployment.connection, [{ name: topic, partitions: 1, configs: {} }]);
        return true;
      });
      const error = await refusal(deployment);
      expect(error).to.include({ code: 'TOPIC_SHORTER_THAN_STATE', fault: 'config' });
      expect(error.message).to.include('made anew');
    }));

  it('refuses a database that is older than what it has published', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 30);
      await finishWith(deployment.stage());
      await deployment.rows('update registry_stream.stream_offset set next_offset = 10, published_offset = 10');
      const error = await refusal(deployment);
      expect(error).to.include({ code: 'STATE_OLDER_THAN_LOG', fault: 'config' });
      expect(error.message).to.include('restored from an older backup');
    }));

  it('refuses to jump over records that are gone', () =>
    withDeployment(1, async (deployment) => {
      await send(deployment, 30);
      await finishWith(deployment.stage());
      await send(deployment, 30);
      await deleteRecords(deployment, 40);
      const error = await refusal(deployment);
      expect(error).to.include({ code: 'RECORDS_GONE_UNPROCESSED', fault: 'config' });
    }));
});
