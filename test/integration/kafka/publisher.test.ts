import { expect } from 'chai';
import { describe, it } from 'mocha';
import { groupOffset, transactionalPublisher } from '../../../runtime/kafka/index.ts';
import { KAFKA_API, kafkaProxy } from '../../support/tcpProxy.ts';
import { broker, committed, connection, message, onStack, plainKafka, unique, withTopic } from './fixture.ts';

const errorOf = async (work: Promise<unknown>): Promise<Error & { code?: string }> => {
  try {
    await work;
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('it should have failed');
};

describe('a transactional publisher', () => {
  onStack();

  it('publishes messages and the offset together', () =>
    withTopic(async (topic) => {
      const publisher = transactionalPublisher(connection(), unique('tx'));
      const group = unique('relay');
      await publisher.open();
      await publisher.publish([message(topic, 'a'), message(topic, 'b')], { group, topic, partition: 0, offset: 7 });
      await publisher.publish([], { group, topic, partition: 0, offset: 9 });
      expect(await committed(topic)).to.deep.equal(['a', 'b']);
      expect(await groupOffset(connection(), group, topic, 0)).to.equal(9);
      await publisher.close();
    }));

  it('places a key as the partitioner says when no partition is given', () =>
    withTopic(async (topic) => {
      const publisher = transactionalPublisher(connection(), unique('tx'));
      await publisher.open();
      await publisher.publish([{ topic, key: 'foobar', value: Buffer.from('x'), headers: {} }]);
      expect(await committed(topic)).to.deep.equal(['x']);
      await publisher.close();
    }, 3));

  it('publishes more in one transaction than the broker takes in one batch', () =>
    withTopic(async (topic) => {
      const publisher = transactionalPublisher(connection(), unique('tx'));
      await publisher.open();
      const texts = Array.from({ length: 30 }, (_, index) => String(index).padStart(100_000, '.'));
      await publisher.publish(texts.map((text) => message(topic, text)));
      expect(await committed(topic)).to.deep.equal(texts);
      await publisher.close();
    }));

  it('tells a message that is too large from a failure that passes', () =>
    withTopic(async (topic) => {
      const publisher = transactionalPublisher(connection(), unique('tx'));
      await publisher.open();
      const large = message(topic, '.'.repeat(1_100_000));
      expect(await errorOf(publisher.publish([large]))).to.include({
        code: 'KAFKA_MESSAGE_TOO_LARGE',
        fault: 'config',
      });
      await publisher.close();
    }));

  it('says that the outcome is unknown when the answer is lost, and refuses until it is opened again', async () => {
    const proxy = await kafkaProxy(broker());
    try {
      await withTopic(async (topic) => {
        const publisher = transactionalPublisher(connection(proxy.address), unique('tx'), { publishTimeout: 2500 });
        await publisher.open();
        await publisher.publish([message(topic, 'A')]);
        proxy.loseAnswersTo(KAFKA_API.produce);
        expect((await errorOf(publisher.publish([message(topic, 'B')]))).name).to.equal('PublishOutcomeUnknown');
        proxy.loseAnswersTo();
        expect(proxy.lost()).to.be.greaterThan(0);
        expect((await errorOf(publisher.publish([message(topic, 'C')]))).code).to.equal('KAFKA_PUBLISHER_NOT_OPEN');
        await publisher.open();
        await publisher.publish([message(topic, 'C')]);
        expect(await committed(topic)).to.deep.equal(['A', 'C']);
        await publisher.close();
      });
    } finally {
      await proxy.close();
    }
  });

  it('is needed because kafkajs loses the batch after a failed send without an error', async () => {
    const proxy = await kafkaProxy(broker());
    const producer = plainKafka(proxy.address).producer({ idempotent: true, maxInFlightRequests: 1 });
    try {
      await withTopic(async (topic) => {
        const send = (value: string) => producer.send({ topic, messages: [{ key: 'k', value, partition: 0 }] });
        await producer.connect();
        await send('A');
        proxy.loseAnswersTo(KAFKA_API.produce);
        await errorOf(send('B'));
        proxy.loseAnswersTo();
        await send('C');
        expect(await committed(topic)).to.deep.equal(['A', 'B']);
      });
    } finally {
      await producer.disconnect();
      await proxy.close();
    }
  });

  it('learns from the lost answer to a commit only by opening again', async () => {
    const proxy = await kafkaProxy(broker());
    try {
      await withTopic(async (topic) => {
        const group = unique('relay');
        const publisher = transactionalPublisher(connection(proxy.address), unique('tx'), { publishTimeout: 2500 });
        await publisher.open();
        proxy.loseAnswersTo(KAFKA_API.endTransaction);
        const lost = publisher.publish([message(topic, 'A')], { group, topic, partition: 0, offset: 1 });
        expect((await errorOf(lost)).name).to.equal('PublishOutcomeUnknown');
        proxy.loseAnswersTo();
        await publisher.open();
        expect(await groupOffset(connection(), group, topic, 0)).to.equal(1);
        expect(await committed(topic)).to.deep.equal(['A']);
        await publisher.close();
      });
    } finally {
      await proxy.close();
    }
  });
});

describe('opening a transactional publisher', () => {
  onStack();

  it('fences the one that had the id', () =>
    withTopic(async (topic) => {
      const id = unique('tx');
      const [zombie, owner] = [transactionalPublisher(connection(), id), transactionalPublisher(connection(), id)];
      await zombie.open();
      await zombie.publish([message(topic, 'before')]);
      await owner.open();
      expect((await errorOf(zombie.publish([message(topic, 'late')]))).name).to.equal('Fenced');
      await owner.publish([message(topic, 'after')]);
      expect(await committed(topic)).to.deep.equal(['before', 'after']);
      await owner.close();
    }));

  it('ends the transaction that was left open', () =>
    withTopic(async (topic) => {
      const id = unique('tx');
      const dead = plainKafka().producer({ transactionalId: id, maxInFlightRequests: 1, idempotent: true });
      await dead.connect();
      const open = await dead.transaction();
      await open.send({ topic, messages: [{ key: 'k', value: 'half', partition: 0 }] });
      const owner = transactionalPublisher(connection(), id);
      await owner.open();
      expect(await committed(topic)).to.deep.equal([]);
      await dead.disconnect();
      await owner.close();
    }));

  it('is more than connecting, after which kafkajs has fenced nobody', () =>
    withTopic(async (topic) => {
      const id = unique('tx');
      const first = transactionalPublisher(connection(), id);
      await first.open();
      const second = plainKafka().producer({ transactionalId: id, maxInFlightRequests: 1, idempotent: true });
      await second.connect();
      await first.publish([message(topic, 'still')]);
      expect(await committed(topic)).to.deep.equal(['still']);
      await second.disconnect();
      await first.close();
    }));
});
