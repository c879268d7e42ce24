import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { OpenReview } from '../../../../processors/index.ts';
import { appliedWords } from '../../../../runtime/cli/commands/review/decide.ts';
import { planWords, reviewRow } from '../../../../runtime/cli/commands/review/words.ts';
import type { LoggedVerdict, VerdictEffect, VerdictPlan } from '../../../../runtime/verdicts/index.ts';

const plan = (effect: VerdictEffect, more: Partial<VerdictPlan> = {}): VerdictPlan => ({
  effect,
  kind: 'individual',
  entityId: 'younger',
  otherEntityId: 'elder',
  survivorId: 'elder',
  replaces: undefined,
  ...more,
});

const verdict: LoggedVerdict = {
  lowerRecordKey: 'a',
  higherRecordKey: 'b',
  judgement: 'different',
  decidedBy: 'maria',
  note: null,
  decidedAt: 0,
  applied: false,
};

const review: OpenReview = {
  recordKey: 'record',
  kind: 'individual',
  entityId: 'mine',
  candidates: ['first', 'second', 'third'],
  reasons: ['band', 'sex'],
  weight: 1100,
  weighed: [],
  overlaps: [],
};

describe('words of a review', () => {
  it('lists a record with its strongest weight in bits, and how many more it could be', () => {
    expect(reviewRow(review)).to.deep.equal(['record', ' +4.30', 'mine', 'first and 2 more', 'band, sex']);
    expect(reviewRow({ ...review, weight: null, candidates: ['first'] }).slice(1, 4)).to.deep.equal([
      '',
      'mine',
      'first',
    ]);
  });

  it('says before a verdict who goes on and who is redirected', () => {
    expect(planWords(plan('unite'))).to.equal(
      'two registrants become one: elder was first seen and goes on, younger is redirected to it',
    );
    expect(planWords(plan('unite', { survivorId: 'younger', kind: 'group' }))).to.match(
      /^two groups .* younger was first/,
    );
    expect(planWords(plan('part'))).to.include('registrant younger is parted');
    expect(planWords(plan('keep-apart', { replaces: verdict }))).to.include(
      'this replaces: different by maria at 1970-01-01T00:00:00.000Z',
    );
  });

  it('says after a verdict what came of it, also when it is not what was wanted', () => {
    const together = { processed: true, entityIds: ['elder', 'elder'] };
    const apart = { processed: true, entityIds: ['younger', 'elder'] };
    expect(appliedWords(together, 'same', 1)).to.equal('applied: both records belong to elder');
    expect(appliedWords(apart, 'different', 1)).to.equal('applied: the records belong to younger and elder');
    expect(appliedWords(apart, 'none', 1)).to.match(/^applied/);
    expect(appliedWords(apart, 'same', 1)).to.include('still the records belong to younger and elder');
    expect(appliedWords(together, 'different', 1)).to.include('still both records belong');
    expect(appliedWords({ ...apart, processed: false }, 'same', 1)).to.include('has not come to it yet');
    expect(appliedWords({ ...apart, processed: false }, 'same', 0)).to.include('when it comes to it');
  });
});
