import { expect } from 'chai';
import { describe, it } from 'mocha';
import { newestFirstReader, transactionalPublisher, watermarks } from '../../../runtime/kafka/index.ts';
import { connection, message, onStack, unique, withTopic } from './fixture.ts';

/** Publishes `count` messages in transactions of up to 100, to partition 0 and 1 in turns. */
const publishMany = async (topic: string, count: number): Promise<void> => {
  const publisher = transactionalPublisher(connection(), unique('tx'));
  await publisher.open();
  for (let from = 0; from < count; from += 100)
    await publisher.publish(
      Array.from({ length: Math.min(100, count - from) }, (_, n) =>
        message(topic, String(from + n), String(from + n), (from + n) % 2),
      ),
    );
  await publisher.close();
};

describe('the reader from the end', () => {
  onStack();

  it('gives every committed message once, the newest range first, of one partition after the other', () =>
    withTopic(async (topic) => {
      await publishMany(topic, 1500);
      const marks = await watermarks(connection(), topic);
      const reader = await newestFirstReader(connection(), [topic], 50);
      try {
        for (const partition of [0, 1]) {
          const to = marks.get(partition)?.high ?? 0;
          const ranges: number[][] = [];
          let offsets = 0;
          await reader.read({ topic, partition, from: 0, to }, async (messages, span) => {
            ranges.push(messages.map(({ value }) => Number(value)));
            offsets += span;
            await Promise.resolve();
          });
          const expected = Array.from({ length: 750 }, (_, n) => 2 * n + partition);
          expect(ranges.length).to.be.greaterThan(5);
          expect([...ranges].reverse().flat()).to.deep.equal(expected);
          expect(offsets).to.equal(to);
        }
      } finally {
        await reader.close();
      }
    }, 2));

  it('ends with what the taker throws, and reads on when it is asked to', () =>
    withTopic(async (topic) => {
      await publishMany(topic, 400);
      const to = (await watermarks(connection(), topic)).get(0)?.high ?? 0;
      const reader = await newestFirstReader(connection(), [topic], 20);
      try {
        const wrong = new RangeError('of the taker');
        const thrown: unknown = await reader
          .read({ topic, partition: 0, from: 0, to }, () => Promise.reject(wrong))
          .catch((error: unknown) => error);
        expect(thrown).to.equal(wrong);
        let count = 0;
        await reader.read({ topic, partition: 0, from: 10, to: 60 }, (messages) => {
          count += messages.length;
          for (const { offset } of messages) expect(offset).to.be.within(10, 59);
          return Promise.resolve();
        });
        expect(count).to.be.within(40, 50);
      } finally {
        await reader.close();
      }
    }, 2));
});
