import { expect } from 'chai';
import fc from 'fast-check';
import { Partitioners, type PartitionerArgs } from 'kafkajs';
import { describe, it } from 'mocha';
import { partitionFor } from '../../../../runtime/kafka/index.ts';

// murmur2 of these keys as Kafka's own UtilsTest.testMurmur2 states it.
const hashes: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

describe('the partitioner', () => {
  for (const [key, hash] of hashes) {
    it(`places ${key} where the Java client does`, () => {
      for (const partitions of [1, 3, 12]) {
        expect(partitionFor(key, partitions)).to.equal((hash & 0x7fffffff) % partitions);
      }
    });
  }

  it('places every key where the client library does', () => {
    const theirs = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: 7 }, (_, partitionId) => ({ partitionId, leader: 0 }));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const message = { key, value: null };
        expect(partitionFor(key, 7)).to.equal(theirs({ topic: 't', partitionMetadata, message } as PartitionerArgs));
      }),
    );
  });
});
