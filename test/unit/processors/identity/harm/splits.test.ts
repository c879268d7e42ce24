import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { linkingModel, activationOf, stepsOf } from '../../support/model.ts';
import { enrolment, nationalId, verdict } from '../../support/records.ts';
import { idOf, Resolver } from '../../support/resolver.ts';
import { amina, lastOf, model, rewritten } from './amina.ts';

describe('identity: do no harm, splits', () => {
  let resolver: Resolver;

  beforeEach(async () => {
    resolver = new Resolver();
    await resolver.all([activationOf(model), amina('first', 1), amina('again', 2)]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
  });

  const enrol = () => resolver.all([enrolment(idOf('first'), 'enrolled')]);
  const changed = () => amina('again', 2, { version: 2, ...rewritten });

  it('parts who has no enrolment when the evidence falls away', async () => {
    await resolver.all([changed()]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
  });

  it('holds the split of somebody enrolled when an entry is rewritten, and says why', async () => {
    await enrol();
    await resolver.all([changed()]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    const decision = lastOf(resolver, 'again');
    expect(decision).to.include({ kind: 'held', rule: 'weighed', entityId: idOf('first') });
    expect(decision?.conflicts).to.deep.equal(['held:split']);
    expect(decision?.otherEntityIds).to.deep.equal([idOf('first')]);
    expect(decision?.weighed).to.include({ guard: 'held', otherRecordKey: 'first' });
  });

  it('stays held when the entry changes again, and through a restart', async () => {
    await enrol();
    await resolver.all([changed()]);
    resolver.restart();
    await resolver.all([amina('again', 2, { version: 3, ...rewritten, area: 'Sur' })]);
    await resolver.all([amina('first', 1, { version: 2, area: 'Este' })]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    expect(resolver.lineage.filter(({ kind }) => kind === 'held')).to.have.length(1);
  });

  it('asks no more when the entry is corrected back', async () => {
    await enrol();
    await resolver.all([changed(), amina('again', 2, { version: 3 })]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    expect(lastOf(resolver, 'again')).to.include({ kind: 'review_closed' });
  });

  it('parts them once a person says that they are two', async () => {
    await enrol();
    await resolver.all([changed(), verdict('again', 'first', 'different')]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
  });

  it('keeps them one without a question once a person says so', async () => {
    await enrol();
    await resolver.all([changed(), verdict('again', 'first', 'same')]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    expect(lastOf(resolver, 'again')).to.include({ kind: 'review_closed' });
  });

  it('holds the split that another model would bring', async () => {
    await enrol();
    const strict = linkingModel(2_000_000_000);
    await resolver.all([activationOf(strict), ...stepsOf(strict, 3)]);
    expect(resolver.clusters).to.deep.equal([['again', 'first']]);
    expect(lastOf(resolver, 'again')).to.include({ kind: 'held' });
  });

  it('parts by different valid identifiers, which are no guess', async () => {
    await enrol();
    await resolver.all([
      amina('first', 1, { version: 2, identifiers: [nationalId('N71234567')] }),
      amina('again', 2, { version: 2, ...rewritten, identifiers: [nationalId('N79999999')] }),
    ]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
  });

  it('lets a record go to whom an identifier leads, without the enrolled one', async () => {
    const identifiers = [nationalId('N71234567')];
    await enrol();
    await resolver.all([
      amina('zohra', 3, { ...rewritten, identifiers }),
      amina('again', 2, { version: 2, ...rewritten, identifiers }),
    ]);
    expect(resolver.clusters).to.deep.equal([['again', 'zohra'], ['first']]);
  });

  it('keeps who loses the identifier that made her one, until a person looks', async () => {
    const identifiers = [nationalId('N71234567')];
    const one = new Resolver();
    await one.all([
      amina('first', 1, { identifiers }),
      amina('again', 2, { ...rewritten, sex: null, birthDate: null, identifiers }),
      enrolment(idOf('first'), 'paused'),
      amina('again', 2, { version: 2, ...rewritten, sex: null, birthDate: null, identifiers: [] }),
    ]);
    expect(one.clusters).to.deep.equal([['again', 'first']]);
    expect(lastOf(one, 'again')?.conflicts).to.deep.equal(['held:split']);
  });

  it('redirects nobody enrolled to somebody first seen before her', async () => {
    await enrol();
    await resolver.all([changed(), amina('oldest', 0)]);
    expect(resolver.clusters).to.deep.equal([['again', 'first'], ['oldest']]);
    expect(resolver.registrant('first').status).to.equal('active');
  });

  it('lets the split follow when nothing is at stake any more and the entry comes anew', async () => {
    await enrol();
    await resolver.all([changed(), enrolment(idOf('first'), 'draft')]);
    await resolver.all([amina('again', 2, { version: 3, ...rewritten, area: 'Sur' })]);
    expect(resolver.clusters).to.deep.equal([['again'], ['first']]);
  });
});
