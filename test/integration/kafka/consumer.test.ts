import { expect } from 'chai';
import { describe, it } from 'mocha';
import { partitionConsumer, watermarks } from '../../../runtime/kafka/index.ts';
import { Heard, connection, consume, eventually, onStack, plainKafka, publish, unique, withTopic } from './fixture.ts';

/** Two transactions that interleave and are both aborted, offsets 0 to 3, their markers 4 and 5, then one committed. */
const interleavedAborts = async (topic: string): Promise<void> => {
  const producers = ['a', 'b'].map((name) =>
    plainKafka().producer({ transactionalId: unique(name), maxInFlightRequests: 1 }),
  );
  const [first, second] = await Promise.all(
    producers.map(async (producer) => {
      await producer.connect();
      return producer.transaction();
    }),
  );
  const send = (on: typeof first, value: string): Promise<unknown> | undefined =>
    on?.send({ topic, messages: [{ key: value, value, partition: 0 }] });
  await send(first, 'aborted a');
  await send(second, 'aborted b');
  await send(second, 'aborted b again');
  await send(first, 'aborted a again');
  await first?.abort();
  await second?.abort();
  await publish(topic, 'committed');
  await Promise.all(producers.map((producer) => producer.disconnect()));
};

/** What kafkajs as it is hands out from an offset on. */
const plainValues = async (topic: string, from: number, enough: (values: readonly string[]) => boolean) => {
  const consumer = plainKafka().consumer({ groupId: unique('plain'), maxWaitTimeInMs: 100 });
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ message: { value } }) => Promise.resolve(void values.push(String(value))),
  });
  consumer.seek({ topic, partition: 0, offset: String(from) });
  await eventually(() => enough(values), 'what kafkajs hands out');
  await consumer.disconnect();
  return values;
};

