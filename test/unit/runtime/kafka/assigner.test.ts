import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { assignToLongestStanding } from '../../../../runtime/kafka/assigner.ts';

const only = [{ topic: 't', partition: 0 }];
const member = (name: string, since: number, ...holds: string[]) => ({ member: name, since, holds });
const owner = (...members: ReturnType<typeof member>[]): string | undefined =>
  [...assignToLongestStanding(members, only)].find(([, partitions]) => partitions.length > 0)?.[0];

describe('assigning to the longest-standing member', () => {
  it('gives a single partition to the first member', () => {
    expect(owner(member('b', 1), member('a', 2))).to.equal('b');
  });

  it('leaves it with its holder, even when an older member comes back', () => {
    expect(owner(member('old', 1), member('holder', 5, 't/0'))).to.equal('holder');
  });

  it('gives it to the oldest standby when the holder is gone', () => {
    expect(owner(member('third', 9), member('second', 7))).to.equal('second');
  });

  it('believes the older one when two claim it', () => {
    expect(owner(member('zombie', 5, 't/0'), member('holder', 2, 't/0'))).to.equal('holder');
  });

  it('gives every partition to exactly one member, and moves none that is held', () => {
    const names = ['a', 'b', 'c', 'd'];
    const partitions = Array.from({ length: 6 }, (_, partition) => ({ topic: 't', partition }));
    const holders = fc.array(fc.option(fc.constantFrom(...names)), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(holders, (held) => {
        const members = names.map((name, since) =>
          member(name, since, ...held.flatMap((by, partition) => (by === name ? [`t/${String(partition)}`] : []))),
        );
        const assigned = assignToLongestStanding(members, partitions);
        const all = [...assigned].flatMap(([name, mine]) => mine.map(({ partition }) => [partition, name] as const));
        expect(all.map(([partition]) => partition).sort()).to.deep.equal([0, 1, 2, 3, 4, 5]);
        for (const [partition, name] of all) expect(held[partition] ?? name).to.equal(name);
      }),
    );
  });
});
