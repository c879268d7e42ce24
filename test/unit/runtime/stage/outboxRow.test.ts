import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { OutboxMessage } from '../../../../runtime/stage/outboxMessage.ts';
import { messagesOfRow, outboxRow } from '../../../../runtime/stage/outboxRow.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });

const message: fc.Arbitrary<OutboxMessage> = fc.record({
  offset: fc.nat(),
  ordinal: fc.nat(),
  topic: text,
  partition: fc.nat(),
  key: text,
  headers: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
  value: fc.option(fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes))),
});

describe('a row of the outbox', () => {
  it('gives the very messages that it was made of, headers in their order', () => {
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const again = messagesOfRow(outboxRow(messages));
        expect(again).to.deep.equal(messages);
        const names = (all: readonly OutboxMessage[]): string[][] => all.map(({ headers }) => Object.keys(headers));
        expect(names(again)).to.deep.equal(names(messages));
      }),
    );
  });

  it('tells a tombstone from an empty value', () => {
    const of = (value: Buffer | null): OutboxMessage => {
      return { offset: 1, ordinal: 0, topic: 't', partition: 0, key: 'k', headers: {}, value };
    };
    const [tombstone, empty] = messagesOfRow(outboxRow([of(null), of(Buffer.alloc(0))]));
    expect(tombstone?.value).to.equal(null);
    expect(empty?.value).to.have.lengthOf(0);
  });
});