describe('a partition consumer', () => {
  onStack();

  it('starts where it is told, and nowhere before that', () =>
    withTopic(async (topic) => {
      await publish(topic, 'a', 'b', 'c');
      const heard = new Heard();
      const consumer = await consume(topic, heard);
      expect(heard.assignments).to.have.length(1);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(heard.values).to.deep.equal([]);
      expect(consumer.consume(topic, 0, consumer.generation() - 1, 0)).to.equal(false);
      expect(consumer.consume(topic, 0, consumer.generation(), 2)).to.equal(true);
      await eventually(() => heard.values.length === 2, 'two messages');
      expect(heard.values).to.deep.equal(['b', 'c']);
      await consumer.stop();
      expect(heard.fatal).to.deep.equal([]);
    }));

  it('hands out no aborted record of interleaved transactions, as kafkajs does', () =>
    withTopic(async (topic) => {
      await interleavedAborts(topic);
      const heard = new Heard();
      const consumer = await consume(topic, heard, 2);
      await eventually(() => heard.values.includes('committed'), 'the committed record');
      await consumer.stop();
      expect(heard.values).to.deep.equal(['committed']);
      const plain = await plainValues(topic, 2, (values) => values.includes('committed'));
      expect(plain).to.include('aborted b again');
    }));

  it('follows fetches that hold control records only', () =>
    withTopic(async (topic) => {
      await publish(topic, 'a');
      const heard = new Heard();
      const consumer = await consume(topic, heard, 1);
      await eventually(() => heard.skipped.length > 0, 'the skipped control record');
      const high = (await watermarks(connection(), topic)).get(0)?.high;
      expect(heard.skipped).to.deep.equal([high]);
      await publish(topic, 'b');
      await eventually(() => heard.values.length > 0, 'the next record');
      await consumer.stop();
      expect(heard.values).to.deep.equal(['b']);
      expect(heard.fatal).to.deep.equal([]);
    }));

  it('refuses the jump that kafkajs makes when retention has taken the offset', () =>
    withTopic(async (topic) => {
      await publish(topic, 'lost', 'kept');
      const admin = plainKafka().admin();
      await admin.connect();
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
      await admin.disconnect();
      const heard = new Heard();
      const consumer = await consume(topic, heard, 0);
      await eventually(() => heard.fatal.length > 0, 'the refusal');
      await consumer.stop();
      expect(heard.values).to.deep.equal([]);
      expect(heard.fatal[0]).to.include({ code: 'KAFKA_OFFSET_OUT_OF_RANGE', fault: 'config' });
      expect(await plainValues(topic, 0, (values) => values.length > 0)).to.deep.equal(['kept']);
    }));

  it('refuses the jump back when the topic was made anew', () =>
    withTopic(async (topic) => {
      await publish(topic, 'a');
      const heard = new Heard();
      const consumer = await consume(topic, heard, 1000);
      await eventually(() => heard.fatal.length > 0, 'the refusal');
      await consumer.stop();
      expect(heard.values).to.deep.equal([]);
      expect(heard.fatal[0]?.code).to.equal('KAFKA_OFFSET_OUT_OF_RANGE');
    }));

  it('says that it cannot start: no such topic, no broker', async () => {
    const failures = await Promise.all(
      [connection(), connection('127.0.0.1:9')].map((kafka) =>
        partitionConsumer(kafka, { group: unique('group'), topics: [unique('missing')] }, new Heard())
          .start()
          .catch((thrown: unknown) => thrown),
      ),
    );
    expect(failures[0]).to.include({ code: 'KAFKA_TOPIC_MISSING', fault: 'config' });
    expect(failures[1]).to.include({ code: 'KAFKA_UNAVAILABLE', fault: 'transient' });
  });

  for (const [how, refuse] of [
    [
      'throws',
      () => {
        throw new Error('in the listener');
      },
    ],
    ['rejects', () => Promise.reject(new Error('in the listener'))],
  ] as const) {
    it(`reports when its listener ${how} at an assignment`, () =>
      withTopic(async (topic) => {
        class Failing extends Heard {
          override onAssigned(): Promise<void> {
            return refuse();
          }
        }
        const heard = new Failing();
        await consume(topic, heard);
        await eventually(() => heard.fatal.length > 0, 'the report');
        expect(heard.fatal.map(({ code }) => code)).to.deep.equal(['CONSUMER_LISTENER_FAILED']);
      }));
  }

  it('does so because kafkajs goes on as if nothing had happened', () =>
    withTopic(async (topic) => {
      await publish(topic, 'a');
      const plain = plainKafka().consumer({ groupId: unique('plain'), maxWaitTimeInMs: 100 });
      const told: string[] = [];
      plain.on(plain.events.GROUP_JOIN, () => Promise.reject(new Error('in the listener')) as unknown as undefined);
      plain.on(plain.events.CRASH, () => told.push('crash'));
      await plain.connect();
      await plain.subscribe({ topic, fromBeginning: true });
      await plain.run({ eachMessage: () => Promise.resolve(void told.push('message')) });
      await eventually(() => told.length > 0, 'the first thing that kafkajs tells');
      await plain.disconnect();
      expect(told).to.deep.equal(['message']);
    }));

  it('pauses and reports when anything but a heartbeat leaves a batch', () =>
    withTopic(async (topic) => {
      await publish(topic, 'a', 'b');
      class Failing extends Heard {
        calls = 0;
        override onBatch(): Promise<void> {
          this.calls += 1;
          return Promise.reject(new Error('a database error'));
        }
      }
      const heard = new Failing();
      const consumer = await consume(topic, heard, 0);
      await eventually(() => heard.fatal.length > 0, 'the report');
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(heard.calls).to.equal(1);
      await consumer.stop();
    }));

  it('works on the rest after an interruption only when it is told where', () =>
    withTopic(async (topic) => {
      await publish(topic, 'a');
      const heard = new Heard();
      const consumer = await consume(topic, heard, 0);
      await eventually(() => heard.values.length === 1, 'the first record');
      consumer.pause(topic, 0);
      await publish(topic, 'b');
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(heard.values).to.deep.equal(['a']);
      consumer.consume(topic, 0, consumer.generation(), 0);
      await eventually(() => heard.values.length === 3, 'both records');
      expect(heard.values).to.deep.equal(['a', 'a', 'b']);
      await consumer.stop();
    }));
});
