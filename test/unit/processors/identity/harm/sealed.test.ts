import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { trainingProfiles } from '../../../../../processors/index.ts';
import { activationOf } from '../../support/model.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { group, nationalId } from '../../support/records.ts';
import { Resolver } from '../../support/resolver.ts';
import { amina, lastOf, model } from './amina.ts';

describe('identity: do no harm, people who are sealed off', () => {
  let store: MemoryStore;
  let resolver: Resolver;

  beforeEach(async () => {
    store = new MemoryStore();
    resolver = new Resolver(store);
    await resolver.all([activationOf(model)]);
  });

  it('says so of a registrant as soon as one of its records does, and takes it back with that', async () => {
    const identifiers = [nationalId('N71234567')];
    await resolver.all([amina('first', 1, { identifiers }), amina('shelter', 2, { identifiers, sealed: true })]);
    expect(resolver.registrant('first').sealed).to.equal(true);
    await resolver.all([amina('shelter', 2, { version: 2, identifiers, sealed: false })]);
    expect(resolver.registrant('first').sealed).to.equal(false);
  });

  it('leads nobody to her by a phone or a place that her household has', async () => {
    const moved = {
      birthDate: '1984-07-21',
      address: '12 River Street, Norte',
      phones: [{ number: '+639175550142', collected: null, disabled: null }],
    };
    const weighedOf = async (sealed: boolean): Promise<string[]> => {
      const one = new Resolver();
      await one.all([activationOf(model), amina('home', 1, moved), amina('shelter', 2, { ...moved, sealed })]);
      const { weighed } = lastOf(one, 'shelter') ?? {};
      return weighed?.comparisons.map(({ comparison }) => comparison) ?? [];
    };
    expect(await weighedOf(false)).to.include.members(['phone', 'place', 'street', 'givenName']);
    const weighed = await weighedOf(true);
    expect(weighed).to.include('givenName');
    for (const shared of ['phone', 'place', 'street']) expect(weighed).to.not.include(shared);
  });

  it('still knows her by an identifier', async () => {
    const identifiers = [nationalId('N71234567')];
    await resolver.all([
      amina('first', 1, { identifiers }),
      amina('shelter', 2, { identifiers, sealed: true, familyName: 'Haidari' }),
    ]);
    expect(resolver.clusters).to.deep.equal([['first', 'shelter']]);
  });

  it('teaches no model what her household has in common', async () => {
    await resolver.all([
      amina('first', 1, { submission: 'household' }),
      amina('shelter', 2, { submission: 'household', sealed: true }),
      group('household', ['first', 'shelter'], { seen: 3 }),
    ]);
    expect(await trainingProfiles(store.query, () => Promise.resolve())).to.have.length(1);
  });
});
