import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { SourcePerson } from '../../../../schemas/generated/types.ts';
import { activationOf, linkingModel } from '../support/model.ts';
import { enrolment, nationalId, person, verdict } from '../support/records.ts';
import { idOf, Resolver } from '../support/resolver.ts';

const model = linkingModel(2_000);

/** One woman, as two offices wrote her down. */
const amina = (recordKey: string, seen: number, more: Partial<SourcePerson> = {}): SourcePerson =>
  person(recordKey, {
    seen,
    fullName: null,
    givenName: 'Amina',
    familyName: 'Karimi',
    sex: 'f',
    birthDate: '1984-07-19',
    phones: [{ number: '+639171234567', collected: null, disabled: null }],
    ...more,
  });

describe('identity: do no harm', () => {
  let resolver: Resolver;

  beforeEach(async () => {
    resolver = new Resolver();
    await resolver.all([activationOf(model)]);
  });

  const lastOf = (recordKey: string) => resolver.lineage.filter((decision) => decision.recordKey === recordKey).at(-1);

  it('links who has no enrolment yet, for nothing is taken from anybody', async () => {
    await resolver.all([amina('first', 1), enrolment(idOf('first'), 'enrolled'), amina('again', 2)]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
  });

  it('holds a merge on weighed evidence of somebody who is enrolled, and both stay active', async () => {
    await resolver.all([amina('again', 2), enrolment(idOf('again'), 'enrolled'), amina('first', 1)]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
    expect([...resolver.registrants.values()].map(({ status }) => status)).to.deep.equal(['active', 'active']);
    const decision = lastOf('again');
    expect(decision).to.include({ kind: 'held', rule: 'weighed', entityId: idOf('again') });
    expect(decision?.otherEntityIds).to.deep.equal([idOf('first')]);
    expect(decision?.weighed).to.include({ guard: 'held', otherRecordKey: 'first' });
    expect(decision?.weighed?.weight).to.be.at.least(model.lines.link);
  });

  it('merges them once a person says so, and asks no more once a person says no', async () => {
    await resolver.all([amina('again', 2), enrolment(idOf('again'), 'paused'), amina('first', 1)]);
    await resolver.all([verdict('again', 'first', 'same')]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    expect(lastOf('again')).to.include({ kind: 'review_closed' });
    await resolver.all([verdict('again', 'first', 'different')]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
    expect(resolver.lineage.filter(({ kind }) => kind === 'held')).to.have.length(1);
  });

  it('splits nobody who was merged before her enrolment', async () => {
    await resolver.all([amina('first', 1), amina('again', 2), enrolment(idOf('again'), 'enrolled')]);
    await resolver.all([amina('again', 2, { version: 2, area: 'Norte' })]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
  });

  it('keeps a merged registrant together when somebody older comes', async () => {
    await resolver.all([amina('b', 2), amina('c', 3), enrolment(idOf('c'), 'enrolled'), amina('a', 1)]);
    expect(resolver.clusters).to.deep.equal([['a'], ['b', 'c']]);
  });

  it('holds nothing that an identifier decides', async () => {
    const identifiers = [nationalId('N71234567')];
    await resolver.all([
      amina('again', 2, { identifiers }),
      enrolment(idOf('again'), 'enrolled'),
      amina('first', 1, { identifiers }),
    ]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
  });

  it('holds two records that say the very same', async () => {
    await resolver.all([
      amina('again', 2, { source: 'south' }),
      enrolment(idOf('again'), 'enrolled'),
      amina('first', 1, { source: 'north' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
  });

  it('lets the merge follow when the enrolment is a draft again and the record comes anew', async () => {
    await resolver.all([amina('again', 2), enrolment(idOf('again'), 'enrolled'), amina('first', 1)]);
    await resolver.all([enrolment(idOf('again'), 'draft'), amina('first', 1, { version: 2, area: 'Sur' })]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
  });

  it('remembers enrolments through a restart', async () => {
    await resolver.all([amina('again', 2), enrolment(idOf('again'), 'enrolled')]);
    resolver.restart();
    await resolver.all([amina('first', 1)]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
  });
});
