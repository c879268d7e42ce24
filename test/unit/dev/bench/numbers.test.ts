import { expect } from 'chai';
import { InvalidArgumentError } from 'commander';
import { wholeNumbers } from '../../../../dev/bench/shared/numbers.ts';

describe('options of several numbers', () => {
  it('takes them parted by commas and given again, in order and each once', () => {
    const read = wholeNumbers(1000);
    expect(read('100000,10000')).to.deep.equal([10_000, 100_000]);
    expect(read('10000')).to.deep.equal([10_000, 100_000]);
    expect(read('1e6')).to.deep.equal([10_000, 100_000, 1_000_000]);
  });

  it('refuses what is too small or no number', () => {
    expect(() => wholeNumbers(1000)('10')).to.throw(InvalidArgumentError);
    expect(() => wholeNumbers(1000)('2000,many')).to.throw(InvalidArgumentError);
  });
});
