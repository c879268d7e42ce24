import { expect } from 'chai';
import { describe, it } from 'mocha';
import { deleteTopics, ensureTopics, groupOffset, partitionCount, watermarks } from '../../../runtime/kafka/index.ts';
import { connection, onStack, plainKafka, unique, withTopic } from './fixture.ts';

describe('topics', () => {
  onStack();

  it('are created when missing, and compared when not', async () => {
    const kafka = connection();
    const [first, second] = [unique('first'), unique('second')];
    const compact = { 'cleanup.policy': 'compact' };
    try {
      expect(await ensureTopics(kafka, [{ name: first, partitions: 2, configs: compact }])).to.deep.equal([]);
      const specifications = [
        { name: first, partitions: 3, configs: { 'cleanup.policy': 'delete', 'max.message.bytes': '2000000' } },
        { name: second, partitions: 1, configs: compact },
      ];
      expect(await ensureTopics(kafka, specifications)).to.deep.equal([
        { topic: first, setting: 'partitions', wanted: '3', found: '2' },
        { topic: first, setting: 'cleanup.policy', wanted: 'delete', found: 'compact' },
        { topic: first, setting: 'max.message.bytes', wanted: '2000000', found: '1048588' },
      ]);
      expect(await partitionCount(kafka, first)).to.equal(2);
      expect(await partitionCount(kafka, second)).to.equal(1);
    } finally {
      await deleteTopics(kafka, [first, second]);
    }
  });

  it('may be created by two workers at once', async () => {
    const name = unique('race');
    const specification = [{ name, partitions: 1, configs: {} }];
    try {
      const both = await Promise.all([1, 2, 3].map(() => ensureTopics(connection(), specification)));
      expect(both.flat()).to.deep.equal([]);
    } finally {
      await deleteTopics(connection(), [name]);
    }
  });

  it('tell their high watermark, beyond a transaction that is still open', () =>
    withTopic(async (topic) => {
      const producer = plainKafka().producer({ transactionalId: unique('tx'), maxInFlightRequests: 1 });
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ key: 'k', value: 'open', partition: 0 }] });
      expect((await watermarks(connection(), topic)).get(0)).to.deep.equal({ low: 0, high: 1 });
      const admin = plainKafka().admin();
      await admin.connect();
      expect((await admin.fetchTopicOffsets(topic))[0]?.high, 'kafkajs').to.equal('0');
      await admin.disconnect();
      await transaction.abort();
      await producer.disconnect();
    }));

  it('have no offset for a group that never committed one', () =>
    withTopic(async (topic) => {
      expect(await groupOffset(connection(), unique('group'), topic, 0)).to.equal(undefined);
    }));

  it('are reported when missing', async () => {
    const failure = await partitionCount(connection(), unique('missing')).catch((thrown: unknown) => thrown);
    expect(failure).to.include({ code: 'KAFKA_TOPIC_MISSING', fault: 'config' });
  });
});
