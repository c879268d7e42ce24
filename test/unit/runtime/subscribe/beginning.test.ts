import { expect } from 'chai';
import { beginningOf } from '../../../../runtime/subscribe/beginning.ts';
import type { PartitionFacts } from '../../../../runtime/subscribe/beginning.ts';
import type { ReadPosition } from '../../../../runtime/subscribe/events.ts';
import { followRedirects } from '../../../../runtime/subscribe/redirects.ts';

const day = 86_400_000;

const facts: PartitionFacts = {
  topic: 'registrants',
  partition: 1,
  marks: { low: 10, high: 100 },
  tombstonesKept: day,
  now: 100 * day,
};

const position = (next: number, more: Partial<ReadPosition> = {}): ReadPosition => ({
  topic: 'registrants',
  partition: 1,
  next,
  epoch: 3,
  snapshotUntil: null,
  savedAt: 100 * day - 1000,
  ...more,
});

describe('where a subscription begins', () => {
  it('takes a snapshot when there is no position', () => {
    expect(beginningOf(undefined, facts)).to.deep.equal({ next: 10, epoch: 1, snapshotUntil: 100, reason: 'new' });
  });

  it('goes on where it was, also within a snapshot', () => {
    expect(beginningOf(position(50), facts)).to.deep.equal({ next: 50, epoch: 3, snapshotUntil: null });
    const within = position(50, { snapshotUntil: 70 });
    expect(beginningOf(within, facts)).to.deep.equal({ next: 50, epoch: 3, snapshotUntil: 70 });
  });

  it('takes another snapshot when erasures may have come and gone', () => {
    const old = position(50, { savedAt: 98 * day });
    const anew = { next: 10, epoch: 4, snapshotUntil: 100, reason: 'away-too-long' };
    expect(beginningOf(old, facts)).to.deep.equal(anew);
    expect(beginningOf({ ...old, next: 100, snapshotUntil: 120 }, facts)).to.deep.equal(anew);
  });

  it('has missed nothing when nothing has come', () => {
    expect(beginningOf(position(100, { savedAt: 0 }), facts)).to.include({ next: 100, epoch: 3 });
  });

  it('takes another snapshot when the beginning of the log is gone', () => {
    expect(beginningOf(position(9), facts)).to.include({ next: 10, epoch: 4, reason: 'log-shortened' });
  });

  it('refuses a topic that ends before the position', () => {
    expect(() => beginningOf(position(101), facts))
      .to.throw()
      .with.property('code', 'TOPIC_SHORTER_THAN_POSITION');
  });
});

describe('redirects', () => {
  const into: Readonly<Record<string, string>> = { a: 'b', b: 'c', x: 'y', y: 'x' };
  const follow = (id: string): string => followRedirects(id, (one) => into[one]);

  it('are followed to their end', () => {
    expect(['a', 'b', 'c', 'd'].map(follow)).to.deep.equal(['c', 'c', 'c', 'd']);
  });

  it('end where they close a circle', () => {
    expect(follow('x')).to.be.oneOf(['x', 'y']);
  });
});
