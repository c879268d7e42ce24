import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Explanation } from '../../../../processors/index.ts';
import { bits, waterfall } from '../../../../runtime/cli/waterfall.ts';

const explanation: Explanation = {
  model: 'hash-of-the-model',
  prior: { strangers: -2560, household: -256 },
  evidence: [
    { comparison: 'givenName', level: 'same', strangers: 1792, household: 1536, rarity: 128 },
    { comparison: 'sex', level: 'different', strangers: -1280, household: 0, rarity: 0 },
  ],
  strangers: -1920,
  household: 1280,
  weight: -1920,
  probability: 0.0055,
  conflict: false,
};

describe('waterfall', () => {
  it('tells bits with their sign', () => {
    expect([2048, 0, -1, 1, -384].map(bits)).to.deep.equal(['+8.00', '+0.00', '-0.00', '+0.00', '-1.50']);
  });

  it('begins with what is thought before, and ends with sums, weight and lines', () => {
    expect(waterfall(explanation, { link: 2048, review: 0 }).split('\n')).to.deep.equal([
      '           level      strangers  rarity  household',
      'before                   -10.00              -1.00',
      'givenName  same           +7.00   +0.50      +6.00',
      'sex        different      -5.00              +0.00',
      'sum                       -7.50              +5.00',
      'weight -7.50 bits, the smaller sum (linked from +8.00, a person is asked from +0.00); one person with probability 0.0055',
      'model hash-of-the-model',
    ]);
  });

  it('says when something speaks against the two whatever they weigh', () => {
    const text = waterfall({ ...explanation, conflict: true }, { link: 2048 });
    expect(text).to.include('whatever they weigh').and.include('(linked from +8.00);');
  });
});
