import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import type { SourceEntry } from '../../../../core/source.ts';
import { countRejections, rejectionCountsOf, tooManyRejected } from '../../../../runtime/source/rejections.ts';
import { alone, group, household, member, person } from './scan.ts';

const rejected = (field: string, target: 'person' | 'group' = 'person'): SourceEntry => ({
  kind: 'rejected',
  error: new EtlError('FIELD_TYPE', 'record', 'no text', { component: 'test', field }),
  target,
  recordId: null,
  identifiers: [],
  raw: '{}',
});

const times = (count: number, entry: SourceEntry): SourceEntry[] => Array.from({ length: count }, () => entry);
const guard = { share: 0.2, minimum: 50 };
const named = { source: 'civil', import: 'people' };
const none = rejectionCountsOf({});

const judge = (entries: readonly SourceEntry[], before = none) =>
  tooManyRejected(countRejections(before, entries), entries, guard, named);

describe('the guard against a broken mapping', () => {
  it('lets a run go on up to the share, and as long as little was met', () => {
    expect(judge([...times(80, alone(person())), ...times(20, rejected('email'))])).to.equal(undefined);
    expect(judge(times(49, rejected('email')))).to.equal(undefined);
    expect(judge([...times(79, alone(person())), ...times(21, rejected('email'))])?.code).to.equal(
      'IMPORT_MOSTLY_REJECTED',
    );
  });

  it('names the import, how many, and what most of them have in common', () => {
    const error = judge([
      ...times(40, rejected('email')),
      ...times(30, rejected('sex')),
      ...times(30, alone(person())),
    ]);
    expect(error).to.include({ fault: 'config' });
    expect(error?.message)
      .to.include('70 of 100 persons (70 %) of civil/people')
      .and.include('field email with FIELD_TYPE');
    expect(error?.context.field).to.equal('email');
  });

  it('judges groups apart from the persons that still come through', () => {
    const broken = [...times(4, alone(person())), rejected('name', 'group')];
    const error = judge(Array.from({ length: 50 }, () => broken).flat());
    expect(error?.message).to.include('50 of 50 groups');
  });

  it('counts the members of groups as persons, and goes on counting from the checkpoint', () => {
    const home = group(household('h', [member(person()), member(person())]));
    const counts = countRejections(none, [home, rejected('email')]);
    expect(counts).to.deep.equal({ 'met-person': 3, 'rejected-person': 1, 'met-group': 1, 'rejected-group': 0 });
    expect(rejectionCountsOf({ published: 7, ...counts })).to.deep.equal(counts);
    const before = rejectionCountsOf({ 'met-person': 45, 'rejected-person': 12 });
    expect(judge(times(5, rejected('email')), before)).not.to.equal(undefined);
  });

  it('does not stop at a page that has nothing rejected', () => {
    const before = rejectionCountsOf({ 'met-person': 100, 'rejected-person': 90 });
    expect(judge(times(10, alone(person())), before)).to.equal(undefined);
  });

  it('counts the same however the entries are cut into pages', () => {
    const entry = fc.constantFrom(alone(person()), rejected('email'), rejected('name', 'group'));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), fc.nat(30), (entries, cut) => {
        const whole = countRejections(none, entries);
        expect(countRejections(countRejections(none, entries.slice(0, cut)), entries.slice(cut))).to.deep.equal(whole);
      }),
    );
  });
});
