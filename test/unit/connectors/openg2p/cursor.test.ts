import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readCursor, writeCursor } from '../../../../connectors/openg2p/cursor.ts';
import type { ScanState } from '../../../../connectors/openg2p/cursor.ts';
import { cutoff, newestDay } from '../../../../connectors/openg2p/writeDate.ts';
import { fingerprint } from '../../../../connectors/paging/fingerprint.ts';
import { historyLength } from '../../../../connectors/paging/rangeScan.ts';

const state: ScanState = {
  mode: 'complete',
  position: 4_000,
  history: Array.from({ length: historyLength }, (_, index) => fingerprint({ index }, 'salt')),
  restarts: 1,
  newest: '2024-10-09',
};

describe('cursor', () => {
  it('gives back what was written, in less than 10 kB', () => {
    const text = writeCursor(state, 'scope');
    expect(text.length).to.be.lessThan(10_000);
    expect(readCursor(text, 'scope', 'complete')).to.deep.equal(state);
  });

  it('means nothing under another query or mode, or when it is broken: the scan begins at its beginning', () => {
    const text = writeCursor(state, 'scope');
    expect(readCursor(text, 'other', 'complete')).to.equal(undefined);
    expect(readCursor(text, 'scope', 'incremental')).to.equal(undefined);
    for (const broken of [undefined, '', 'null', '{}', text.slice(0, -5)]) {
      expect(readCursor(broken, 'scope', 'complete')).to.equal(undefined);
    }
  });
});

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
