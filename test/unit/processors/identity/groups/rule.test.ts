import { expect } from 'chai';
import { describe, it } from 'mocha';
import { addressForms } from '../../../../../processors/normalise/index.ts';
import type { Household } from '../../../../../processors/identity/groups/household.ts';
import type { AddressLevel, Overlap } from '../../../../../processors/identity/groups/overlap.ts';
import { addressLevel } from '../../../../../processors/identity/groups/overlap.ts';
import { compareOverlaps, isClearlyBetter, judgeOverlap } from '../../../../../processors/identity/groups/rule.ts';

const overlap = (common: number, ofFewer: number, ofMore: number, more: Partial<Overlap> = {}): Overlap => ({
  ...{ common, ofFewer, ofMore, head: 'same', address: 'unknown', phone: 'unknown' },
  ...more,
});

const parted = { head: 'different', address: 'different' } as const;

describe('identity: what members in common say of two groups', () => {
  const stories: readonly (readonly [string, Overlap, string])[] = [
    ['nobody in common', overlap(0, 3, 4, { address: 'same' }), 'nothing'],
    ['all members, who moved and have another head now', overlap(3, 3, 3, parted), 'all-members'],
    ['most of the larger, with the same head', overlap(3, 3, 4), 'majority'],
    ['most of the larger, nobody said to head it', overlap(3, 4, 4, { head: 'unknown' }), 'majority'],
    ['a mother who left with her children', overlap(3, 3, 4, parted), 'ask'],
    ['a new head in the same house', overlap(3, 3, 4, { head: 'different', address: 'same' }), 'majority'],
    ['children at their grandparents', overlap(2, 4, 4, parted), 'ask'],
    ['the parents, of parents and two children', overlap(2, 2, 4), 'half'],
    ['half, and a phone', overlap(2, 2, 4, { head: 'unknown', phone: 'same' }), 'half'],
    ['half, and nothing else', overlap(2, 2, 4, { head: 'unknown' }), 'ask'],
    ['the couple of an extended family in its house', overlap(2, 2, 6, { address: 'same' }), 'address'],
    ['a couple within an extended family', overlap(2, 2, 6), 'ask'],
    ['a couple in an institution', overlap(2, 2, 200, { address: 'same' }), 'nothing'],
    ['one person alone, in one house', overlap(1, 1, 1, { address: 'same' }), 'single-person'],
    ['one person alone, in one village', overlap(1, 1, 1, { address: 'area' }), 'single-person'],
    ['one person alone, who moved', overlap(1, 1, 1, { address: 'different' }), 'ask'],
    ['an adult child who stands in two lists', overlap(1, 1, 5, { head: 'different' }), 'nothing'],
    ['one of two, in one house', overlap(1, 2, 2, { address: 'same' }), 'ask'],
    ['one of two, in another house', overlap(1, 2, 2), 'nothing'],
  ];
  for (const [story, evidence, verdict] of stories) {
    it(`${verdict}: ${story}`, () => {
      expect(judgeOverlap(evidence)).to.equal(verdict);
    });
  }

  it('never links by one person who is not alone in both, whatever else agrees', () => {
    for (const ofMore of [2, 3, 5, 100])
      expect(judgeOverlap(overlap(1, 1, ofMore, { address: 'same', phone: 'same' }))).to.be.oneOf(['ask', 'nothing']);
  });

  it('has a clear winner of two only where one is a majority and the other by a quarter less', () => {
    expect(isClearlyBetter(overlap(4, 4, 4), overlap(3, 3, 4))).to.equal(true);
    expect(isClearlyBetter(overlap(4, 4, 5), overlap(4, 4, 6))).to.equal(false);
    expect(isClearlyBetter(overlap(2, 2, 4), overlap(2, 2, 8))).to.equal(false);
    expect(isClearlyBetter(overlap(5, 5, 7, { head: 'different' }), overlap(2, 2, 7))).to.equal(false);
  });

  it('puts the larger share first', () => {
    const sorted = [overlap(2, 2, 4), overlap(3, 3, 3), overlap(2, 2, 4, { address: 'same' })].sort(compareOverlaps);
    expect(sorted.map(({ common, address }) => [common, address])).to.deep.equal([
      [3, 'unknown'],
      [2, 'same'],
      [2, 'unknown'],
    ]);
  });
});

describe('identity: addresses of two groups', () => {
  const at = (address: string | null, area: string | null = null): Household => ({
    ...{ sources: new Set(), members: [], heads: [], phones: new Set() },
    addresses: address === null && area === null ? [] : [addressForms(address, area)],
  });
  const cases: readonly (readonly [Household, Household, AddressLevel])[] = [
    [at('12 Rose Street, Norte'), at('Rose St. 12, Norte'), 'same'],
    [at('12 Rose Street, Norte'), at('14 Rose Street, Norte'), 'different'],
    [at('12 Rose Street, Norte'), at('12 Hill Road, Norte'), 'different'],
    [at('Rose Street, Norte'), at('Rose Street, Norte'), 'area'],
    [at('Block 5'), at('Block 5', 'Sur'), 'area'],
    [at(null), at('12 Rose Street'), 'unknown'],
  ];
  for (const [index, [a, b, level]] of cases.entries()) {
    it(`${level}, case ${String(index + 1)}`, () => {
      expect(addressLevel(a, b)).to.equal(level);
      expect(addressLevel(b, a)).to.equal(level);
    });
  }
});
