import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { relayChunks } from '../../../../runtime/stage/outboxMessage.ts';
import type { OutboxMessage } from '../../../../runtime/stage/outboxMessage.ts';

const message = (offset: number, ordinal: number, partition = 0, size = 10): OutboxMessage => ({
  offset,
  ordinal,
  topic: 'out',
  partition,
  key: 'key',
  headers: {},
  value: Buffer.alloc(size),
});

/** Messages of ascending offsets, up to four each, some offsets without any. */
const messages = fc
  .array(fc.record({ events: fc.integer({ min: 0, max: 4 }), size: fc.integer({ min: 0, max: 300 }) }))
  .map((inputs) =>
    inputs.flatMap(({ events, size }, offset) =>
      Array.from({ length: events }, (_, ordinal) => message(offset, ordinal, ordinal % 2, size)),
    ),
  );

describe('relay chunks', () => {
  it('hold every message once, in order', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 20 }), (all, limit) => {
        const chunks = relayChunks(all, 1000, { messages: limit, bytesPerPartition: 500 });
        expect(chunks.flatMap((chunk) => chunk.messages)).to.deep.equal(all);
      }),
    );
  });

  it('say how far the input is published: all before, nothing after', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 20 }), (all, limit) => {
        const chunks = relayChunks(all, 1000, { messages: limit, bytesPerPartition: 500 });
        chunks.forEach(({ messages: inside, upTo }, index) => {
          for (const { offset } of inside) expect(offset).to.be.below(upTo);
          for (const { offset } of chunks[index + 1]?.messages ?? []) expect(offset).to.be.at.least(upTo);
        });
        if (chunks.length > 0) expect(chunks.at(-1)?.upTo).to.equal(1000);
      }),
    );
  });

  it('stay within the limits unless one input alone exceeds them', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 20 }), (all, limit) => {
        for (const chunk of relayChunks(all, 1000, { messages: limit, bytesPerPartition: 500 })) {
          if (new Set(chunk.messages.map(({ offset }) => offset)).size === 1) continue;
          expect(chunk.messages.length).to.be.at.most(limit);
          for (const partition of [0, 1]) {
            const bytes = chunk.messages.filter((one) => one.partition === partition);
            expect(bytes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)).to.be.at.most(500);
          }
        }
      }),
    );
  });

  it('are none without messages', () => {
    expect(relayChunks([], 7, { messages: 10, bytesPerPartition: 100 })).to.deep.equal([]);
  });
});
