import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readToEnd, transactionalPublisher } from '../../../runtime/kafka/index.ts';
import { Link } from '../../faults/world/link.ts';
import {
  broker,
  committed,
  connection,
  eventually,
  message,
  onStack,
  plainKafka,
  unique,
  withTopic,
} from './fixture.ts';

describe('reading a topic to its end', () => {
  onStack();

  it('reads every partition from where it is told and says where it ended', () =>
    withTopic(async (topic) => {
      const publisher = transactionalPublisher(connection(), unique('tx'));
      await publisher.open();
      const values = [0, 1, 2].flatMap((partition) =>
        ['a', 'b'].map((text) => message(topic, `${String(partition)}${text}`, 'k', partition)),
      );
      await publisher.publish(values);
      const seen: string[] = [];
      const ends = await readToEnd(connection(), {
        topic,
        partitions: [0, 2],
        from: new Map([[2, 1]]),
        onMessages: (partition, messages) => {
          for (const { offset, value } of messages)
            seen.push(`${String(partition)}@${String(offset)}=${String(value)}`);
        },
      });
      expect(seen.sort()).to.deep.equal(['0@0=0a', '0@1=0b', '2@1=2b']);
      // One more than the records: the marker of the commit.
      expect([...ends].sort()).to.deep.equal([
        [0, 3],
        [2, 3],
      ]);
      await publisher.close();
    }, 3));

  it('goes on where it was, in a group of its own, when the connection breaks', async function () {
    this.timeout(60_000);
    const link = await Link.open('kafka', broker());
    try {
      await withTopic(async (topic) => {
        const publisher = transactionalPublisher(connection(), unique('tx'));
        await publisher.open();
        // More than one fetch takes.
        for (const letter of 'abcdefghij') await publisher.publish([message(topic, letter.repeat(900_000))]);
        await publisher.close();
        const seen = new Set<string>();
        let breaks = 0;
        const began = Date.now();
        await readToEnd(connection(`127.0.0.1:${String(link.port)}`), {
          topic,
          onMessages: (_, messages) => {
            for (const { value } of messages) seen.add(String(value).slice(0, 1));
            if ((breaks += 1) === 1) link.breakOnce();
          },
        });
        expect([...seen].sort().join('')).to.equal('abcdefghij');
        // The session of the member that broke off ends after thirty seconds: nobody waits for it.
        expect(Date.now() - began).to.be.lessThan(25_000);
      });
    } finally {
      await link.close();
    }
  });

  it('ends at once on an empty topic', () =>
    withTopic(async (topic) => {
      expect(await committed(topic)).to.deep.equal([]);
    }, 2));

  it('ends when the tail is an aborted transaction', () =>
    withTopic(async (topic) => {
      const producer = plainKafka().producer({ transactionalId: unique('tx'), maxInFlightRequests: 1 });
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ key: 'k', value: 'aborted', partition: 0 }] });
      await transaction.abort();
      await producer.disconnect();
      expect(await committed(topic)).to.deep.equal([]);
    }));

  it('fails when a transaction stays open', () =>
    withTopic(async (topic) => {
      const producer = plainKafka().producer({ transactionalId: unique('tx'), maxInFlightRequests: 1 });
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ key: 'k', value: 'open', partition: 0 }] });
      const failure = await readToEnd(connection(), { topic, stallTimeout: 1500, onMessages: () => undefined }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(failure).to.include({ code: 'KAFKA_UNAVAILABLE', fault: 'transient' });
      await transaction.abort();
      await producer.disconnect();
    }));

  it('lets out what the taker throws, unchanged', () =>
    withTopic(async (topic) => {
      const publisher = transactionalPublisher(connection(), unique('tx'));
      await publisher.open();
      await publisher.publish([message(topic, 'a')]);
      await publisher.close();
      const refusal = new Error('not this one');
      const onMessages = (): void => {
        throw refusal;
      };
      const failure = await readToEnd(connection(), { topic, onMessages }).catch((thrown: unknown) => thrown);
      expect(failure).to.equal(refusal);
    }));

  it('leaves no group behind', () =>
    withTopic(async (topic) => {
      const publisher = transactionalPublisher(connection(), unique('tx'));
      await publisher.open();
      await publisher.publish([message(topic, 'a')]);
      await publisher.close();
      const groupPrefix = unique('prefix');
      await readToEnd(connection(), { topic, groupPrefix, onMessages: () => undefined });
      const admin = plainKafka().admin();
      await admin.connect();
      const { groups } = await admin.listGroups();
      await admin.disconnect();
      expect(groups.filter(({ groupId }) => groupId.startsWith(groupPrefix))).to.deep.equal([]);
    }));

  it('passes a batch that compaction has emptied, where kafkajs asks for it again without end', function () {
    // The cleaner of a broker with the default settings looks for work every 15 seconds.
    this.timeout(120_000);
    const configs = {
      'cleanup.policy': 'compact',
      'segment.ms': '100',
      'min.cleanable.dirty.ratio': '0.0001',
    };
    return withTopic(
      async (topic) => {
        // Only closed segments are cleaned, and the next record closes one. Each producer's last batch is kept, empty.
        for (const value of ['first', 'second', 'third']) {
          const producer = plainKafka().producer({ idempotent: true, maxInFlightRequests: 1 });
          await producer.connect();
          await producer.send({ topic, messages: [{ key: 'k', value, partition: 0 }] });
          await producer.disconnect();
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
        let left = 0;
        const read = async (): Promise<void> => {
          left = 0;
          await readToEnd(connection(), { topic, onMessages: (_, messages) => void (left += messages.length) });
        };
        const deadline = Date.now() + 90_000;
        do {
          await new Promise((resolve) => setTimeout(resolve, 300));
          await read();
        } while (left > 2 && Date.now() < deadline);
        expect(left).to.equal(2);
        const plain = plainKafka().consumer({
          groupId: unique('plain'),
          maxWaitTimeInMs: 100,
          // The broker answers with one batch then, as it does when a megabyte of empty ones follow each other.
          maxBytesPerPartition: 1,
        });
        let fetches = 0;
        let messages = 0;
        await plain.connect();
        await plain.subscribe({ topic, fromBeginning: true });
        plain.on(plain.events.FETCH, () => (fetches += 1));
        await plain.run({ eachMessage: () => Promise.resolve(void (messages += 1)) });
        await eventually(() => fetches > 20, 'kafkajs fetching in vain');
        await plain.disconnect();
        expect(messages).to.equal(0);
      },
      1,
      configs,
    );
  });
});
