import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import type { JudgedPair, KnownRecord } from '../../../../processors/index.ts';
import { planUndo, planVerdict, verdictKey } from '../../../../runtime/verdicts/index.ts';
import type { JudgementRequest, LoggedVerdict, VerdictPlan } from '../../../../runtime/verdicts/index.ts';

const record = (recordKey: string, more: Partial<KnownRecord> = {}): KnownRecord => ({
  recordKey,
  kind: 'individual',
  anchorKey: recordKey,
  entityId: `id-${more.anchorKey ?? recordKey}`,
  firstSeen: { time: 1, source: 'north', sequence: 1 },
  views: [],
  submissions: [],
  groups: [],
  members: [],
  review: null,
  sealed: false,
  ...more,
});

const pairOf = (one: KnownRecord | undefined, other: KnownRecord | undefined, asked = true): JudgedPair => ({
  one,
  other,
  elderId: one?.entityId,
  asked,
});

const request = (more: Partial<JudgementRequest> = {}): JudgementRequest => ({
  recordKey: 'a',
  otherRecordKey: 'b',
  judgement: 'same',
  replace: false,
  anyway: false,
  ...more,
});

const verdict = (judgement: 'same' | 'different'): LoggedVerdict => ({
  lowerRecordKey: 'a',
  higherRecordKey: 'b',
  judgement,
  decidedBy: 'maria',
  note: 'two sisters',
  decidedAt: Date.UTC(2026, 2, 1, 8),
  applied: true,
});

const refusalOf = (plan: () => unknown): EtlError => {
  try {
    plan();
  } catch (thrown) {
    if (thrown instanceof EtlError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
};

const two = pairOf(record('a'), record('b'));
const one = pairOf(record('a'), record('b', { anchorKey: 'a' }), false);
const strangers = pairOf(record('a'), record('b'), false);

describe('plan of a verdict', () => {
  it('unites two of which a review asks, under the one first seen', () => {
    const expected: VerdictPlan = {
      effect: 'unite',
      kind: 'individual',
      entityId: 'id-a',
      otherEntityId: 'id-b',
      survivorId: 'id-a',
      replaces: undefined,
    };
    expect(planVerdict(request(), two, undefined)).to.deep.equal(expected);
  });

  it('keeps apart any two that are two, whether or not somebody asks: that harms nobody', () => {
    for (const pair of [two, strangers])
      expect(planVerdict(request({ judgement: 'different' }), pair, undefined).effect).to.equal('keep-apart');
  });

  it('wants "same" said twice of two that nobody asked about', () => {
    expect(refusalOf(() => planVerdict(request(), strangers, undefined)).code).to.equal('VERDICT_NOT_ASKED');
    expect(planVerdict(request({ anyway: true }), strangers, undefined).effect).to.equal('unite');
  });

  it('wants either judgement said twice of two that are one registrant by now', () => {
    for (const [judgement, effect] of [
      ['same', 'pin'],
      ['different', 'part'],
    ] as const) {
      const error = refusalOf(() => planVerdict(request({ judgement }), one, undefined));
      expect(error).to.include({ code: 'VERDICT_SETTLED', fault: 'config' });
      expect(error.message).to.include('id-a').and.include('--anyway');
      expect(planVerdict(request({ judgement, anyway: true }), one, undefined).effect).to.equal(effect);
    }
  });

  it('keeps an opposite verdict unless it is to be replaced, and says whose it is', () => {
    const error = refusalOf(() => planVerdict(request({ anyway: true }), two, verdict('different')));
    expect(error.code).to.equal('VERDICT_STANDS');
    expect(error.message).to.include('different by maria at 2026-03-01T08:00:00.000Z ("two sisters")');
    const plan = planVerdict(request({ replace: true }), strangers, verdict('different'));
    expect(plan).to.deep.include({ effect: 'unite', replaces: verdict('different') });
  });

  it('has nothing to do when the same verdict stands', () => {
    expect(planVerdict(request(), strangers, verdict('same')).effect).to.equal('stands');
    expect(planVerdict(request(), one, verdict('same')).effect).to.equal('stands');
  });

  it('refuses a record with itself, unknown records, and a person with a group', () => {
    const refused = (more: Partial<JudgementRequest>, pair: JudgedPair): EtlError =>
      refusalOf(() => planVerdict(request({ anyway: true, replace: true, ...more }), pair, undefined));
    expect(refused({ otherRecordKey: 'a' }, two).code).to.equal('VERDICT_ON_ITSELF');
    expect(refused({}, pairOf(undefined, record('b'))).context.recordKey).to.equal('a');
    expect(refused({}, pairOf(record('a'), undefined)).context.recordKey).to.equal('b');
    expect(refused({}, pairOf(record('a'), record('b', { kind: 'group' }))).code).to.equal('VERDICT_KINDS');
  });

  it('says what a registrant id is when it is given in place of a record key', () => {
    const id = '0b7c1f0e-6a52-5d0a-9a39-0c1d2e3f4a5b';
    const error = refusalOf(() => planVerdict(request({ recordKey: id }), pairOf(undefined, record('b')), undefined));
    expect(error.message).to.include('registry-stream explain');
  });

  it('takes back only what stands', () => {
    expect(planUndo('b', 'a', verdict('same'))).to.deep.equal(verdict('same'));
    expect(refusalOf(() => planUndo('b', 'a', undefined)).code).to.equal('VERDICT_UNKNOWN');
  });

  it('names a pair alike from both sides', () => {
    expect(verdictKey('b', 'a')).to.equal('verdict/a/b').and.equal(verdictKey('a', 'b'));
  });
});
