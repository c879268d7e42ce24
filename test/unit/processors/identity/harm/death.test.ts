import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { activationOf } from '../../support/model.ts';
import { enrolment, nationalId, verdict } from '../../support/records.ts';
import { idOf, Resolver } from '../../support/resolver.ts';
import { amina, lastOf, model } from './amina.ts';

const dead = { deceased: true, deathDate: '2025-11-30' } as const;

describe('identity: do no harm, death', () => {
  let resolver: Resolver;

  beforeEach(async () => {
    resolver = new Resolver();
    await resolver.all([activationOf(model)]);
  });

  it('asks a person whether somebody who lives is somebody who has died, and merges nobody by weight', async () => {
    await resolver.all([amina('first', 1), amina('civil', 2, dead)]);
    expect(resolver.clusters).to.deep.equal([['civil'], ['first']]);
    expect(resolver.registrant('first').deceased).to.equal(null);
    expect(lastOf(resolver, 'civil')).to.include({ kind: 'held', rule: 'weighed' });
    expect(lastOf(resolver, 'civil')?.conflicts).to.deep.equal(['held:death']);
    await resolver.all([verdict('first', 'civil', 'same')]);
    expect(resolver.registrant('first').deceased).to.equal(true);
  });

  it('takes it from a record that an identifier links', async () => {
    const identifiers = [nationalId('N71234567')];
    await resolver.all([amina('first', 1, { identifiers }), amina('civil', 2, { identifiers, ...dead })]);
    expect(resolver.clusters).to.deep.equal([['civil', 'first']]);
    expect(resolver.registrant('first')).to.include({ deceased: true });
  });

  it('parts from the living whose source says that she has died, where only weight had linked the two', async () => {
    await resolver.all([amina('first', 1), amina('civil', 2), amina('civil', 2, { version: 2, ...dead })]);
    expect(resolver.clusters).to.deep.equal([['civil'], ['first']]);
    expect(resolver.registrant('first').deceased).to.equal(null);
  });

  it('leaves somebody enrolled whole, and alive, until a person says more', async () => {
    await resolver.all([amina('first', 1), amina('civil', 2), enrolment(idOf('first'), 'enrolled')]);
    await resolver.all([amina('civil', 2, { version: 2, ...dead })]);
    expect(resolver.clusters).to.deep.equal([['civil', 'first']]);
    expect(resolver.registrant('first')).to.include({ status: 'active', deceased: null, deathDate: null });
    expect(lastOf(resolver, 'civil')?.conflicts).to.deep.equal(['held:death']);
    await resolver.all([verdict('first', 'civil', 'same')]);
    expect(resolver.registrant('first').deceased).to.equal(true);
  });

  it('brings her back under the same id when the source corrects itself', async () => {
    await resolver.all([amina('first', 1), enrolment(idOf('first'), 'enrolled')]);
    await resolver.all([amina('first', 1, { version: 2, ...dead })]);
    expect(resolver.registrant('first')).to.include({ deceased: true, status: 'active' });
    await resolver.all([amina('first', 1, { version: 3, deceased: false })]);
    expect(resolver.registrant('first')).to.include({ deceased: false, deathDate: null, status: 'active' });
    expect(resolver.registrants).to.have.length(1);
  });

  it('links her again by weight once the death was a mistake', async () => {
    await resolver.all([amina('first', 1), amina('civil', 2, dead)]);
    await resolver.all([amina('civil', 2, { version: 2, deceased: false })]);
    expect(resolver.clusters).to.deep.equal([['civil', 'first']]);
    expect(resolver.registrant('first').deceased).to.equal(false);
  });
});
