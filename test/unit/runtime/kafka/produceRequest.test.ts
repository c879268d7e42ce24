import { createRequire } from 'node:module';
import { expect } from 'chai';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  messagesByPartition,
  produceRequests,
  type Grouping,
  type Produce,
  type ProducedMessage,
  type ProduceRequests,
} from '../../../../runtime/kafka/produceRequest.ts';

const require = createRequire(import.meta.url);
const library = require('kafkajs/src/protocol/requests/produce') as ProduceRequests;
const VERSION = { version: 7 };
const original = (of: Produce) => library.protocol(VERSION)(of).request;
const produceRequest = (of: Produce) => produceRequests(library).protocol(VERSION)(of).request;
const originalGrouping = require('kafkajs/src/producer/groupMessagesPerPartition') as (of: Grouping) => unknown;

const text = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('x'.repeat(63), 'x'.repeat(64), 'é'.repeat(40), 'x'.repeat(100_000)),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)),
  fc.constantFrom(Buffer.alloc(8_300, 1), Buffer.alloc(200_000, 2)),
);
const optional = fc.oneof(text, bytes, fc.constant(null));

const ours: fc.Arbitrary<ProducedMessage> = fc.record(
  { key: optional, value: optional, headers: fc.dictionary(text, fc.oneof(text, bytes), { maxKeys: 6 }) },
  { requiredKeys: [] },
);
const others: fc.Arbitrary<ProducedMessage> = fc.oneof(
  fc.record({ key: text, value: bytes, timestamp: fc.constant('1700000000000') }),
  fc.record({
    key: text,
    value: bytes,
    headers: fc.dictionary(text, fc.array(text, { maxLength: 3 }), { minKeys: 1 }),
  }),
);

const produceOf = (message: fc.Arbitrary<ProducedMessage>): fc.Arbitrary<Produce> =>
  fc.record(
    {
      acks: fc.constantFrom(-1, 0, 1),
      timeout: fc.nat(),
      transactionalId: fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constant(null)),
      producerId: fc.oneof(
        fc.nat(),
        fc.bigInt({ min: 0n, max: 2n ** 62n }).map((id) => String(id)),
      ),
      producerEpoch: fc.nat({ max: 32_000 }),
      compression: fc.constant(0),
      topicData: fc.array(
        fc.record({
          topic: fc.string({ minLength: 1, maxLength: 30 }),
          partitions: fc.array(
            fc.record(
              {
                partition: fc.nat({ max: 100 }),
                firstSequence: fc.nat(),
                messages: fc.array(message, { minLength: 1, maxLength: 8 }),
              },
              { requiredKeys: ['partition', 'messages'] },
            ),
            { maxLength: 3 },
          ),
        }),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: ['acks', 'timeout', 'topicData'] },
  );

describe('requests of messages', () => {
  const clock = Date.now;
  beforeEach(() => {
    Date.now = () => 1_700_000_000_123;
  });
  afterEach(() => {
    Date.now = clock;
  });

  const largest: Produce = {
    acks: -1,
    timeout: 1,
    topicData: [
      { topic: 't', partitions: [{ partition: 0, messages: [{ key: 'k', value: Buffer.alloc(1_200_000) }] }] },
    ],
  };

  const expectSame = (message: fc.Arbitrary<ProducedMessage>, numRuns: number): Promise<void> =>
    fc.assert(
      fc.asyncProperty(produceOf(message), async (of) => {
        const { buf, buffer } = await produceRequest(of).encode();
        expect(Buffer.isBuffer(buf)).to.equal(true);
        expect(buffer.equals((await original(of).encode()).buffer)).to.equal(true);
      }),
      { numRuns },
    );

  it('are encoded as the library encodes them', () => expectSame(ours, 100));

  it('are the library’s where messages are not as we send them', () => expectSame(fc.oneof(ours, others), 30));

  it('may be larger than all before', async () => {
    const { buffer } = await produceRequest(largest).encode();
    expect(buffer.equals((await original(largest).encode()).buffer)).to.equal(true);
  });

  it('do not share bytes', async () => {
    const of = (value: string): Produce => ({
      acks: -1,
      timeout: 1,
      topicData: [{ topic: 't', partitions: [{ partition: 0, messages: [{ key: 'k', value }] }] }],
    });
    const first = await produceRequest(of('first')).encode();
    await produceRequest(of('other')).encode();
    expect(first.buffer.includes('first')).to.equal(true);
  });

  it('leave what is to be compressed, and old versions, to the library', () => {
    const made = { request: { encode: () => Promise.reject(new Error('the library was asked')) } };
    const { protocol } = produceRequests<ProduceRequests>({ protocol: () => () => made });
    const of: Produce = { acks: -1, timeout: 1, topicData: [] };
    expect(protocol(VERSION)({ ...of, compression: 1 })).to.equal(made);
    expect(protocol({ version: 2 })(of)).to.equal(made);
    expect(protocol(VERSION)(of)).not.to.equal(made);
  });
});

describe('messages by partition', () => {
  it('are those of the library', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 })), fc.integer({ min: 0, max: 3 }), (places, partitions) => {
        const messages = places.map((place) => ({ key: String(place) }));
        const grouping: Grouping = {
          topic: 't',
          partitionMetadata: Array.from({ length: partitions }),
          messages,
          partitioner: ({ message }) => Number(message.key),
        };
        const found = messagesByPartition(grouping);
        expect(found).to.deep.equal(originalGrouping(grouping));
        expect(Object.keys(found)).to.deep.equal(Object.keys(originalGrouping(grouping) as object));
      }),
    );
  });
});
