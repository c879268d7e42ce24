import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readCursor, writeCursor } from '../../../../connectors/paging/cursor.ts';
import type { ScanState } from '../../../../connectors/paging/cursor.ts';
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
