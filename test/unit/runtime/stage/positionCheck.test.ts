import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { EtlError } from '../../../../core/errors.ts';
import { checkPosition } from '../../../../runtime/stage/positionCheck.ts';

const at = { stage: 'registry', topic: 'registrants', partition: 2 };

const codeFor = (next: number, published: number, low: number, high: number): string | undefined => {
  try {
    checkPosition(at, { next, published, watermarks: { low, high } });
    return undefined;
  } catch (thrown) {
    return (thrown as EtlError).code;
  }
};

describe('the check of a position', () => {
  it('passes exactly when published ≤ next ≤ high and low ≤ next', () => {
    const offset = fc.nat(20);
    fc.assert(
      fc.property(offset, offset, offset, offset, (next, published, low, high) => {
        fc.pre(low <= high);
        const right = published <= next && next <= high && low <= next;
        expect(codeFor(next, published, low, high) === undefined).to.equal(right);
      }),
    );
  });

  it('says which of the ways it went wrong', () => {
    expect(codeFor(10, 10, 0, 5)).to.equal('TOPIC_SHORTER_THAN_STATE');
    expect(codeFor(3, 3, 5, 9)).to.equal('RECORDS_GONE_UNPROCESSED');
    expect(codeFor(3, 7, 0, 9)).to.equal('STATE_OLDER_THAN_LOG');
  });
});
