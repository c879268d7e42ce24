import { expect } from 'chai';
import { candidatePairs } from '../../../../dev/bench/micro/pairs.ts';

describe('candidate pairs of the benchmark', () => {
  it('pairs those who share a key, once however many they share', () => {
    expect(candidatePairs([[1, 2], [1, 2, 3], [3], [4]], 10)).to.deep.equal([
      [0, 1],
      [1, 2],
    ]);
  });

  it('pairs nobody with itself by a key that it has twice', () => {
    expect(candidatePairs([[1, 1]], 10)).to.deep.equal([]);
  });

  it('stops at the limit', () => {
    expect(candidatePairs([[1], [1], [1], [1]], 2)).to.have.length(2);
  });
});
