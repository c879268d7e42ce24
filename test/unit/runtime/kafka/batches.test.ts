import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { batchesOf } from '../../../../runtime/kafka/batches.ts';

const message = (topic: string, size: number, name: number) => ({
  topic,
  key: String(name),
  value: Buffer.alloc(size),
  headers: {},
});

describe('cutting messages into sends', () => {
  const messages = fc
    .array(fc.record({ topic: fc.constantFrom('a', 'b'), size: fc.nat(400) }), { maxLength: 40 })
    .map((all) => all.map(({ topic, size }, name) => message(topic, size, name)));

  it('keeps every message, in order within its topic', () => {
    fc.assert(
      fc.property(messages, (all) => {
        const sent = batchesOf(all, 1000).flat();
        for (const topic of ['a', 'b']) {
          const keys = sent
            .filter((send) => send.topic === topic)
            .flatMap((send) => send.messages.map(({ key }) => key));
          expect(keys).to.deep.equal(all.filter((one) => one.topic === topic).map(({ key }) => key));
        }
      }),
    );
  });

  it('makes no send of a topic larger than told', () => {
    fc.assert(
      fc.property(messages, (all) => {
        for (const { messages: sent } of batchesOf(all, 1000).flat()) {
          const bytes = sent.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
          expect(bytes).to.be.at.most(1000);
        }
      }),
    );
  });

  it('refuses a message that has neither a key nor a partition', () => {
    expect(() => batchesOf([{ topic: 'a', key: null, value: null, headers: {} }]))
      .to.throw()
      .with.property('code', 'KAFKA_MESSAGE_WITHOUT_PLACE');
  });
});
