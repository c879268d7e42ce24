import { expect } from 'chai';
import { describe, it } from 'mocha';
import { progressLine } from '../../../../runtime/cli/commands/rebuild/progressLine.ts';

describe('runtime/cli: progress of a rebuild', () => {
  it('tells share, counts, rate and the time left of what is read', () => {
    let now = 0;
    const line = progressLine(() => now);
    expect(line({ step: 'reading', done: 0, of: 1000 })).to.equal(
      'reading   [                        ]   0 %  0 of 1,000 records',
    );
    now = 10_000;
    expect(line({ step: 'reading', done: 500, of: 1000 })).to.equal(
      'reading   [============            ]  50 %  500 of 1,000 records  50/s  10 s left',
    );
    now = 110_000;
    expect(line({ step: 'reading', done: 550, of: 1000 })).to.contain('5/s  1 min 30 s left');
    expect(line({ step: 'indexing', done: 3, of: 12 })).to.equal(
      'indexing  [======                  ]  25 %  3 of 12 indexes',
    );
    expect(line({ step: 'exchanging', done: 0, of: 1 })).to.equal('exchanging…');
  });
});
