import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { withoutAborted } from '../../../../runtime/kafka/abortedFilter.ts';

const marker = (type: number): Buffer => Buffer.from([0, 0, 0, type]);
const record = (offset: number, producerId: string, key: Buffer | null = null, inTransaction = true) => ({
  offset: String(offset),
  key,
  isControlRecord: key !== null,
  batchContext: { producerId, inTransaction },
});

interface Event {
  readonly producer: number;
  readonly does: 'write' | 'commit' | 'abort';
}

/** A log of interleaved transactions with the broker's list of aborted ones and what a reader must see. */
const logOf = (events: readonly Event[]) => {
  const open = new Map<number, number[]>();
  const aborted: { producerId: string; firstOffset: string }[] = [];
  const visible: number[] = [];
  const messages = events.map(({ producer, does }, offset) => {
    const name = String(producer);
    if (does === 'write') {
      open.set(producer, [...(open.get(producer) ?? []), offset]);
      return record(offset, name);
    }
    const written = open.get(producer) ?? [];
    open.delete(producer);
    const [first] = written;
    if (does === 'commit') visible.push(...written);
    else if (first !== undefined) aborted.push({ producerId: name, firstOffset: String(first) });
    return record(offset, name, marker(does === 'abort' ? 0 : 1));
  });
  const unfinished = new Set([...open.values()].flat());
  return { messages: messages.filter((_, offset) => !unfinished.has(offset)), aborted, visible: new Set(visible) };
};

describe('the filter of aborted records', () => {
  const events = fc.array(
    fc.record({ producer: fc.integer({ min: 1, max: 4 }), does: fc.constantFrom('write', 'write', 'commit', 'abort') }),
    { maxLength: 60 },
  ) as fc.Arbitrary<Event[]>;

  it('leaves exactly the committed records, wherever a fetch begins', () => {
    fc.assert(
      fc.property(events, fc.nat(60), (happened, from) => {
        const { messages, aborted, visible } = logOf(happened);
        const fetched = messages.filter(({ offset }) => Number(offset) >= from);
        const markerAfter = ({ producerId, firstOffset }: { producerId: string; firstOffset: string }): boolean =>
          messages.some(
            ({ offset, isControlRecord, batchContext }) =>
              isControlRecord &&
              batchContext.producerId === producerId &&
              Number(offset) > Number(firstOffset) &&
              Number(offset) >= from,
          );
        const left = withoutAborted({ messages: fetched, abortedTransactions: aborted.filter(markerAfter) });
        const data = left.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => Number(offset));
        const wanted = fetched.filter((one) => !one.isControlRecord && visible.has(Number(one.offset)));
        expect(data).to.deep.equal(wanted.map(({ offset }) => Number(offset)));
      }),
    );
  });

  it('leaves records outside of transactions alone', () => {
    const messages = [record(0, '7'), record(1, '7', null, false)];
    const left = withoutAborted({ messages, abortedTransactions: [{ producerId: '7', firstOffset: '0' }] });
    expect(left.map(({ offset }) => offset)).to.deep.equal(['1']);
  });

  it('takes no list for no aborted transactions', () => {
    const messages = [record(0, '7')];
    expect(withoutAborted({ messages, abortedTransactions: null })).to.deep.equal(messages);
  });
});
