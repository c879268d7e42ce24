import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { SourcePerson } from '../../../../../schemas/generated/types.ts';
import { activationOf } from '../../support/model.ts';
import { enrolment, nationalId, reclusterings, sourceLinks, verdict } from '../../support/records.ts';
import { idOf, Resolver } from '../../support/resolver.ts';
import { amina, model } from './amina.ts';

const identifiers = [nationalId('N71234567')];
const clinic = (more: Partial<SourcePerson> = {}) => amina('clinic', 1, { source: 'clinic', ...more });
const welfare = (more: Partial<SourcePerson> = {}) => amina('welfare', 2, { source: 'welfare', ...more });
const school = (more: Partial<SourcePerson> = {}) => amina('school', 3, { source: 'school', ...more });

describe('identity: do no harm, sources that may be linked', () => {
  let resolver: Resolver;

  beforeEach(async () => {
    resolver = new Resolver();
    await resolver.all([activationOf(model)]);
  });

  const unpaired = sourceLinks(['clinic', 'welfare'], []);

  it('links nobody across two sources that are no pair: by no weight, by no identifier, and asks nobody', async () => {
    await resolver.all([unpaired, clinic(), welfare()]);
    await resolver.all([clinic({ version: 2, identifiers }), welfare({ version: 2, identifiers })]);
    expect(resolver.clusters).to.deep.equal([['clinic'], ['welfare']]);
    expect(resolver.lineage.map(({ kind }) => kind)).to.deep.equal(['created', 'created']);
  });

  it('does not follow a verdict across them either', async () => {
    await resolver.all([unpaired, clinic(), welfare(), verdict('clinic', 'welfare', 'same')]);
    expect(resolver.clusters).to.deep.equal([['clinic'], ['welfare']]);
  });

  it('links two entries of one source, whatever is stated', async () => {
    await resolver.all([unpaired, clinic(), amina('clinic again', 4, { source: 'clinic' })]);
    expect(resolver.clusters).to.deep.equal([['clinic', 'clinic again']]);
  });

  it('keeps two apart whom a third source would bring together', async () => {
    const pairs = sourceLinks(
      ['clinic', 'school', 'welfare'],
      [
        ['clinic', 'school'],
        ['school', 'welfare'],
      ],
    );
    await resolver.all([pairs, clinic({ identifiers }), welfare({ identifiers }), school({ identifiers })]);
    expect(resolver.clusters.some((keys) => keys.includes('clinic') && keys.includes('welfare'))).to.equal(false);
  });

  it('parts who was linked when the pair is taken back, enrolled or not, and links them when it is stated', async () => {
    await resolver.all([clinic(), welfare(), enrolment(idOf('clinic'), 'enrolled')]);
    expect(resolver.clusters).to.deep.equal([['clinic', 'welfare']]);
    await resolver.all([unpaired, ...reclusterings('all', 2)]);
    expect(resolver.clusters).to.deep.equal([['clinic'], ['welfare']]);
    await resolver.all([sourceLinks(['clinic', 'welfare'], [['clinic', 'welfare']]), ...reclusterings('all', 2)]);
    expect(resolver.clusters).to.deep.equal([['clinic', 'welfare']]);
  });
});
