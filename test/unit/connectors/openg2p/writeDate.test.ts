import { expect } from 'chai';
import { describe, it } from 'mocha';
import { cutoff, newestDay } from '../../../../connectors/openg2p/writeDate.ts';

describe('write dates', () => {
  it('stop an incremental scan at the watermark less the overlap', () => {
    expect(cutoff('2024-03-01', 2)).to.equal('2024-02-28');
    expect(cutoff('2024-03-01T10:00:00Z', 0)).to.equal('2024-03-01');
    for (const unreadable of [undefined, '', 'yesterday', '2024-99-99']) {
      expect(cutoff(unreadable, 2)).to.equal(undefined);
    }
  });

  it('give the newest day, but none after today', () => {
    const now = Date.UTC(2024, 9, 20);
    expect(newestDay(['2024-10-02', null, '2024-10-09T23:00:00', 7], now)).to.equal('2024-10-09');
    expect(newestDay(['2099-01-01'], now)).to.equal('2024-10-20');
    expect(newestDay([], now)).to.equal(undefined);
  });
});
