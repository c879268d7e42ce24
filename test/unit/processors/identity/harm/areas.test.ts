import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { activationOf } from '../../support/model.ts';
import { areaRelease, changeGuard, person, polledAt, reclusterings } from '../../support/records.ts';
import { Resolver } from '../../support/resolver.ts';
import { amina, lastOf, model } from './amina.ts';

const day = 86_400_000;

describe('identity: do no harm, the rate guard of an area', () => {
  let resolver: Resolver;

  beforeEach(async () => {
    resolver = new Resolver();
    await resolver.all([activationOf(model), changeGuard(2)]);
    await resolver.all(['a', 'b', 'c', 'd'].map((key, seen) => person(key, { seen, area: 'Norte' })));
    await resolver.all([person('e', { seen: 5, area: 'Sur' })]);
  });

  const gone = (key: string, area = 'Norte', after = 0) =>
    person(key, {
      seen: 'abcde'.indexOf(key),
      version: 2,
      area,
      state: 'withdrawn',
      observedAt: polledAt + 2 + after,
    });

  const statuses = () =>
    [...resolver.registrants.values()].map(({ fullName, status }) => `${fullName ?? ''} ${status}`);

  it('holds what exceeds it in one area, while other areas go on', async () => {
    await resolver.all([gone('a'), gone('b'), gone('c'), gone('d'), gone('e', 'Sur')]);
    expect(statuses()).to.deep.equal([
      'Person a withdrawn',
      'Person b withdrawn',
      'Person c active',
      'Person d active',
      'Person e withdrawn',
    ]);
    expect(lastOf(resolver, 'c')?.conflicts).to.deep.equal(['held:area:withdraw']);
  });

  it('lets go what it holds when a person says so, and counts anew', async () => {
    await resolver.all([gone('a'), gone('b'), gone('c'), gone('d')]);
    resolver.restart();
    await resolver.all([areaRelease('Norte'), ...reclusterings('held', 3)]);
    expect(statuses().filter((text) => text.endsWith('withdrawn'))).to.have.length(4);
  });

  it('forgets what is older than its window, by the time that the records tell', async () => {
    await resolver.all([gone('a'), gone('b'), gone('c', 'Norte', 9 * day)]);
    expect(statuses().filter((text) => text.endsWith('withdrawn'))).to.have.length(3);
  });

  it('counts merges on weighed evidence with them, and holds the one too many', async () => {
    await resolver.all([gone('a'), gone('b')]);
    await resolver.all([amina('again', 12), amina('first', 11)]);
    expect(resolver.clusters.filter((keys) => keys.includes('first'))).to.deep.equal([['first']]);
    expect(lastOf(resolver, 'again')?.conflicts).to.deep.equal(['held:area:merge']);
    await resolver.all([areaRelease('Norte'), ...reclusterings('held', 1)]);
    expect(resolver.clusters.filter((keys) => keys.includes('first'))).to.deep.equal([['again', 'first']]);
  });

  it('allows a share of the records of the area', async () => {
    await resolver.all([changeGuard(0, 0.5)]);
    await resolver.all([gone('a'), gone('b'), gone('c')]);
    expect(statuses().filter((text) => text.endsWith('withdrawn'))).to.have.length(2);
  });
});
