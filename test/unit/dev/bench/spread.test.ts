import { expect } from 'chai';
import fc from 'fast-check';
import { percentile, rounded, spread, spreadText } from '../../../../dev/bench/shared/spread.ts';

const figures = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 });

describe('spread of figures', () => {
  it('interpolates a percentile between the two nearest figures', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).to.equal(2.5);
    expect(percentile([10], 0.99)).to.equal(10);
    expect(percentile([1, 2, 3, 4, 5], 0.75)).to.equal(4);
    expect(percentile([], 0.5)).to.be.NaN;
  });

  it('keeps percentiles in order and within the figures', () => {
    fc.assert(
      fc.property(figures, fc.double({ min: 0, max: 1, noNaN: true }), (some, share) => {
        const [low, value, high] = [percentile(some, 0), percentile(some, share), percentile(some, 1)];
        expect(low).to.equal(Math.min(...some));
        expect(high).to.equal(Math.max(...some));
        expect(value).to.be.within(low, high);
      }),
    );
  });

  it('passes over what could not be measured', () => {
    expect(spread([undefined, 3, Number.NaN, 1])).to.deep.equal({ least: 1, median: 2, most: 3 });
    expect(spread([1, 2, 3, 10])?.median).to.equal(2.5);
    expect(spread([undefined])).to.equal(undefined);
  });

  it('shows a median with its range, and one figure alone', () => {
    expect(spreadText({ least: 1200.4, median: 1234.5, most: 2000 })).to.equal('1,235 (1,200–2,000)');
    expect(spreadText({ least: 2.345, median: 2.345, most: 2.345 })).to.equal('2.35');
    expect(spreadText(undefined)).to.equal('-');
  });

  it('rounds to significant digits', () => {
    expect(rounded(0.012345)).to.equal(0.0123);
    expect(rounded(123_456)).to.equal(123_000);
  });
});
