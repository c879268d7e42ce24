import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  numberedPageAround,
  numberedPageOverlap,
  numberedPages,
  smallestNumberedPage,
} from '../../../../connectors/paging/numberedPages.ts';

const offset = fc.integer({ min: 0, max: 1_000_000 });
const limit = fc.integer({ min: smallestNumberedPage, max: 500 });

describe('numbered pages', () => {
  it('give a page around every place that goes on behind what must be read again', () => {
    fc.assert(
      fc.property(offset, limit, (wanted, size) => {
        const page = numberedPages.around(wanted, size);
        expect(page.offset % page.limit).to.equal(0);
        expect(page.limit).to.be.within(1, size);
        expect(page.offset).to.be.at.most(wanted);
        expect(page.offset + page.limit).to.be.greaterThan(wanted + numberedPageOverlap);
      }),
      { numRuns: 2_000 },
    );
  });

  it('begin no farther before a place than they may, reach behind it, and are no larger than is wished for', () => {
    fc.assert(
      fc.property(offset, fc.integer({ min: 1, max: 500 }), (wanted, size) => {
        const page = numberedPageAround(wanted, size, 64);
        expect(page.offset % page.limit).to.equal(0);
        expect(page.limit).to.be.within(1, size);
        expect(page.offset).to.be.within(Math.max(0, wanted - 64), wanted);
        expect(page.offset + page.limit).to.be.greaterThan(wanted);
      }),
    );
    expect(numberedPageAround(0, 200, 64)).to.deep.equal({ offset: 0, limit: 200 });
  });

  it('give a page from every place, if need be of one record', () => {
    expect(numberedPages.from(0, 50)).to.deep.equal({ offset: 0, limit: 50 });
    expect(numberedPages.from(120, 50)).to.deep.equal({ offset: 120, limit: 40 });
    expect(numberedPages.from(1_009, 50)).to.deep.equal({ offset: 1_009, limit: 1 });
  });
});
